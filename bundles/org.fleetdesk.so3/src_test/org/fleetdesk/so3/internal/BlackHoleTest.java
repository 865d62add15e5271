package org.fleetdesk.so3.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.Health;
import org.fleetdesk.core.Registration;
import org.fleetdesk.core.internal.EngineKinds;
import org.fleetdesk.core.internal.LiveFleetModel;
import org.fleetdesk.core.internal.UserDataFolder;
import org.fleetdesk.faults.FaultProxy;
import org.fleetdesk.so3.So3;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hosts of a fleet fall silent and come back, at the usual pace and through the whole client. */
@Timeout(180)
class BlackHoleTest {

	private static final int HOSTS = 20;
	/** Only to find what hangs: the figures are measured by {@code ./fleetdesk bench deadhosts}. */
	private static final Duration LONG = Duration.ofSeconds(60);

	@TempDir
	private Path folder;
	private final Setup setup = new Setup();
	private final List<FaultProxy> proxies = new ArrayList<>();
	private LiveFleetModel model;

	@AfterEach
	void stop() throws Exception {
		if (model != null) {
			model.close();
		}
		setup.close();
		proxies.forEach(FaultProxy::close);
	}

	private long count(Health.Status status) {
		return model.engines().stream().filter(e -> e.health().status() == status).count();
	}

	private static Duration await(String what, BooleanSupplier condition) {
		long began = System.nanoTime();
		while (!condition.getAsBoolean()) {
			assertThat(Duration.ofNanos(System.nanoTime() - began)).as("waiting until " + what).isLessThan(LONG);
			LockSupport.parkNanos(5_000_000);
		}
		return Duration.ofNanos(System.nanoTime() - began);
	}

	@Test
	void halfOfTheHostsFallSilentAndComeBack() throws Exception {
		var engine = setup.engine("direct", false);
		var fleet = new ArrayList<Connection>();
		for (int i = 0; i < HOSTS; i++) {
			var proxy = new FaultProxy(engine.url());
			proxies.add(proxy);
			var connection = new Connection("h" + i, So3.KIND, "h" + i, proxy.url(), Optional.empty(), Map.of(), false);
			fleet.add(connection);
			setup.connect(connection);
		}
		model = new LiveFleetModel(new Fixed(fleet), setup, new EngineKinds(), new UserDataFolder(folder));
		model.start();
		await("all are online", () -> count(Health.Status.ONLINE) == HOSTS);

		for (var proxy : proxies.subList(0, HOSTS / 2)) {
			proxy.blackHole();
		}
		var marked = await("half of them are unreachable", () -> count(Health.Status.UNREACHABLE) == HOSTS / 2);
		assertThat(count(Health.Status.ONLINE)).as("nobody else suffers").isEqualTo(HOSTS / 2);
		assertThat(IntStream.range(0, HOSTS / 2).mapToObj(i -> model.engine("h" + i).orElseThrow())).allSatisfy(view -> {
			assertThat(view.health().lastError()).isNotBlank();
			assertThat(view.health().lastContact()).hasValueSatisfying(t -> assertThat(t).isBefore(Instant.now()));
			assertThat(view.snapshot()).as("the last state is kept").isPresent();
		});

		for (var proxy : proxies.subList(0, HOSTS / 2)) {
			proxy.heal();
		}
		var back = await("all are online again", () -> count(Health.Status.ONLINE) == HOSTS);
		System.out.printf("%d of %d hosts silent: known after %d ms, back after %d ms%n", HOSTS / 2, HOSTS, marked.toMillis(), back.toMillis());
		assertThat(model.events()).extracting(FleetEvent::text).filteredOn(t -> t.contains("answers again")).hasSize(HOSTS / 2);
		assertThat(proxies).allSatisfy(p -> assertThat(p.connections()).as("nothing piles up").isLessThan(8));
	}

	/** Connections that nobody changes. */
	private record Fixed(List<Connection> list) implements Connections {

		@Override
		public Optional<String> problem() {
			return Optional.empty();
		}

		@Override
		public Optional<Connection> find(String idOrName) {
			return list.stream().filter(c -> c.id().equals(idOrName)).findFirst();
		}

		@Override
		public void add(Connection connection, Map<String, String> secrets) throws IOException {
			throw new UnsupportedOperationException();
		}

		@Override
		public void update(Connection connection, Map<String, String> secrets) throws IOException {
			throw new UnsupportedOperationException();
		}

		@Override
		public void remove(String id) throws IOException {
			throw new UnsupportedOperationException();
		}

		@Override
		public Registration addListener(Runnable changed) {
			return () -> {
			};
		}
	}
}
