package org.fleetdesk.core.internal;

import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.fleetdesk.http.SecretNames;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * JSON documents in one line, with something else in place of secrets: members with secret names, {@code NAME=value} and {@code --name value} among the elements of
 * a list, and passwords in URLs.
 */
final class MaskedJson {

	private static final Pattern ASSIGNMENT = Pattern.compile("(?s)(-{0,2}[\\w.-]+)=(.+)");
	private static final Pattern URL_PASSWORD = Pattern.compile("(://[^/\\s:@]*:)[^/\\s@]+@");
	private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

	private final UnaryOperator<String> substitute;

	/** @param substitute what to write for the secret of a name */
	MaskedJson(UnaryOperator<String> substitute) {
		this.substitute = substitute;
	}

	/** Empty when it is no JSON. */
	Optional<String> of(byte[] document) {
		try {
			JsonNode root = JSON.readTree(document);
			return root == null || root.isMissingNode() ? Optional.empty() : Optional.of(JSON.writeValueAsString(masked("", root)));
		} catch (IOException e) {
			return Optional.empty();
		}
	}

	private JsonNode masked(String name, JsonNode node) {
		return switch (node) {
		case ObjectNode object -> {
			object.properties().forEach(member -> member.setValue(masked(SecretNames.isSecret(name) ? name : member.getKey(), member.getValue())));
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

	private String masked(String text) {
		var assignment = ASSIGNMENT.matcher(text);
		if (assignment.matches() && SecretNames.isSecret(assignment.group(1))) {
			return assignment.group(1) + "=" + substitute.apply(assignment.group(1));
		}
		return URL_PASSWORD.matcher(text).replaceAll(m -> Matcher.quoteReplacement(m.group(1) + substitute.apply("url_password") + "@"));
	}
}
