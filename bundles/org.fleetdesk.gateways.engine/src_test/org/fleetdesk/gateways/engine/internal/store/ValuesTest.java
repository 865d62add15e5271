package org.fleetdesk.gateways.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValuesTest {

	@TempDir
	Path folder;
	private Database database;
	private Values values;
	private DeviceKey device;
	private Products products;

	@BeforeEach
	void open() throws Exception {
		database = Database.open(address());
		products = new Products(database, new Tokens(), InstantSource.system());
		products.create("local", "Local", false, Duration.ofHours(24));
		values = new Values(database, products, InstantSource.system());
		device = ((Activation.Activated) new Devices(database, products, new Tokens(), InstantSource.system()).activate("local", "sn")).device();
	}

	DatabaseAddress address() throws Exception {
		return DatabaseAddress.of(Optional.empty(), Optional.empty(), folder);
	}

	@AfterEach
	void close() {
		database.close();
	}

	@Test
	void aClearTakesOnlyWhatWasRead() throws Exception {
		values.writeByCloud(device, "engine_fetch", "first");
		assertThat(values.read(device, List.of("engine_fetch"))).isEqualTo(Map.of("engine_fetch", "first"));
		values.writeByCloud(device, "engine_fetch", "second");
		values.write(device, Map.of("engine_fetch", ""), "127.0.0.1");
		assertThat(values.read(device, List.of("engine_fetch"))).isEqualTo(Map.of("engine_fetch", "second"));
		values.write(device, Map.of("engine_fetch", ""), "127.0.0.1");
		assertThat(values.read(device, List.of("engine_fetch"))).isEmpty();
	}

	@Test
	void keepsAsMuchHistoryAsTheAliasSays() throws Exception {
		for (int i = 0; i < 25; i++) {
			values.write(device, Map.of("engine_report", "r" + i, "unknown", "x"), "127.0.0.1");
		}
		var resource = products.find("local").orElseThrow().resource("engine_report").orElseThrow();
		assertThat(values.history(device, resource, Instant.now().plusSeconds(100), 100)).extracting(AliasState.Point::text).startsWith("r24", "r23").hasSize(10);
		assertThat(values.record(device, "engine_report", List.of(Map.entry(100L, "old")), "x")).isEmpty();
		assertThat(values.states(device).get("engine_report").current().orElseThrow().text()).isEqualTo("r24");
	}

	/** An interrupt closes what a thread reads: with H2 the database of all. */
	@Test
	void interruptsDoNotHarmTheDatabase() throws Exception {
		values.write(device, Map.of("device_info", "x"), "127.0.0.1");
		Thread.currentThread().interrupt();
		assertThat(values.states(device).get("device_info").current().orElseThrow().text()).isEqualTo("x");
		assertThat(Thread.interrupted()).isTrue();
		for (int i = 0; i < 50; i++) {
			var reader = Thread.ofVirtual().start(() -> {
				while (!Thread.currentThread().isInterrupted()) {
					values.states(device);
				}
			});
			reader.interrupt();
			reader.join();
		}
		assertThat(values.read(device, List.of("device_info"))).isEqualTo(Map.of("device_info", "x"));
	}
}
