package org.fleetdesk.gateways.engine.internal.fleet;

import java.math.BigInteger;
import java.util.AbstractList;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A range of serial numbers, as Exosite's management API has them (spec/gateways.md 1.2):
 * {@code {"format": "mac:48", "casing": "upper", "first": "00:30:1B:BA:02:DB", "last": "00:30:1B:BA:02:FF"}}.
 *
 * @param length digits that a number has at least, filled with zeros; for MAC addresses always 12
 */
public record SerialRange(Format format, int length, boolean upper, BigInteger first, BigInteger last) {

	/** How many serial numbers one range may have here. */
	public static final int LARGEST = 10_000;

	private static final int MAC_DIGITS = 12;
	private static final int LONGEST = 40;

	/** How numbers are written. */
	public enum Format {
		BASE10("base10"), BASE16("base16"), MAC_COLONS("mac:48"), MAC_DASHES("mac-48"), MAC_DOTS("mac.48");

		private final String word;

		Format(String word) {
			this.word = word;
		}

		private boolean mac() {
			return compareTo(MAC_COLONS) >= 0;
		}

		private static Format of(String word) {
			for (Format format : values()) {
				if (format.word.equals(word)) {
					return format;
				}
			}
			throw new IllegalArgumentException("The format of a range is one of base10, base16, mac:48, mac-48 and mac.48.");
		}
	}

	/** @throws IllegalArgumentException with a sentence that says what is wrong */
	public static SerialRange of(JsonNode json) {
		var format = Format.of(json.path("format").asText());
		String casing = json.path("casing").asText("upper");
		demand(casing.isEmpty() || casing.equals("upper") || casing.equals("lower") || casing.equals("null"), "The casing of a range is \"upper\" or \"lower\".");
		int length = format.mac() ? MAC_DIGITS : json.path("length").asInt(0);
		demand(length >= 0 && length <= LONGEST, "The length of a range's numbers is from 1 to " + LONGEST + ".");
		var first = number(format, json.path("first"), "first");
		var last = number(format, json.path("last"), "last");
		demand(first.compareTo(last) <= 0, "The first number of a range is not greater than its last one.");
		demand(last.subtract(first).compareTo(BigInteger.valueOf(LARGEST)) < 0, "A range has at most " + LARGEST + " serial numbers.");
		demand(length == 0 || last.toString(format == Format.BASE10 ? 10 : 16).length() <= length, "The last number of the range has more than " + length + " digits.");
		return new SerialRange(format, length, !casing.equals("lower"), first, last);
	}

	/** A number, or text as the format writes it; MAC addresses may be plain hexadecimal, too. */
	private static BigInteger number(Format format, JsonNode json, String which) {
		if (json.isIntegralNumber() && json.bigIntegerValue().signum() >= 0 && json.bigIntegerValue().bitLength() <= LONGEST * 4) {
			demand(!format.mac() || json.bigIntegerValue().bitLength() <= 48, "The " + which + " number of the range is no MAC address.");
			return json.bigIntegerValue();
		}
		String text = json.asText().strip();
		String digits = switch (format) {
			case MAC_COLONS, MAC_DASHES, MAC_DOTS -> text.replaceAll("[:.-]", "");
			default -> text;
		};
		boolean fits = switch (format) {
			case BASE10 -> digits.matches("[0-9]{1," + LONGEST + "}");
			case BASE16 -> digits.matches("[0-9A-Fa-f]{1," + LONGEST + "}");
			default -> digits.matches("[0-9A-Fa-f]{12}");
		};
		demand(fits, "The " + which + " number of the range is none in the format " + format.word + ".");
		return new BigInteger(digits, format == Format.BASE10 ? 10 : 16);
	}

	/** Its serial numbers, in order, made as they are asked for. */
	public List<String> numbers() {
		int size = last.subtract(first).intValueExact() + 1;
		return new AbstractList<>() {
			@Override
			public String get(int index) {
				java.util.Objects.checkIndex(index, size);
				return written(first.add(BigInteger.valueOf(index)));
			}

			@Override
			public int size() {
				return size;
			}
		};
	}

	private String written(BigInteger number) {
		String digits = number.toString(format == Format.BASE10 ? 10 : 16);
		String filled = "0".repeat(Math.max(0, length - digits.length())) + digits;
		String cased = upper ? filled.toUpperCase(Locale.ROOT) : filled;
		return switch (format) {
			case BASE10, BASE16 -> cased;
			case MAC_COLONS -> cased.replaceAll("(..)(?=.)", "$1:");
			case MAC_DASHES -> cased.replaceAll("(..)(?=.)", "$1-");
			case MAC_DOTS -> cased.replaceAll("(....)(?=.)", "$1.");
		};
	}

	/** As the management API shows it. */
	public ObjectNode toJson() {
		var json = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode().put("format", format.word).put("length", length)
				.put("casing", upper ? "upper" : "lower");
		return json.put("first", written(first)).put("last", written(last));
	}

	private static void demand(boolean right, String problem) {
		if (!right) {
			throw new IllegalArgumentException(problem);
		}
	}
}
