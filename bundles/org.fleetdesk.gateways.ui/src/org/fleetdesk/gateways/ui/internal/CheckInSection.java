package org.fleetdesk.gateways.ui.internal;

import java.util.List;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Facts;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** When a gateway was heard of, and when it will be. */
public final class CheckInSection implements DetailsSection {

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		String seen = row.attribute(Gateways.LAST_SEEN);
		return Facts.present(seen.isEmpty() ? Fact.of(Messages.Last_check_in, Messages.Never_checked_in) : Fact.age(Messages.Last_check_in, seen), overdue(row),
				Fact.of(Messages.Interval, row.attribute(Gateways.UPDATE_INTERVAL).isEmpty() ? "" : Waiting.interval(row)), Facts.text(row, Gateways.ADDRESS, Messages.Address),
				Fact.of(Messages.Listening, Waiting.listens(row) ? Messages.Listening_yes : Messages.Listening_no));
	}

	private static Fact overdue(Row row) {
		return Waiting.overdue(row).map(due -> new Fact(Messages.Overdue_label, Texts.age(due) + Waiting.doubt(row), Texts.dateTime(due), false)).orElse(Fact.of(Messages.Overdue_label, ""));
	}
}
