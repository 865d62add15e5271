package org.fleetdesk.core.internal;

import static org.fleetdesk.core.internal.Fakes.connection;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.Health;
import org.fleetdesk.core.Health.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A model of the connection "one", and of those that a test adds; engines are fakes. */
abstract class LiveFleetModelFixture {

	/** All as usual, a hundred times faster. */
	static final Pace FAST = new Pace(Duration.ofMillis(25), Duration.ofMillis(500), Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ofMillis(1),
			Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(300), Duration.ofSeconds(30));
	/** The same, where no deadline is to pass, however busy the machine. */
	static final Pace FAST_AND_PATIENT = new Pace(FAST.interval(), Duration.ofSeconds(30), Duration.ofSeconds(30), FAST.grace(), FAST.coalesce(), FAST.retry(), FAST.soon(),
			FAST.seldom(), FAST.start());
	/** Asks again only when told to. */
	static final Pace ON_DEMAND = onDemand(Duration.ofSeconds(30));
	/** The same, where a deadline is to pass. */
	static final Pace ON_DEMAND_HASTY = onDemand(Duration.ofMillis(500));

	private static Pace onDemand(Duration deadline) {
		var hour = Duration.ofHours(1);
		return new Pace(hour, deadline, Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofMillis(1), hour, hour, hour, hour);
	}

	@TempDir
	Path folder;
	final EngineKinds kinds = new EngineKinds();
	final Fakes.FakeKind kind = new Fakes.FakeKind();
	StoredConnections connections;
	OpenSessions sessions;
	LiveFleetModel model;

	@BeforeEach
	void opens() throws Exception {
		kinds.add(kind);
		connections = new StoredConnections(new UserDataFolder(folder), kinds, new Fakes.MemorySecrets(), what -> { });
		sessions = new OpenSessions(connections, kinds, what -> { });
		connections.add(connection("1", "one"));
	}

	@AfterEach
	void closes() {
		if (model != null) {
			model.close();
		}
		sessions.close();
	}

	void start(Pace pace) {
		model = new LiveFleetModel(connections, sessions, kinds, pace, InstantSource.system(), new EventFile(folder.resolve("events.jsonl"), 100));
		model.start();
	}

	Health health(String id) {
		return model.engine(id).map(EngineView::health).orElseThrow();
	}

	boolean is(String id, Status status) {
		return health(id).status() == status;
	}

	List<String> texts() {
		return model.events().stream().map(FleetEvent::text).toList();
	}
}
