package org.fleetdesk.ui;

import java.util.Arrays;
import java.util.List;

/** Makes facts of attributes; those that the engine does not tell are left out. */
public final class Facts {

	private Facts() {
	}

	/** Those that say something. */
	public static List<Fact> present(Fact... facts) {
		return Arrays.stream(facts).filter(f -> !f.value().isEmpty()).toList();
	}

	public static Fact text(Row row, String attribute, String label) {
		return Fact.of(label, Texts.plain(row.attribute(attribute)));
	}

	/** An identifier, shortened to 12 digits. */
	public static Fact id(Row row, String attribute, String label) {
		return Fact.id(label, Texts.plain(row.attribute(attribute)));
	}
}
