package org.fleetdesk.gateways.engine.internal.manage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.gateways.model.AliasForm;

/** A body as {@code application/x-www-form-urlencoded}. */
record Form(List<AliasForm.Pair> pairs) {

	private static final int LONGEST = 1 << 20;

	static Form of(Exchange exchange) throws IOException {
		return new Form(AliasForm.values(text(exchange)));
	}

	/** The bytes as ISO 8859-1. @throws HttpError 413 */
	static String text(Exchange exchange) throws IOException {
		byte[] bytes = exchange.body().readNBytes(LONGEST + 1);
		if (bytes.length > LONGEST) {
			throw new HttpError(413, "The request's body is larger than " + LONGEST + " bytes");
		}
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

	Optional<String> value(String name) {
		return pairs.stream().filter(p -> p.name().equals(name)).map(AliasForm.Pair::value).findFirst();
	}

	/** All of a name, and of the name with brackets. */
	List<String> values(String name) {
		return pairs.stream().filter(p -> p.name().equals(name) || p.name().matches(java.util.regex.Pattern.quote(name) + "\\[\\d*]")).map(AliasForm.Pair::value).toList();
	}

	boolean flag(String name) {
		return value(name).map("true"::equals).orElse(false);
	}

	/** @throws HttpError 400 */
	String demand(String name) {
		return value(name).filter(v -> !v.isEmpty()).orElseThrow(() -> new HttpError(400, "The form needs \"" + name + "\"."));
	}
}
