package org.fleetdesk.ui;

/**
 * A line in Details.
 *
 * @param label     such as "Slot"
 * @param value     what is shown; untrusted text
 * @param whole     what is copied and shown as tooltip, as when the value is shortened
 * @param monospace whether it is an identifier
 */
public record Fact(String label, String value, String whole, boolean monospace) {

	public static Fact of(String label, String value) {
		return new Fact(label, value, value, false);
	}

	/** An identifier, shortened to 12 digits. */
	public static Fact id(String label, String value) {
		return new Fact(label, Texts.shortId(value), value, true);
	}

	/** An identifier that is short enough to be shown whole. */
	public static Fact code(String label, String value) {
		return new Fact(label, value, value, true);
	}

	/** A moment as its age, with the whole time as tooltip; the text itself when it is no time. */
	public static Fact age(String label, String iso) {
		return Texts.instant(iso).map(i -> new Fact(label, Texts.age(i) + " ago", Texts.dateTime(i), false)).orElse(of(label, iso));
	}

	/** A number of bytes in binary units. */
	public static Fact size(String label, String bytes) {
		return Texts.number(bytes).map(n -> new Fact(label, Texts.size(n), n + " bytes", false)).orElse(of(label, bytes));
	}
}
