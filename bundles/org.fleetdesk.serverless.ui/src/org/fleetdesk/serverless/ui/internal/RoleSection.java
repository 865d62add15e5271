package org.fleetdesk.serverless.ui.internal;

import java.util.List;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Facts;
import org.fleetdesk.ui.Row;

/** Whose role it is, and how many virtual machines it is to have. */
public final class RoleSection implements DetailsSection {

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		return Facts.present(Facts.text(row, Serverless.PROBLEM, Messages.Problem), Facts.text(row, Serverless.REPAIR_TEXT, Messages.Repair),
				Related.link(Messages.Runtime, Related.up(row.resource(), engine, Serverless.RUNTIME)),
				Related.link(Messages.Service, Related.up(row.resource(), engine, Serverless.SERVICE)), Facts.text(row, Serverless.CARDINALITY, Messages.Cardinality),
				Facts.text(row, Serverless.NODES, Messages.Nodes));
	}
}
