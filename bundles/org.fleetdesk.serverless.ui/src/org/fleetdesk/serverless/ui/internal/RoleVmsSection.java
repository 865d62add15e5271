package org.fleetdesk.serverless.ui.internal;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Row;

/** The virtual machines of a role. */
public final class RoleVmsSection implements DetailsSection {

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		return Related.down(row.resource(), engine, Serverless.VM).stream().map(vm -> Related.link(Messages.Vm, Optional.of(vm))).toList();
	}
}
