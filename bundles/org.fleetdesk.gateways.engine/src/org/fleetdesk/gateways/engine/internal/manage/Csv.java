package org.fleetdesk.gateways.engine.internal.manage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;

/** Answers of the management API: lines of comma-separated values (RFC 4180), in pages. */
final class Csv {

	private static final int PAGE = 5;
	private static final int LONGEST_PAGE = 1000;

	private Csv() {
	}

	static String line(Object... cells) {
		return Stream.of(cells).map(c -> cell(c.toString())).collect(Collectors.joining(","));
	}

	private static String cell(String text) {
		return text.matches("[^\",\r\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
	}

	/** The page that the query asks for. */
	static void page(Exchange exchange, List<String> lines) throws IOException {
		int offset = offset(exchange);
		send(exchange, lines.subList(Math.min(offset, lines.size()), Math.min(lines.size(), offset + limit(exchange))));
	}

	static void send(Exchange exchange, List<String> lines) throws IOException {
		exchange.send(200, "text/csv; charset=utf-8", lines.stream().map(l -> l + "\r\n").collect(Collectors.joining()).getBytes(StandardCharsets.UTF_8));
	}

	static int offset(Exchange exchange) {
		return number(exchange, "offset", 0, Integer.MAX_VALUE / 2);
	}

	static int limit(Exchange exchange) {
		return Math.clamp(number(exchange, "limit", PAGE, Integer.MAX_VALUE / 2), 1, LONGEST_PAGE);
	}

	private static int number(Exchange exchange, String name, int otherwise, int most) {
		String text = exchange.query(name).orElse(Integer.toString(otherwise));
		if (!text.matches("\\d{1,9}")) {
			throw new HttpError(400, "\"" + name + "\" must be a whole number.");
		}
		return Math.min(most, Integer.parseInt(text));
	}
}
