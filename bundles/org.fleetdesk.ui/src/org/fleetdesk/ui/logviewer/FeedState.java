package org.fleetdesk.ui.logviewer;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

import org.eclipse.osgi.util.NLS;
import org.fleetdesk.logs.IngestState;

/** How a log is fed, in words. */
final class FeedState {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

	private FeedState() {
	}

	/** Empty while lines come. */
	static String text(IngestState state, ZoneId zone) {
		return switch (state) {
		case IngestState.Connecting _ -> Messages.feedConnecting;
		case IngestState.Live _ -> "";
		case IngestState.Reconnecting r -> NLS.bind(Messages.feedReconnecting, time(r.since(), zone), r.reason());
		case IngestState.Ended e -> e.reason().isEmpty() ? NLS.bind(Messages.feedEnded, time(e.since(), zone))
				: NLS.bind(Messages.feedEndedBecause, time(e.since(), zone), e.reason());
		};
	}

	private static String time(Instant instant, ZoneId zone) {
		return TIME.format(instant.atZone(zone));
	}
}
