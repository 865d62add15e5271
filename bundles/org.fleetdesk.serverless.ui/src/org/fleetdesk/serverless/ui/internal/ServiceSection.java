package org.fleetdesk.serverless.ui.internal;

import java.util.List;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Facts;
import org.fleetdesk.ui.Row;

/** Whose service it is, and what is wrong with it. */
public final class ServiceSection implements DetailsSection {

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		return Facts.present(Facts.text(row, Serverless.PROBLEM, Messages.Problem), Facts.text(row, Serverless.REPAIR_TEXT, Messages.Repair),
				Related.link(Messages.Runtime, Related.up(row.resource(), engine, Serverless.RUNTIME)), Facts.text(row, Serverless.OWNER, Messages.Owner),
				Facts.text(row, Serverless.GROUP, Messages.Group), Fact.age(Messages.Started, row.attribute(Serverless.STARTED)), Facts.text(row, Serverless.ID, Messages.Id),
				Related.cloud(engine));
	}
}
