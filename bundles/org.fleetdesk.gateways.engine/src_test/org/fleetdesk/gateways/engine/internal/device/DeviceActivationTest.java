package org.fleetdesk.gateways.engine.internal.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How devices of both generations get their token, and lose it (spec/gateways.md 1.1), over the wire. */
class DeviceActivationTest extends DeviceCase {

	@ParameterizedTest
	@ValueSource(strings = { "vendor=local&model=local&sn=A1", "id=A1", "sn=A1&model=local&vendor=local", "id=A1&unknown=x" })
	void activationGivesFortyCharactersAndNoLineEnd(String form) throws Exception {
		cloud.devices.add("local", List.of("A1"), "");
		var answer = cloud.activate(form);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("content-type")).startsWith("text/plain");
		assertThat(answer.text()).matches("[0-9a-f]{40}");
		assertThat(read(Requests.TOKEN + ": " + answer.text() + "\r\n", "engine_fetch")).isEmpty();
		assertThat(cloud.activate(form).status()).as("a second time").isEqualTo(409);
	}

	@ParameterizedTest
	@CsvSource({ "vendor=local&model=local&sn=B2, 404", "id=B2, 404", "vendor=local&model=other&sn=A1, 404", "vendor=other&model=local&sn=A1, 404", "vendor=local&model=local, 400", "'', 400",
			"vendor=local&model=local&sn=a1, 404" })
	void strangersAreNotActivated(String form, int status) throws Exception {
		cloud.devices.add("local", List.of("A1"), "");
		assertThat(cloud.activate(form).status()).isEqualTo(status);
	}

	@Test
	void anIdWithoutAProductIsLookedFor() throws Exception {
		cloud.products.create("second", "", false, Duration.ofHours(1));
		cloud.devices.add("local", List.of("A1", "A2"), "");
		cloud.devices.add("second", List.of("A2"), "");
		assertThat(cloud.activate("id=A1").status()).isEqualTo(200);
		assertThat(cloud.activate("id=A2").status()).as("in two products").isEqualTo(404);
		assertThat(cloud.activate("id=A3").status()).as("in none, and there are two products").isEqualTo(404);
		assertThat(cloud.activate("vendor=second&model=second&sn=A3").status()).as("a product that lets strangers in").isEqualTo(200);
		assertThat(cloud.devices.find("second", "A3")).isPresent();
	}

	@Test
	void theWindowForActivationCloses() throws Exception {
		cloud.now.set(Instant.parse("2026-01-01T00:00:00Z"));
		cloud.devices.add("local", List.of("early", "late"), "");
		cloud.now.set(Instant.parse("2026-01-01T23:59:59Z"));
		assertThat(cloud.activate("id=early").status()).isEqualTo(200);
		cloud.now.set(Instant.parse("2026-01-02T00:00:01Z"));
		assertThat(cloud.activate("id=late").status()).isEqualTo(409);
		cloud.devices.enable("local", "late");
		assertThat(cloud.activate("id=late").status()).isEqualTo(200);
	}

	@Test
	void enablingAgainMakesANewTokenAndKeepsTheValues() throws Exception {
		String token = cloud.device("A1");
		write(token, "device_info=kept");
		cloud.devices.enable("local", "A1");
		assertThat(http.get(ALIAS + "?device_info", token).status()).isEqualTo(401);
		String fresh = Requests.TOKEN + ": " + cloud.activate("id=A1").text() + "\r\n";
		assertThat(fresh).isNotEqualTo(token);
		assertThat(read(fresh, "device_info")).isEqualTo("device_info=kept");
	}

	@Test
	void aLockedDeviceKeepsItsTokenAndMayDoNothing() throws Exception {
		String token = cloud.device("A1");
		cloud.devices.lock("local", "A1", true);
		assertThat(http.get(ALIAS + "?device_info", token).status()).isEqualTo(403);
		assertThat(http.post(ALIAS, token, "device_info=x").status()).isEqualTo(403);
		assertThat(cloud.activate("id=A1").status()).isEqualTo(403);
		cloud.devices.lock("local", "A1", false);
		write(token, "device_info=x");
	}

	@ParameterizedTest
	@ValueSource(strings = { "disable", "delete", "rename" })
	void aTokenThatWasTakenAwayIsNoneAtOnce(String how) throws Exception {
		String token = cloud.device("A1");
		write(token, "device_info=x");
		switch (how) {
			case "disable" -> cloud.devices.disable("local", "A1");
			case "delete" -> cloud.devices.delete("local", "A1");
			default -> cloud.devices.rename("local", "A1", "A9");
		}
		assertThat(http.get(ALIAS + "?device_info", token).status()).isEqualTo(how.equals("rename") ? 200 : 401);
		assertThat(cloud.activate("id=A1").status()).isEqualTo(how.equals("disable") ? 409 : 404);
	}

	@Test
	void activationFailuresOfOneAddressAreLimited() throws Exception {
		cloud.devices.add("local", List.of("A1"), "");
		for (int i = 0; i < 120; i++) {
			assertThat(cloud.activate("id=B" + i).status()).isEqualTo(404);
		}
		var answer = cloud.activate("id=A1");
		assertThat(answer.status()).isEqualTo(429);
		assertThat(answer.header("retry-after")).isEqualTo("30");
		cloud.nanos.addAndGet(TimeUnit.SECONDS.toNanos(30));
		assertThat(cloud.activate("id=A1").status()).isEqualTo(200);
	}

	/** Many gateways behind one router that wait for their operator ask again and again. */
	@Test
	void thoseWhoWaitForTheirOperatorKeepNobodyOut() throws Exception {
		for (int round = 0; round < 4; round++) {
			for (int i = 0; i < 100; i++) {
				assertThat(cloud.activate("id=B" + i).status()).isEqualTo(404);
			}
		}
		cloud.devices.add("local", List.of("A1"), "");
		assertThat(cloud.activate("id=A1").status()).isEqualTo(200);
		for (int i = 0; i < 200; i++) {
			cloud.activate("id=B0");
		}
		assertThat(cloud.activate("id=B0").status()).as("without end").isEqualTo(429);
		cloud.devices.add("local", List.of("B0", "B1", "B2"), "");
		cloud.devices.lock("local", "B2", true);
		assertThat(cloud.activate("id=B0").status()).as("its operator came").isEqualTo(200);
		assertThat(cloud.activate("vendor=local&model=local&sn=B1").status()).isEqualTo(200);
		assertThat(cloud.activate("id=B1").status()).as("it has its token").isEqualTo(409);
		assertThat(cloud.activate("id=B2").status()).as("locked").isEqualTo(429);
		assertThat(cloud.activate("id=B3").status()).as("those who wait").isEqualTo(429);
	}

	@Test
	void newcomersOfOneAddressAreLimited() throws Exception {
		cloud.products.create("open", "", false, Duration.ofHours(1));
		for (int i = 0; i < TestCloud.NEWCOMERS; i++) {
			assertThat(cloud.activate("vendor=open&model=open&sn=N" + i).status()).isEqualTo(200);
		}
		assertThat(cloud.activate("vendor=open&model=open&sn=another").status()).isEqualTo(429);
		assertThat(cloud.devices.find("open", "another")).isEmpty();
		cloud.devices.add("open", List.of("known"), "");
		assertThat(cloud.activate("vendor=open&model=open&sn=known").status()).as("one that was added").isEqualTo(200);
		cloud.nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
		assertThat(cloud.activate("vendor=open&model=open&sn=another").status()).isEqualTo(200);
	}
}
