package org.fleetdesk.gateways.engine.internal.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Points that devices record with times of their own (spec/gateways.md 1.1), over the wire. */
class DeviceRecordTest extends DeviceCase {

	private List<String> history(String alias) {
		var resource = cloud.products.find("local").flatMap(p -> p.resource(alias)).orElseThrow();
		return cloud.values.history(cloud.key("A1"), resource, Instant.now().plus(Duration.ofDays(9)), 100).stream().map(p -> p.at().getEpochSecond() + " " + p.text()).toList();
	}

	@Test
	void recordsSeveralAliasesAtTimesOfTheDevice() throws Exception {
		String token = cloud.device("A1");
		long now = Instant.now().getEpochSecond();
		String body = "alias=fetch_status&" + (now - 20) + "=b&" + (now - 30) + "=a%26&alias=install_progress&" + (now - 10) + "=c&alias=nonsense&5=x";
		assertThat(http.post("/onep:v1/stack/record", token, body).status()).isEqualTo(204);
		assertThat(history("fetch_status")).containsExactly(now - 20 + " b", now - 30 + " a&");
		assertThat(current("A1", "fetch_status")).as("the newest one").isEqualTo("b");
		assertThat(current("A1", "install_progress")).isEqualTo("c");
		var again = http.post("/onep:v1/stack/record", token, "alias=fetch_status&" + (now - 20) + "=b&" + (now - 40) + "=z&" + (now - 30) + "=a&alias=install_progress&" + (now - 10) + "=c");
		assertThat(again.status()).isEqualTo(409);
		assertThat(again.text()).isEqualTo("fetch_status=" + (now - 20) + "%2C" + (now - 30) + "&install_progress=" + (now - 10));
		assertThat(history("fetch_status")).as("the others are kept").containsExactly(now - 20 + " b", now - 30 + " a&", now - 40 + " z");
		assertThat(current("A1", "fetch_status")).isEqualTo("b");
	}

	@Test
	void recordsOneAliasAsGmqDoes() throws Exception {
		String token = cloud.device("A1");
		long now = Instant.now().getEpochSecond();
		assertThat(http.post(ALIAS + "/fetch_status", token, (now - 2) + "=a&" + (now - 5) + "=b").status()).isEqualTo(204);
		assertThat(history("fetch_status")).containsExactly(now - 2 + " a", now - 5 + " b");
		var refused = http.post(ALIAS + "/fetch_status", token, (now - 5) + "=c");
		assertThat(refused.status()).isEqualTo(409);
		assertThat(refused.text()).isEqualTo("fetch_status=" + (now - 5));
		assertThat(http.post(ALIAS + "/nonsense", token, (now - 5) + "=c").status()).isEqualTo(204);
	}

	@ParameterizedTest
	@ValueSource(strings = { "5=x", "alias=fetch_status&x=y", "alias=fetch_status&123456789012345678901=y" })
	void recordsThatAreNoneAreRefused(String body) throws Exception {
		assertThat(http.post("/onep:v1/stack/record", cloud.device("A1"), body).status()).isEqualTo(400);
	}

	@Test
	void aClockThatIsAheadDoesNotHoldTheValueBack() throws Exception {
		String token = cloud.device("A1");
		long now = Instant.now().getEpochSecond();
		assertThat(http.post(ALIAS + "/fetch_status", token, (now + 3600) + "=ahead&" + (now + 864_000) + "=far").status()).as("days ahead").isEqualTo(409);
		assertThat(current("A1", "fetch_status")).isEqualTo("ahead");
		write(token, "fetch_status=now");
		assertThat(current("A1", "fetch_status")).isEqualTo("now");
	}

	@Test
	void theHistoryKeepsWhatTheAliasSays() throws Exception {
		String token = cloud.device("A1");
		for (int i = 0; i < 25; i++) {
			write(token, "engine_report=r" + i);
		}
		assertThat(history("engine_report")).hasSize(10).first().asString().endsWith(" r24");
	}
}
