package org.fleetdesk.gateways.ui.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.gateways.AliasValue;
import org.fleetdesk.gateways.model.UsageReport;
import org.fleetdesk.gateways.model.UsageReport.Interface;
import org.fleetdesk.gateways.model.UsageReport.Traffic;
import org.fleetdesk.ui.TimeChart.Point;
import org.junit.jupiter.api.Test;

class HistoriesTest {

	private static final Instant START = Instant.parse("2026-11-22T16:00:00Z");

	private static AliasValue value(int seconds, String text) {
		return new AliasValue("a", "string", false, text, Optional.of(START.plusSeconds(seconds)), true);
	}

	private static String traffic(long received, long sent) {
		return new UsageReport(Map.of("eth0", new Interface("gwe", Map.of("gwe", Map.of("http_write", new Traffic(received, 1, sent, 1, 1)))))).text();
	}

	@Test
	void trafficIsWhatTheCountersGrewASecond() {
		var newestFirst = List.of(value(30, traffic(500, 0)), value(20, traffic(3000, 200)), value(10, "no report"), value(0, traffic(1000, 100)));
		assertThat(Histories.received(newestFirst)).containsExactly(new Point(START.plusSeconds(20), 100), new Point(START.plusSeconds(30), 50));
		assertThat(Histories.sent(newestFirst)).containsExactly(new Point(START.plusSeconds(20), 5), new Point(START.plusSeconds(30), 0));
	}

	@Test
	void theFullestFileSystemCounts() {
		String report = "{\"uname\":\"Linux\",\"df\":\"Filesystem 1024-blocks Used Available Capacity Mounted on\\n/dev/a 100 50 50 50% /\\n/dev/b 100 95 5 95% /data\",\"free\":\"\",\"ipaddrs\":\"\"}";
		assertThat(Histories.disk(List.of(value(10, "broken"), value(0, report)))).containsExactly(new Point(START, 95));
	}
}
