package org.fleetdesk.serverless.ui.internal;

import java.util.List;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Facts;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** What a runtime wishes for its placement, and where its device is. */
public final class SchedulingSection implements DetailsSection {

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		String latency = row.attribute(Serverless.LATENCY);
		return Facts.present(Facts.text(row, Serverless.POLICY, Messages.Policy), Facts.text(row, Serverless.REQUIREMENTS, Messages.Requirements),
				Fact.of(Messages.Latency, latency.isEmpty() ? "" : Texts.format(Messages.Seconds, Texts.plain(latency))), Facts.text(row, Serverless.LOCATION, Messages.Location));
	}
}
