package org.fleetdesk.serverless.ui.internal;

import java.util.List;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Facts;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** What a virtual machine belongs to, where it is, and what is wrong with it. */
public final class VmSection implements DetailsSection {

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		return Facts.present(Facts.text(row, Serverless.PROBLEM, Messages.Problem), Facts.text(row, Serverless.REPAIR_TEXT, Messages.Repair),
				Facts.text(row, Serverless.ERROR, Messages.Error), Related.link(Messages.Runtime, Related.up(row.resource(), engine, Serverless.RUNTIME)),
				Related.link(Messages.Service, Related.up(row.resource(), engine, Serverless.SERVICE)), Related.link(Messages.Role, Related.up(row.resource(), engine, Serverless.ROLE)),
				Facts.text(row, Serverless.HOST, Messages.Host), Fact.code(Messages.Address, Texts.plain(row.attribute(Serverless.IP))),
				Facts.text(row, Serverless.OWNER, Messages.Owner), Facts.text(row, Serverless.ID, Messages.Id), Related.cloud(engine));
	}
}
