package org.fleetdesk.gateways.ui.internal;

import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** What runs on a gateway, and what should. */
public final class ApplicationsSection implements DetailsSection {

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		var facts = new ArrayList<Fact>();
		for (String attribute : List.of(Gateways.INSTALLING, Gateways.DRIFT)) {
			String value = Texts.plain(row.attribute(attribute));
			if (!value.isEmpty()) {
				facts.add(Fact.of(attribute.equals(Gateways.DRIFT) ? Messages.Drift : Messages.Installing, value));
			}
		}
		for (var application : Related.applications(row.resource(), engine)) {
			String version = Texts.plain(application.attribute(Gateways.VERSION));
			facts.add(Fact.link(Texts.plain(application.name()), version.isEmpty() ? Related.state(application) : Texts.format(Messages.Version_and_state, version, Related.state(application)), application.id()));
		}
		return facts;
	}
}
