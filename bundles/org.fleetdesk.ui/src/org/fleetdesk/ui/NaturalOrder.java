package org.fleetdesk.ui;

import java.util.Comparator;

/** Orders text ignoring case, with runs of digits by their value: ticker-2 before ticker-10. */
public enum NaturalOrder implements Comparator<String> {
	INSTANCE;

	@Override
	public int compare(String a, String b) {
		int i = 0;
		int j = 0;
		while (i < a.length() && j < b.length()) {
			if (digit(a.charAt(i)) && digit(b.charAt(j))) {
				int endA = end(a, i);
				int endB = end(b, j);
				int result = compareNumbers(a.substring(i, endA), b.substring(j, endB));
				if (result != 0) {
					return result;
				}
				i = endA;
				j = endB;
			} else {
				int result = Character.compare(Character.toLowerCase(a.charAt(i++)), Character.toLowerCase(b.charAt(j++)));
				if (result != 0) {
					return result;
				}
			}
		}
		int result = Integer.compare(a.length() - i, b.length() - j);
		return result != 0 ? result : a.compareTo(b);
	}

	private static boolean digit(char c) {
		return c >= '0' && c <= '9';
	}

	private static int end(String text, int start) {
		int end = start;
		while (end < text.length() && digit(text.charAt(end))) {
			end++;
		}
		return end;
	}

	private static int compareNumbers(String a, String b) {
		String x = a.replaceFirst("^0+(?=.)", "");
		String y = b.replaceFirst("^0+(?=.)", "");
		return x.length() != y.length() ? Integer.compare(x.length(), y.length()) : x.compareTo(y);
	}
}
