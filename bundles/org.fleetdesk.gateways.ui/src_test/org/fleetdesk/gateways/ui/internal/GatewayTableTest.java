package org.fleetdesk.gateways.ui.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;
import java.util.Map;

import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.ui.Column;
import org.fleetdesk.ui.Row;
import org.junit.jupiter.api.Test;

class GatewayTableTest {

	private final GatewayTable table = new GatewayTable();
	private final Row row = Samples.row(Samples.gateway(Map.of(Gateways.received("eth0"), "3145728", Gateways.sent("eth0"), "10", Gateways.received("enP2p1s0"), "7")));

	@Test
	void eachInterfaceThatAGatewayToldOfHasColumnsToChoose() {
		assertThat(table.furtherColumns(List.of(row, Samples.row(Samples.gateway(Map.of()))))).extracting(Column::title, Column::visible)
				.containsExactly(tuple("Received by enP2p1s0", false), tuple("Received by eth0", false),
						tuple("Sent by enP2p1s0", false), tuple("Sent by eth0", false));
	}

	@Test
	void bytesOfAnInterfaceAreShownInUnitsAndSortedByNumber() {
		var column = table.furtherColumn("received.eth0").orElseThrow();
		assertThat(column.text().apply(row)).isEqualTo("3.00 MiB");
		var more = Samples.row(Samples.gateway(Map.of(Gateways.received("eth0"), "20000000")));
		var none = Samples.row(Samples.gateway(Map.of()));
		assertThat(column.order().compare(row, more)).isNegative();
		assertThat(column.order().compare(none, row)).isNegative();
		assertThat(column.text().apply(none)).isEmpty();
	}

	@Test
	void aFilterFindsAnInterfaceWhoseNameHasCapitals() {
		assertThat(table.furtherColumn("received.enp2p1s0").orElseThrow().text().apply(row)).isEqualTo("7 B");
		assertThat(table.furtherColumn("received.")).isEmpty();
		assertThat(table.furtherColumn("installed.eth0")).isEmpty();
	}
}
