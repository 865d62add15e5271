package org.fleetdesk.gateways.ui.internal;

import java.util.List;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Facts;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** An application of a gateway, as it was at the last check-in. */
public final class ProgramSection implements DetailsSection {

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		var gateway = row.resource().parent().map(p -> engine.resources().get(p));
		return Facts.present(gateway.map(g -> Fact.link(Messages.Gateway, Texts.plain(g.name()), g.id())).orElse(Fact.of(Messages.Gateway, "")),
				Facts.text(row, Gateways.VERSION, Messages.Version), Facts.text(row, Gateways.ASSIGNED, Messages.Assigned), Facts.text(row, Gateways.STATUS, Messages.Status),
				Facts.text(row, Gateways.UPTIME, Messages.Uptime), Facts.text(row, Gateways.EXIT_STATUS, Messages.Exit_status),
				gateway.map(g -> Fact.age(Messages.Last_check_in, g.attribute(Gateways.LAST_SEEN))).orElse(Fact.of(Messages.Last_check_in, "")));
	}
}
