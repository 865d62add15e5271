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
				int result = compareNumbers(a, i, endA, b, j, endB);
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

	/** Makes no objects: a table of thousands of rows compares some hundred thousand times. */
	private static int compareNumbers(String a, int i, int endA, String b, int j, int endB) {
		int startA = significant(a, i, endA);
		int startB = significant(b, j, endB);
		int result = Integer.compare(endA - startA, endB - startB);
		for (int k = 0; result == 0 && k < endA - startA; k++) {
			result = Character.compare(a.charAt(startA + k), b.charAt(startB + k));
		}
		return result;
	}

	/** Where a number begins without its zeros; the last digit counts in any case. */
	private static int significant(String text, int start, int end) {
		int i = start;
		while (i < end - 1 && text.charAt(i) == '0') {
			i++;
		}
		return i;
	}
}
