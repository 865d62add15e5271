package org.fleetdesk.gateways.agent.internal.cli;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Pattern;

/** Versions as people count them: numbers in them by their value, the rest by its letters, so that 1.10 comes after 1.9, and 1.0-rc1 before 1.0. */
final class VersionOrder implements Comparator<String> {

	/** What leads up to a version. */
	private static final Pattern BEFORE = Pattern.compile("(?i)([-~].*|(rc|alpha|beta|pre|dev|snapshot).*)");
	/** Between digits and what is none. */
	private static final Pattern PARTS = Pattern.compile("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)");

	@Override
	public int compare(String one, String other) {
		String[] ones = PARTS.split(one);
		String[] others = PARTS.split(other);
		for (int i = 0; i < Math.max(ones.length, others.length); i++) {
			int rank = Integer.compare(rank(ones, i), rank(others, i));
			if (rank != 0) {
				return rank;
			}
			boolean numbers = isNumber(ones[i]) && isNumber(others[i]);
			int order = numbers ? new BigInteger(ones[i]).compareTo(new BigInteger(others[i])) : ones[i].compareTo(others[i]);
			if (order != 0) {
				return order;
			}
		}
		return 0;
	}

	/** What leads up to a version comes before its end, and that before what goes on. */
	private static int rank(String[] parts, int i) {
		if (i >= parts.length) {
			return 0;
		}
		return BEFORE.matcher(parts[i]).matches() ? -1 : 1;
	}

	private static boolean isNumber(String part) {
		return !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
	}
}
