package org.fleetdesk.core;

import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.fleetdesk.http.HttpBody;
import org.fleetdesk.http.SecretNames;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * JSON documents with something else in place of secrets: members with secret names; all values of environments; passwords in URLs; and in texts {@code NAME=value}, {@code --name value},
 * {@code Name: value} and {@code <NAME>value}, also among the elements of a list.
 */
public final class MaskedJson implements HttpBody.Mask {

	private static final Pattern ASSIGNMENT = Pattern.compile("(?s)(-{0,2}[\\w.-]+)=(.+)");
	/** A name, and where its value may begin; a name is looked at once only, however long the text. */
	private static final Pattern NAMED = Pattern.compile("(?<![\\w.-])(?:(-{0,2}[A-Za-z_][\\w.-]*+)(?:\\s*+=\\s*+|[\"']?+:\\s++|[\"']\\s*+:\\s*+)|(--?[A-Za-z][\\w.-]*+)\\s++)");
	private static final Pattern VALUE = Pattern.compile("\"(?<double>[^\"]*+)|'(?<single>[^']*+)|(?i:(?:bearer|basic)\\s++)?+(?<plain>[^\\s&;,\"'})]++)");
	private static final Pattern ELEMENT = Pattern.compile("<([A-Za-z_][\\w.-]*+)>(<!\\[CDATA\\[)?+([^<\\]]++)");
	private static final Pattern URL_USER = Pattern.compile("(://[^/\\s:@]*:)[^/\\s@]+@|(?i:(https?://))[^/\\s:@?#]+@");
	private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

	private final UnaryOperator<String> substitute;

	/** @param substitute what to write for the secret of a name */
	public MaskedJson(UnaryOperator<String> substitute) {
		this.substitute = substitute;
	}

	/** @return in one line; empty when it is no JSON */
	public Optional<String> of(byte[] document) {
		try {
			JsonNode root = JSON.readTree(document);
			return root == null || root.isMissingNode() ? Optional.empty() : Optional.of(JSON.writeValueAsString(masked("", root)));
		} catch (IOException e) {
			return Optional.empty();
		}
	}

	/** @return another one */
	public JsonNode of(JsonNode document) {
		return masked("", document.deepCopy());
	}

	@Override
	public String secret(String name) {
		return substitute.apply(name);
	}

	@Override
	public String text(String text) {
		return masked(text);
	}

	private JsonNode masked(String name, JsonNode node) {
		return switch (node) {
		case ObjectNode object -> {
			object.properties().forEach(member -> member.setValue(SecretNames.isEnvironment(member.getKey()) ? environment(member.getKey(), member.getValue())
					: masked(SecretNames.isSecret(name) ? name : member.getKey(), member.getValue())));
			yield object;
		}
		case ArrayNode list -> {
			String option = "";
			for (int i = 0; i < list.size(); i++) {
				var element = list.get(i);
				list.set(i, masked(option.isEmpty() ? name : option, element));
				option = element.isTextual() && element.asText().startsWith("-") && SecretNames.isSecret(element.asText()) && !element.asText().contains("=")
						? element.asText() : "";
			}
			yield list;
		}
		case JsonNode secret when SecretNames.isSecret(name) && (secret.isTextual() && !secret.asText().isEmpty() || secret.isNumber()) ->
			TextNode.valueOf(substitute.apply(name));
		case TextNode text -> TextNode.valueOf(masked(text.asText()));
		default -> node;
		};
	}

	/** {@code NAME=value} in a list, or values by name. */
	private JsonNode environment(String name, JsonNode node) {
		return switch (node) {
		case ObjectNode object -> {
			object.properties().forEach(member -> member.setValue(environment(member.getKey(), member.getValue())));
			yield object;
		}
		case ArrayNode list -> {
			for (int i = 0; i < list.size(); i++) {
				String text = list.get(i).asText();
				int end = text.indexOf('=');
				list.set(i, !list.get(i).isTextual() ? environment(name, list.get(i))
						: end < 0 || end + 1 == text.length() ? list.get(i) : TextNode.valueOf(text.substring(0, end + 1) + substitute.apply(text.substring(0, end))));
			}
			yield list;
		}
		case JsonNode value when value.isNull() || value.isTextual() && value.asText().isEmpty() -> value;
		default -> TextNode.valueOf(substitute.apply(name));
		};
	}

	private String masked(String text) {
		var assignment = ASSIGNMENT.matcher(text);
		if (assignment.matches() && SecretNames.isSecret(assignment.group(1))) {
			return assignment.group(1) + "=" + substitute.apply(assignment.group(1));
		}
		return URL_USER.matcher(named(elements(text))).replaceAll(m -> {
			String before = m.group(1) == null ? m.group(2) : m.group(1);
			return Matcher.quoteReplacement(before + substitute.apply("url_password") + "@");
		});
	}

	private String elements(String text) {
		return ELEMENT.matcher(text).replaceAll(m -> Matcher.quoteReplacement(SecretNames.isSecret(m.group(1))
				? "<" + m.group(1) + ">" + (m.group(2) == null ? "" : m.group(2)) + substitute.apply(m.group(1)) : m.group()));
	}

	private String named(String text) {
		var masked = new StringBuilder();
		int done = 0;
		var name = NAMED.matcher(text);
		var value = VALUE.matcher(text);
		for (int from = 0; name.find(from); from = name.end()) {
			String found = name.group(1) == null ? name.group(2) : name.group(1);
			if (name.start() >= done && SecretNames.isSecret(found) && value.region(name.end(), text.length()).lookingAt()) {
				String group = value.group("double") != null ? "double" : value.group("single") != null ? "single" : "plain";
				if (value.end(group) > value.start(group)) {
					masked.append(text, done, value.start(group)).append(substitute.apply(found));
					done = value.end(group);
				}
			}
		}
		return masked.append(text, done, text.length()).toString();
	}
}
