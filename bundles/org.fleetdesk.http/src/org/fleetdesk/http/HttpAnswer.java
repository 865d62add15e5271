package org.fleetdesk.http;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A whole answer.
 *
 * @param headers by name in lower case
 * @param body    never null, bounded by {@link EndpointSettings#maxBody()}
 */
public record HttpAnswer(int status, Map<String, List<String>> headers, byte[] body) {

	/** The first value of a header, ignoring the name's case. */
	public Optional<String> header(String name) {
		return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT))).map(List::getFirst);
	}

	/** Such as {@code application/json}, in lower case and without parameters; empty when the server named none. */
	public String mediaType() {
		return mediaType(headers);
	}

	/** The body as text, in the charset that the server named, else in UTF-8. */
	public String text() {
		return new String(body, charset());
	}

	static String mediaType(Map<String, List<String>> headers) {
		var value = headers.get("content-type");
		return value == null ? "" : value.getFirst().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
	}

	private Charset charset() {
		String value = header("content-type").orElse("");
		int at = value.toLowerCase(Locale.ROOT).indexOf("charset=");
		if (at >= 0) {
			try {
				return Charset.forName(value.substring(at + 8).split(";", 2)[0].replace("\"", "").strip());
			} catch (IllegalArgumentException e) {
				// an unknown charset: UTF-8 shows most of the text
			}
		}
		return StandardCharsets.UTF_8;
	}
}
