package org.fleetdesk.ui;

import java.util.Optional;

import org.fleetdesk.core.ResourceId;

/**
 * A line in Details.
 *
 * @param label     such as "Slot"
 * @param value     what is shown; untrusted text
 * @param whole     what is copied and shown as tooltip, as when the value is shortened
 * @param monospace whether it is an identifier
 * @param link      the resource that is shown when the value is chosen
 */
public record Fact(String label, String value, String whole, boolean monospace, Optional<ResourceId> link) {

	public Fact(String label, String value, String whole, boolean monospace) {
		this(label, value, whole, monospace, Optional.empty());
	}

	public static Fact of(String label, String value) {
		return new Fact(label, value, value, false);
	}

	/** Leads to another resource. */
	public static Fact link(String label, String value, ResourceId to) {
		return new Fact(label, value, value, false, Optional.of(to));
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
