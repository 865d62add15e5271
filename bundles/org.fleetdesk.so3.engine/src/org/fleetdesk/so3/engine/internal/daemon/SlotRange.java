package org.fleetdesk.so3.engine.internal.daemon;

import java.util.BitSet;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The slots of a Smart Object that containers may use, both ends included. Slot 0 is the hypervisor's and slot 1 the agency's.
 *
 * @param low  2 or more
 * @param high {@value #MOST} or less: the original has 7, one with simulated guests as many as one likes to try
 */
public record SlotRange(int low, int high) {

	private static final int MOST = 65535;
	private static final Pattern TEXT = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

	public SlotRange {
		if (low < 2 || high > MOST || low > high) {
			throw new IllegalArgumentException("The slots " + low + "-" + high + " are not possible: give LOW-HIGH from 2 to " + MOST + ", such as 2-6");
		}
	}

	/** Reads {@code 2-6} or {@code 3}. */
	public static SlotRange parse(String text) {
		var matcher = TEXT.matcher(text.strip());
		if (!matcher.matches()) {
			throw new IllegalArgumentException("\"" + text + "\" is no range of slots: give LOW-HIGH, such as 2-6");
		}
		int low = Integer.parseInt(matcher.group(1));
		return new SlotRange(low, matcher.group(2) == null ? low : Integer.parseInt(matcher.group(2)));
	}

	OptionalInt firstFree(BitSet taken) {
		int free = taken.nextClearBit(low);
		return free > high ? OptionalInt.empty() : OptionalInt.of(free);
	}

	@Override
	public String toString() {
		return low + "-" + high;
	}
}
