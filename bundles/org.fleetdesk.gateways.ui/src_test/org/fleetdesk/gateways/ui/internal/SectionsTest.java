package org.fleetdesk.gateways.ui.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.fleetdesk.gateways.Deployment;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.ui.Column;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Row;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

/** What table and Details say of gateways. */
class SectionsTest {

	private static String cell(Row row, String column) {
		return new GatewayTable().columns().stream().filter(c -> c.id().equals(column)).findFirst().orElseThrow().text().apply(row);
	}

	private static List<String> lines(List<Fact> facts) {
		return facts.stream().map(f -> f.label() + ": " + f.value()).toList();
	}

	@Test
	void aGatewayIsLateWhenItsCloudSaysSo() {
		var now = Instant.now();
		var attributes = Map.of(Gateways.LAST_SEEN, now.minusSeconds(720).toString(), Gateways.UPDATE_INTERVAL, "600");
		var late = Samples.overdue(attributes, now.minusSeconds(150));
		var inTime = Samples.gateway(with(attributes, now.plusSeconds(600)));
		var aheadOfUs = Samples.gateway(with(attributes, now.minusSeconds(150))); // the cloud's clock is behind the console's
		assertThat(cell(Samples.row(late), Gateways.LAST_SEEN)).isEqualTo("12 m, overdue");
		assertThat(cell(Samples.row(inTime), Gateways.LAST_SEEN)).isEqualTo("12 m");
		assertThat(cell(Samples.row(aheadOfUs), Gateways.LAST_SEEN)).isEqualTo("12 m");
		assertThat(cell(Samples.row(Samples.gateway(Map.of())), Gateways.LAST_SEEN)).isEmpty();
		assertThat(lines(new CheckInSection().facts(Samples.row(late), Samples.snapshot()))).contains("Overdue since: 2 m", "Interval: every 10 minutes");
		assertThat(lines(new CheckInSection().facts(Samples.row(inTime), Samples.snapshot()))).contains("Interval: every 10 minutes").noneMatch(l -> l.startsWith("Overdue"));
	}

	@Test
	void whatACloudSaidThatDoesNotAnswerIsInDoubt() {
		var now = Instant.now();
		var attributes = Map.of(Gateways.LAST_SEEN, now.minusSeconds(720).toString(), Gateways.UPDATE_INTERVAL, "600");
		assertThat(cell(Samples.stale(Samples.gateway(with(attributes, now.minusSeconds(150)))), Gateways.LAST_SEEN)).isEqualTo("12 m?");
		var late = Samples.stale(Samples.overdue(attributes, now.minusSeconds(150)));
		assertThat(cell(late, Gateways.LAST_SEEN)).isEqualTo("12 m, overdue?");
		assertThat(lines(new CheckInSection().facts(late, Samples.snapshot()))).contains("Overdue since: 2 m?");
	}

	private static Map<String, String> with(Map<String, String> attributes, Instant due) {
		var all = new LinkedHashMap<>(attributes);
		all.put(Gateways.DUE, due.toString());
		return all;
	}

	@Test
	void aSelectedCloudNeverMeansTheProductOfAnother() {
		var here = Samples.row(Samples.product("c", "local"));
		var second = Samples.row(Samples.product("c", "mill"));
		var all = List.of(here, second);
		assertThat(ProductHandler.candidates(all, List.of(), List.of())).containsExactly(here, second);
		assertThat(ProductHandler.candidates(all, List.of("c"), List.of())).containsExactly(here, second);
		assertThat(ProductHandler.candidates(all, List.of("c"), List.of(new Related.Product("c", "cloud", "mill")))).containsExactly(second);
		assertThat(ProductHandler.candidates(all, List.of("other"), List.of())).isEmpty();
		assertThat(ProductHandler.candidates(all, List.of("other"), List.of(new Related.Product("other", "other", "local")))).isEmpty();
	}

	@Test
	void sortsCheckInsYoungestFirstAndNumbersAsNumbers() {
		var old = Samples.row(Samples.gateway(Map.of(Gateways.LAST_SEEN, "2026-11-22T15:00:00Z", Gateways.DISK, "9", Gateways.RECEIVED, "1048576")));
		var young = Samples.row(Samples.gateway(Map.of(Gateways.LAST_SEEN, "2026-11-22T16:00:00Z", Gateways.DISK, "95", Gateways.RECEIVED, "900")));
		var never = Samples.row(Samples.gateway(Map.of()));
		assertThat(sorted(Gateways.LAST_SEEN, never, old, young)).containsExactly(young, old, never);
		assertThat(sorted(Gateways.DISK, young, old)).containsExactly(old, young);
		assertThat(sorted(Gateways.RECEIVED, old, young)).containsExactly(young, old);
		assertThat(cell(young, Gateways.DISK)).isEqualTo("95 %");
		assertThat(cell(old, Gateways.RECEIVED)).isEqualTo("1.00 MiB");
	}

