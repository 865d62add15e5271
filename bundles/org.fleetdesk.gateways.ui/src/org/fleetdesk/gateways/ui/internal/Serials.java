package org.fleetdesk.gateways.ui.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;

import org.fleetdesk.ui.Texts;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Serial numbers that are to be added to a product.
 *
 * @param all     in their order, each once
 * @param problem why they cannot be added, as a sentence; empty when they can
 */
record Serials(List<String> all, String problem) {

	/** As many as a device cloud takes at once. */
	static final int MOST = 10_000;
	private static final int LONGEST = 128;
	private static final int MAC_DIGITS = 12;
	private static final int HEX = 16;

	/** How the numbers of a range are written. */
	enum Format {
		DECIMAL, HEX_UPPER, HEX_LOWER, MAC_COLONS, MAC_DASHES, MAC_DOTS;

		boolean mac() {
			return compareTo(MAC_COLONS) >= 0;
		}
	}

	Serials {
		all = List.copyOf(all);
	}

	private static Serials wrong(String problem, Object... values) {
		return new Serials(List.of(), Texts.format(problem, values));
	}

	/** Numbers as a user lists them, parted by white space, commas and semicolons. */
	static Serials list(String text) {
		var all = new LinkedHashSet<String>();
		for (String serial : text.split("[\\s,;]+")) {
			if (!serial.isEmpty()) {
				all.add(serial);
			}
		}
		if (all.isEmpty()) {
			return wrong(Messages.Add_none);
		}
		var odd = all.stream().filter(s -> s.length() > LONGEST || s.chars().anyMatch(c -> c <= ' ' || c > '~' || c == '/' || c == '?' || c == '#' || c == '%' || c == '&')).findFirst();
		if (odd.isPresent()) {
			return wrong(Messages.Add_wrong, odd.get());
		}
		return all.size() > MOST ? wrong(Messages.Add_too_many, all.size(), MOST) : new Serials(new ArrayList<>(all), "");
	}

	/** All from the first to the last; numbers have as many digits as the first one is written with. */
	static Serials range(Format format, String first, String last) {
		if (first.isBlank() || last.isBlank()) {
			return wrong(Messages.Add_range_missing);
		}
		var from = number(format, first.strip());
		var to = number(format, last.strip());
		if (from.isEmpty() || to.isEmpty()) {
			return wrong(format.mac() ? Messages.Add_no_mac : Messages.Add_no_number, from.isEmpty() ? first.strip() : last.strip());
		}
		if (to.get() < from.get()) {
			return wrong(Messages.Add_backwards);
		}
		long count = to.get() - from.get() + 1;
		if (count > MOST) {
			return wrong(Messages.Add_too_many, count, MOST);
		}
		int digits = first.strip().length();
		return new Serials(LongStream.rangeClosed(from.get(), to.get()).mapToObj(n -> write(format, n, digits)).toList(), "");
	}

	private static Optional<Long> number(Format format, String text) {
		String digits = format.mac() ? text.replaceAll("[:.-]", "") : text;
		int radix = format == Format.DECIMAL ? 10 : HEX;
		if (format.mac() && digits.length() != MAC_DIGITS || digits.startsWith("-") || digits.startsWith("+")) {
			return Optional.empty();
		}
		try {
			return Optional.of(Long.parseLong(digits, radix));
		} catch (NumberFormatException e) {
			return Optional.empty();
		}
	}

	private static String write(Format format, long number, int digits) {
		return switch (format) {
			case DECIMAL -> padded(Long.toString(number), digits);
			case HEX_UPPER -> padded(Long.toHexString(number).toUpperCase(Locale.ROOT), digits);
			case HEX_LOWER -> padded(Long.toHexString(number), digits);
			case MAC_COLONS -> parted(number, 2, ":");
			case MAC_DASHES -> parted(number, 2, "-");
			case MAC_DOTS -> parted(number, 4, ".");
		};
	}

	private static String padded(String text, int digits) {
		return "0".repeat(Math.max(0, digits - text.length())) + text;
	}

	/** In upper case, as Gateway Engine writes the address of its interface. */
	private static String parted(long number, int group, String between) {
		return padded(Long.toHexString(number).toUpperCase(Locale.ROOT), MAC_DIGITS).replaceAll("(.{" + group + "})(?!$)", "$1" + between);
	}

	int count() {
		return all.size();
	}

	/** Such as "256 serial numbers, from 00:04:A3:00:00:00 to 00:04:A3:00:00:FF", or why there are none. */
	String preview() {
		return !problem.isEmpty() ? problem : all.size() == 1 ? Texts.format(Messages.Add_preview_one, all.getFirst()) : Texts.format(Messages.Add_preview, all.size(), all.getFirst(), all.getLast());
	}

	ObjectNode parameters() {
		var parameters = JsonNodeFactory.instance.objectNode();
		all.forEach(parameters.putArray("sn")::add);
		return parameters;
	}
}
