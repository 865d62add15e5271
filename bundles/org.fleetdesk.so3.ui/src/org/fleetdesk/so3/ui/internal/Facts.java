package org.fleetdesk.so3.ui.internal;

import java.util.Arrays;
import java.util.List;

import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.Row;

/** Makes facts of attributes; those that the engine does not tell are left out. */
final class Facts {

	private Facts() {
	}

	static List<Fact> present(Fact... facts) {
		return Arrays.stream(facts).filter(f -> !f.value().isEmpty()).toList();
	}

	static Fact text(Row row, String attribute, String label) {
		return Fact.of(label, Texts.plain(row.attribute(attribute)));
	}

	static Fact id(Row row, String attribute, String label) {
		return Fact.id(label, Texts.plain(row.attribute(attribute)));
	}
}
