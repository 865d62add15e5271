package org.fleetdesk.gateways.ui.internal;

import java.util.Comparator;
import java.util.List;

import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.ui.Column;
import org.fleetdesk.ui.NaturalOrder;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** The table of what runs on gateways, or is installed there. */
public final class ApplicationTable extends Table {

	@Override
	public List<Column> columns() {
		return List.of(new Column("gateway", Messages.Gateway, 150, ApplicationTable::gateway, row -> "", Comparator.comparing(ApplicationTable::gateway, NaturalOrder.INSTANCE), Column.Style.PLAIN, true),
				version(Gateways.VERSION, Messages.Version), version(Gateways.ASSIGNED, Messages.Assigned),
				Column.attribute(Gateways.STATUS, Messages.Status, 90).hidden(), Column.attribute(Gateways.UPTIME, Messages.Uptime, 110), Column.number(Gateways.EXIT_STATUS, Messages.Exit_status, 80));
	}

	private static Column version(String id, String title) {
		return Column.attribute(id, title, 110);
	}

	/** The serial number of its gateway, from the key. */
	static String gateway(Row row) {
		return row.resource().parent().map(p -> Texts.plain(p.key().substring(p.key().indexOf('/') + 1))).orElse("");
	}

	@Override
	public String emptySentence() {
		return Messages.Applications_empty;
	}

	@Override
	public String openCommand() {
		return "org.fleetdesk.ui.openLog";
	}
}
