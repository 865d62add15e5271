package org.fleetdesk.serverless.ui.internal;

import java.util.List;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Facts;
import org.fleetdesk.ui.Row;

/** What a runtime is made of, and what is wrong with it. */
public final class RuntimeSection implements DetailsSection {

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		var service = Related.down(row.resource(), engine, Serverless.SERVICE).stream().findFirst();
		return Facts.present(Facts.text(row, Serverless.PROBLEM, Messages.Problem), Facts.text(row, Serverless.REPAIR_TEXT, Messages.Repair),
				Facts.text(row, Serverless.ERROR, Messages.Error), Facts.text(row, Serverless.FLAVOURS, Messages.Flavours),
				service.isPresent() ? Related.link(Messages.Service, service) : Facts.text(row, Serverless.SERVICE_ID, Messages.Service), Facts.text(row, Serverless.HOST, Messages.Host),
				Facts.text(row, Serverless.OWNER, Messages.Owner), Facts.text(row, Serverless.GROUP, Messages.Group), Facts.text(row, Serverless.ID, Messages.Id),
				Related.cloud(engine));
	}
}
