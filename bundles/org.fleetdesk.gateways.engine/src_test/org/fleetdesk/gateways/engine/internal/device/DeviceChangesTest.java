package org.fleetdesk.gateways.engine.internal.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is noted of devices by the way, and what a restart leaves. */
class DeviceChangesTest extends DeviceCase {

	@Test
	void anybodyMayAskForTimeAndAddress() throws Exception {
		cloud.now.set(Instant.ofEpochSecond(1_700_000_000));
		assertThat(http.get("/timestamp", "").text()).isEqualTo("1700000000");
		assertThat(http.get("/ip", "").text()).matches("127,0,0,1,\\d{1,3},\\d{1,3}");
	}

	@Test
	void isSeenByWhateverItAsks() throws Exception {
		String token = cloud.device("A1");
		long revision = cloud.database.changes().revision();
		cloud.now.set(Instant.parse("2030-01-01T00:00:00Z"));
		read(token, "engine_fetch");
		cloud.lastSeen.flush();
		var device = cloud.devices.find("local", "A1").orElseThrow();
		assertThat(device.lastSeen()).contains(Instant.parse("2030-01-01T00:00:00Z"));
		assertThat(device.lastAddress()).contains("127.0.0.1");
		assertThat(device.revision()).isGreaterThan(revision);
	}

	@Test
	void aWriteIsOneChange() throws Exception {
		String token = cloud.device("A1");
		cloud.lastSeen.flush();
		long revision = cloud.database.changes().revision();
		write(token, "device_info=x");
		cloud.lastSeen.flush();
		assertThat(cloud.database.changes().revision()).isEqualTo(revision + 1);
	}

	@Test
	void changesHaveNumbers() throws Exception {
		String token = cloud.device("A1");
		cloud.device("A2");
		long revision = cloud.database.changes().revision();
		assertThat(cloud.database.changes().await(revision, Duration.ofMillis(1))).isEqualTo(revision);
		write(token, "device_info=x");
		assertThat(cloud.database.changes().await(revision, Duration.ofSeconds(30))).isGreaterThan(revision);
		assertThat(cloud.devices.list(Optional.of("local"), revision, 0, 10)).extracting(d -> d.sn()).containsExactly("A1");
		restart();
		assertThat(cloud.database.changes().revision()).as("never goes back").isGreaterThan(revision);
	}

	@Test
	void whatWasAnsweredIsThereAfterARestart() throws Exception {
		String token = cloud.device("A1");
		write(token, "device_info=x");
		command("A1", "engine_fetch", "y");
		restart();
		assertThat(read(token, "device_info", "engine_fetch")).isEqualTo("device_info=x&engine_fetch=y");
	}
}
