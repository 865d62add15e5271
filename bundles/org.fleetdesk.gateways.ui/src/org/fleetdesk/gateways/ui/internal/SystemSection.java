package org.fleetdesk.gateways.ui.internal;

import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.core.Snapshot;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.model.UsageReport;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Facts;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** What a gateway told of its machine. */
public final class SystemSection implements DetailsSection {

	@Override
	public List<Fact> facts(Row row, Snapshot engine) {
		String disk = row.attribute(Gateways.DISK);
		var facts = new ArrayList<>(Facts.present(Facts.text(row, Gateways.OS, Messages.Os), Facts.text(row, Gateways.KERNEL, Messages.Kernel),
				Fact.of(Messages.Disk, disk.isEmpty() ? "" : Texts.plain(disk) + " %"), Fact.size(Messages.Disk_free, row.attribute(Gateways.DISK_FREE))));
		for (String name : interfaces(row)) {
			facts.add(Fact.of(Texts.plain(name), Texts.format(Messages.Received_and_sent, size(row.attribute(Gateways.received(name))), size(row.attribute(Gateways.sent(name))))));
		}
		return facts;
	}

	/** Without the loopback and those that carried nothing, unless there is nothing else to tell of. */
	private static List<String> interfaces(Row row) {
		var outward = UsageReport.outward(GatewayTable.names(row));
		var used = outward.stream().filter(n -> bytes(row, Gateways.received(n)) > 0 || bytes(row, Gateways.sent(n)) > 0).toList();
		return used.isEmpty() ? outward : used;
	}

	private static long bytes(Row row, String attribute) {
		return Texts.number(row.attribute(attribute)).orElse(0L);
	}

	private static String size(String bytes) {
		return Texts.number(bytes).map(Texts::size).orElse("0 B");
	}
}
