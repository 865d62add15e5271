package org.fleetdesk.serverless.ui.internal;

import java.util.List;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Facts;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** What a virtual machine has, and what of it is used. */
public final class VmCapacitySection implements DetailsSection {

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		String used = row.attribute(Serverless.CPU_USED);
		return Facts.present(Facts.text(row, Serverless.CPU, Messages.Cpu), Fact.size(Messages.Memory, row.attribute(Serverless.MEMORY)),
				Fact.size(Messages.Disk, row.attribute(Serverless.DISK)), Fact.of(Messages.Cpu_used, used.isEmpty() ? "" : Texts.format(Messages.Percent, Texts.plain(used))),
				Fact.size(Messages.Memory_used, row.attribute(Serverless.MEMORY_USED)));
	}
}