	private static List<Row> sorted(String column, Row... rows) {
		Column found = new GatewayTable().columns().stream().filter(c -> c.id().equals(column)).findFirst().orElseThrow();
		return List.of(rows).stream().sorted(found.order()).toList();
	}

	@Test
	void trafficHasItsInterfacesInTheTooltip() {
		var row = Samples.row(Samples.gateway(Map.of(Gateways.RECEIVED, "3072", Gateways.received("eth0"), "1024", Gateways.received("wlan0"), "2048", Gateways.sent("eth0"), "12")));
		var tip = new GatewayTable().columns().stream().filter(c -> c.id().equals(Gateways.RECEIVED)).findFirst().orElseThrow().tip().apply(row);
		assertThat(tip).isEqualTo("eth0: 1.00 KiB\nwlan0: 2.00 KiB");
		assertThat(lines(new SystemSection().facts(row, Samples.snapshot()))).contains("eth0: 1.00 KiB received, 12 B sent", "wlan0: 2.00 KiB received, 0 B sent");
		assertThat(cell(row, "labels")).isEqualTo("site=lab");
	}

	@Test
	void interfacesThatTellNothingAreLeftOut() {
		var lo = Map.of(Gateways.received("lo"), "5000", Gateways.sent("lo"), "5000");
		assertThat(interfaces(lo)).as("there is nothing else").containsExactly("lo");
		var idle = new LinkedHashMap<>(lo);
		idle.put(Gateways.received("ifb0"), "0");
		idle.put(Gateways.sent("ifb0"), "0");
		assertThat(interfaces(idle)).containsExactly("ifb0");
		idle.put(Gateways.sent("eth0"), "12");
		idle.put(Gateways.received("eth1"), "7");
		assertThat(interfaces(idle)).containsExactly("eth0", "eth1");
	}

	private static List<String> interfaces(Map<String, String> attributes) {
		return new SystemSection().facts(Samples.row(Samples.gateway(attributes)), Samples.snapshot()).stream().map(Fact::label).toList();
	}

	@Test
	void applicationsStandWithVersionAndStateAndLeadToTheirs() {
		var gateway = Samples.gateway(Map.of(Gateways.DRIFT, "test_app 1, not 2"));
		var facts = new ApplicationsSection().facts(Samples.row(gateway), Samples.snapshot(gateway, Samples.application("test_app", "1", "RUNNING"), Samples.application("gwe", "", "RUNNING")));
		assertThat(lines(facts)).containsExactly("Drift: test_app 1, not 2", "gwe: running (RUNNING)", "test_app: 1, running (RUNNING)");
		assertThat(facts.getLast().link().orElseThrow().key()).isEqualTo("local/gw-1/test_app");
	}

	@Test
	void theTimelineSaysHowFarADownloadIs() {
		var event = new Deployment.Event(2, Instant.now(), "downloading", "test_app", "2", 512, 2048, "");
		assertThat(DeploymentsPanel.step(event).subList(1, 3)).containsExactly("Downloading (512 B of 2.00 KiB)", "test_app 2");
		var failed = new Deployment.Event(3, Instant.now(), "rolled-back", "test_app", "2", 0, 0, "install.sh ended with 1");
		assertThat(DeploymentsPanel.step(failed).get(1)).isEqualTo("Rolled back: install.sh ended with 1");
	}

	@Test
	void aProcessInWords() throws Exception {
		var mapper = new ObjectMapper();
		assertThat(ProcessPanel.words(mapper.readTree("{\"state\":\"RUNNING\",\"pid\":812,\"description\":\"pid 812, uptime 0:01:00\",\"restarts\":1}")))
				.isEqualTo("RUNNING, pid 812, uptime 0:01:00, started again once by the supervisor");
		assertThat(ProcessPanel.words(mapper.readTree("{\"state\":\"EXITED\",\"pid\":0,\"description\":\"Nov 22 04:00 PM\",\"exitstatus\":3}"))).isEqualTo("EXITED, Nov 22 04:00 PM, ended with 3");
	}

	@Test
	void saysWhoIsHitAndWhoMayBeSilent() {
		var late = Samples.row(Samples.overdue(Map.of(Gateways.LAST_SEEN, "2026-01-01T00:00:00Z"), Instant.parse("2026-01-01T01:00:00Z")));
		assertThat(Hit.words(List.of(late, late))).isEqualTo("It goes to 2 gateways: gw-1, gw-1. 2 of them are overdue and may be silent for long.");
		var listening = Samples.row(Samples.gateway(Map.of(Gateways.LAST_SEEN, Instant.now().toString(), Gateways.DUE, Instant.now().plusSeconds(60).toString(), Gateways.LISTENING, "true")));
		assertThat(Hit.words(List.of(listening))).isEqualTo("It goes to gw-1. It gets there at once.");
		assertThat(Hit.words(java.util.Collections.nCopies(12, listening))).contains("It goes to 12 gateways: gw-1, ").endsWith("and 2 more.");
	}
}
