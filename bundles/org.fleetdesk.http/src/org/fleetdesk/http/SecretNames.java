package org.fleetdesk.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is never written down, told by its name: of a header, a query parameter, a member of a document, or a variable. */
public final class SecretNames {

	private static final Pattern SECRET = Pattern.compile("(?i)token|secret|pass(?![a-z])|passw|passphrase|passcode|pwd(?![a-z])|key|auth(?!or(?!i[sz]))"
			+ "|registry-?config|credential|cookie|private|bearer|jwt|signature");
	private static final Pattern ENVIRONMENT = Pattern.compile("(?i)env|environment|env[_-]?var(iable)?s?");
	private static final Pattern PARAMETER = Pattern.compile("([?&])([^=&#]*)=([^&#]*)");

	private SecretNames() {
	}

	/** Whether what has this name is a secret; rather too often than too seldom. */
	public static boolean isSecret(String name) {
		return SECRET.matcher(name).find();
	}

	/** Whether what has this name holds the variables of an environment: their values are secrets, whatever their names. */
	public static boolean isEnvironment(String name) {
		return ENVIRONMENT.matcher(name).matches();
	}

	/**
	 * A URL with its secret query parameters replaced.
	 *
	 * @param substitute what to write for the parameter of a name
	 */
	public static String inQuery(String url, UnaryOperator<String> substitute) {
		return PARAMETER.matcher(url).replaceAll(m -> {
			String name = decoded(m.group(2));
			return Matcher.quoteReplacement(isSecret(name) && !m.group(3).isEmpty() ? m.group(1) + m.group(2) + "=" + substitute.apply(name) : m.group());
		});
	}

	private static String decoded(String name) {
		try {
			return URLDecoder.decode(name, StandardCharsets.UTF_8);
		} catch (IllegalArgumentException e) {
			return name;
		}
	}
}
