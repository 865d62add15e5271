package org.fleetdesk.serverless.model;

import java.math.BigDecimal;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads fields of a runtime, tolerant of what clients and engines of all versions write: numbers as texts, blank texts, null. */
final class Fields {

	private Fields() {
	}

	/** A text; empty when it is missing, null or no scalar. */
	static String text(JsonNode object, String name) {
		return object.path(name).isNull() ? "" : object.path(name).asText("");
	}

	/** A whole number, also as a text; empty when it is missing, blank or none, or does not fit. */
	static OptionalInt integer(JsonNode object, String name) {
		var number = decimal(object.path(name));
		try {
			return number == null ? OptionalInt.empty() : OptionalInt.of(number.intValueExact());
		} catch (ArithmeticException e) {
			return OptionalInt.empty();
		}
	}

	/** A number, also as a text; empty when it is missing, blank or none. */
	static OptionalDouble number(JsonNode object, String name) {
		var number = decimal(object.path(name));
		return number == null ? OptionalDouble.empty() : OptionalDouble.of(number.doubleValue());
	}

	private static BigDecimal decimal(JsonNode node) {
		if (!node.isNumber() && !node.isTextual()) {
			return null;
		}
		String text = node.asText().strip();
		try {
			// a huge exponent would cost as much memory as it says
			return text.length() > 40 || text.matches(".*[eE][+-]?\\d{3,}") ? null : new BigDecimal(text);
		} catch (NumberFormatException e) {
			return null;
		}
	}
}
