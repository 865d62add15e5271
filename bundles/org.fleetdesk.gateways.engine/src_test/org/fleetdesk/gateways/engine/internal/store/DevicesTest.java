package org.fleetdesk.gateways.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicesTest {

	@TempDir
	Path folder;

	@Test
	void whatWasAnsweredIsThereAfterAReopening() throws Exception {
		String token;
		var address = DatabaseAddress.of(Optional.empty(), Optional.empty(), folder);
		try (var database = Database.open(address)) {
			var products = new Products(database, new Tokens(), InstantSource.system());
			assertThat(products.create("local", "Local", true, Duration.ofHours(24))).get().satisfies(p -> assertThat(p.resources()).hasSize(7));
			assertThat(products.create("local", "Local", true, Duration.ofHours(24))).isEmpty();
			var devices = new Devices(database, products, new Tokens(), InstantSource.system());
			assertThat(devices.add("local", List.of("a", "b"), "")).isEqualTo(new Devices.Added(List.of("a", "b"), List.of()));
			token = ((Activation.Activated) devices.activate("local", "a")).token();
			assertThat(devices.activate("local", "a")).isEqualTo(new Activation.NotEnabled());
			assertThat(devices.activate("local", "c")).isEqualTo(new Activation.Unknown());
			assertThat(devices.delete("local", "b")).isTrue();
		}
		try (var database = Database.open(address)) {
			var devices = new Devices(database, new Products(database, new Tokens(), InstantSource.system()), new Tokens(), InstantSource.system());
			assertThat(devices.credentials().find(token)).get().satisfies(k -> assertThat(k.device().sn()).isEqualTo("a"));
			assertThat(devices.list(Optional.empty(), 0, 0, 10)).extracting(Device::sn).containsExactly("a");
			assertThat(devices.removedSince(0)).containsExactly(new Devices.Gone("local", "b"));
			devices.disable("local", "a");
			assertThat(devices.credentials().find(token)).isEmpty();
		}
	}

	/** The devices a and b of a product, which may activate for an hour. */
	private static Devices aAndB(Database database, InstantSource clock) throws Exception {
		var products = new Products(database, new Tokens(), clock);
		products.create("local", "Local", true, Duration.ofHours(1));
		var devices = new Devices(database, products, new Tokens(), clock);
		devices.add("local", List.of("a", "b"), "");
		return devices;
	}

	@Test
	void theEndOfTheTimeForActivationIsAChange() throws Exception {
		var now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
		try (var database = Database.open(DatabaseAddress.of(Optional.empty(), Optional.empty(), folder))) {
			var devices = aAndB(database, now::get);
			devices.activate("local", "b");
			long revision = database.changes().revision();
			Housekeeping.once(devices);
			assertThat(database.changes().revision()).isEqualTo(revision);
			now.set(Instant.parse("2026-01-01T01:00:01Z"));
			Housekeeping.once(devices);
			assertThat(devices.list(Optional.empty(), revision, 0, 10)).extracting(Device::sn).containsExactly("a");
			assertThat(devices.find("local", "a").orElseThrow().state()).isEqualTo(Device.State.EXPIRED);
			devices.enable("local", "a");
			assertThat(devices.activate("local", "a")).isInstanceOf(Activation.Activated.class);
		}
	}

	@Test
	void whichDevicesWentIsForgottenAfterAMonth() throws Exception {
		var now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
		try (var database = Database.open(DatabaseAddress.of(Optional.empty(), Optional.empty(), folder))) {
			var devices = aAndB(database, now::get);
			long revision = database.changes().revision();
			devices.delete("local", "a");
			now.set(Instant.parse("2026-01-20T00:00:00Z"));
			devices.delete("local", "b");
			now.set(Instant.parse("2026-02-01T00:00:00Z"));
			Housekeeping.once(devices);
			assertThat(devices.removedSince(0)).containsExactly(new Devices.Gone("local", "b"));
			assertThat(devices.forgotten()).isEqualTo(revision + 1);
		}
	}
}
