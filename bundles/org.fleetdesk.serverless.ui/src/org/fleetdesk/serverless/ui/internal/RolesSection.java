package org.fleetdesk.serverless.ui.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** The roles of a service, each with its virtual machines. */
public final class RolesSection implements DetailsSection {

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		var facts = new ArrayList<Fact>();
		for (var role : Related.down(row.resource(), engine, Serverless.ROLE)) {
			facts.add(Fact.link(Texts.plain(role.name()), Texts.format(Messages.Role_nodes, Related.state(role), Texts.plain(role.attribute(Serverless.NODES)),
					Texts.plain(role.attribute(Serverless.CARDINALITY))), role.id()));
			Related.down(role, engine, Serverless.VM).forEach(vm -> facts.add(Related.link("", Optional.of(vm))));
		}
		return facts;
	}
}
