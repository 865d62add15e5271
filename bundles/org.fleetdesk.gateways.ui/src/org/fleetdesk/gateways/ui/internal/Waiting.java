package org.fleetdesk.gateways.ui.internal;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.ui.Column;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** When a gateway checked in, when it should again, and what that means for who waits for it. */
final class Waiting {

	private Waiting() {
	}

	/** Since when a gateway should have checked in; empty while it is in time, and for one that never came. The cloud's clock counts: what its state was when the cloud was read. */
	static Optional<Instant> overdue(Row row) {
		return row.resource().state().word().equals(Gateways.OVERDUE) ? Texts.instant(row.attribute(Gateways.DUE)) : Optional.empty();
	}

	/** Such as "12 m, overdue", or "12 m?" when the cloud does not answer now and it may have checked in since; empty for one that never came. */
	static String lastSeen(Row row) {
		return Texts.instant(row.attribute(Gateways.LAST_SEEN)).map(t -> (overdue(row).isPresent() ? Texts.format(Messages.Overdue, Texts.age(t)) : Texts.age(t)) + doubt(row)).orElse("");
	}

	/** Behind what may be otherwise by now. */
	static String doubt(Row row) {
		return row.stale() ? "?" : "";
	}

	/** The last check-in, sorted youngest first; those that never came stand last. */
	static Column column() {
		return new Column(Gateways.LAST_SEEN, Messages.Last_check_in, 110, Waiting::lastSeen, Waiting::tip,
				Comparator.comparing((Row row) -> row.attribute(Gateways.LAST_SEEN)).reversed(), Column.Style.PLAIN, true);
	}

	private static String tip(Row row) {
		var seen = Texts.instant(row.attribute(Gateways.LAST_SEEN)).map(Texts::dateTime).orElse(Messages.Never_checked_in);
		return overdue(row).map(due -> Texts.format(Messages.Overdue_since, seen, interval(row), Texts.dateTime(due))).orElse(seen);
	}

	/** How often a gateway checks in, in words. */
	static String interval(Row row) {
		return Texts.number(row.attribute(Gateways.UPDATE_INTERVAL)).map(s -> Texts.format(s % 60 == 0 && s > 0 ? Messages.Interval_minutes : Messages.Interval_seconds, s % 60 == 0 && s > 0 ? s / 60 : s))
				.orElse(Messages.Interval_unknown);
	}

	/** When a gateway does what it finds in its cloud. */
	static String until(Row row) {
		return listens(row) ? Messages.Soon : row.attribute(Gateways.UPDATE_INTERVAL).isEmpty() ? Messages.At_next : Texts.format(Messages.At_next_check_in, interval(row));
	}

	static boolean listens(Row row) {
		return row.attribute(Gateways.LISTENING).equals("true");
	}
}
