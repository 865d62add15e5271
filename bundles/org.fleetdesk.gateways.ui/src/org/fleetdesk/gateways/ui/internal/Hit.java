package org.fleetdesk.gateways.ui.internal;

import java.util.List;
import java.util.stream.Collectors;

import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** Who is hit by what is asked, in words. */
final class Hit {

	private static final int LISTED = 10;

	private Hit() {
	}

	/** The first ten names and how many more, and those of them who may not hear of it soon. */
	static String words(List<Row> gateways) {
		String names = gateways.stream().limit(LISTED).map(Row::name).collect(Collectors.joining(", "));
		var text = new StringBuilder(gateways.size() > LISTED ? Texts.format(Messages.Hit_more, gateways.size(), names, gateways.size() - LISTED) : Texts.format(Messages.Hit, gateways.size(), names));
		long never = gateways.stream().filter(g -> g.attribute(org.fleetdesk.gateways.Gateways.LAST_SEEN).isEmpty()).count();
		long overdue = gateways.stream().filter(g -> Waiting.overdue(g).isPresent()).count();
		if (overdue > 0) {
			text.append(' ').append(Texts.format(Messages.Hit_overdue, overdue));
		}
		if (never > 0) {
			text.append(' ').append(Texts.format(Messages.Hit_never, never));
		}
		if (overdue + never == 0 && gateways.size() == 1) {
			text.append(' ').append(Texts.format(Messages.Hit_when, Waiting.until(gateways.getFirst())));
		}
		return text.toString();
	}
}
