package org.fleetdesk.serverless.ui.internal;

import java.util.List;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Row;

/** The function of a runtime that runs the code. */
public final class FaasSection implements DetailsSection {

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		return FunctionFacts.of(row, engine, Serverless::faas);
	}
}
