package org.fleetdesk.so3.ui.internal;

import java.util.List;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Facts;
import org.fleetdesk.ui.Row;

/** Where a container runs, and how its last run ended. */
public final class ContainerRunSection implements DetailsSection {

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		return Facts.present(Facts.text(row, "slot", Messages.Slot), Facts.text(row, "runtime", Messages.Runtime),
				Facts.text(row, "why", Messages.Why), Facts.text(row, "exitCode", Messages.Exit_code), Fact.age(Messages.Created, row.attribute("created")),
				Facts.text(row, "logProblem", Messages.Log));
	}
}
