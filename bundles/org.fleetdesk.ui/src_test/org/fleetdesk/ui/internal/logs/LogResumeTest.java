package org.fleetdesk.ui.internal.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.FleetListener;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.Health;
import org.fleetdesk.core.Phase;
import org.fleetdesk.core.Registration;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.core.State;
import org.fleetdesk.logs.IngestState;
import org.fleetdesk.logs.LineBlock;
import org.fleetdesk.logs.LogInfo;
import org.fleetdesk.logs.LogIngestor;
import org.fleetdesk.logs.LogKey;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSettings;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.logs.LogSource;
import org.fleetdesk.logs.LogStore;
import org.fleetdesk.logs.LogStream;
import org.fleetdesk.logs.Logs;
import org.fleetdesk.ui.Samples;
import org.fleetdesk.ui.internal.Messages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogResumeTest {

	private static final ResourceId ID = new ResourceId("lab", "container", "ticker");

	@TempDir
	Path folder;
	/** What the engine sends for each of the container's runs: the last known line comes again. */
	private final SynchronousQueue<String> runs = new SynchronousQueue<>();
	private final List<FleetListener> listeners = new ArrayList<>();
	private Optional<EngineView> engine = Optional.empty();
	private LogStore store;
	private LogStream stream;
	private LogIngestor ingestor;

	@BeforeEach
	void follows() throws IOException {
		store = new LogStore(folder, LogSettings.DEFAULT);
		stream = store.open(new LogInfo(LogKey.of(ID), "ticker", "container", "lab"));
		ingestor = new LogIngestor(new LogSource() {
			@Override
			public boolean handles(ResourceId id) {
				return true;
			}

			@Override
			public void stream(ResourceId id, LogPosition from, boolean follow, LogSink sink) throws IOException, InterruptedException {
				sink.connected();
				byte[] bytes = runs.take().getBytes(StandardCharsets.UTF_8);
				sink.timestamped(bytes, 0, bytes.length, 0);
			}
		}, ID, stream);
		var fleet = fake(FleetModel.class, (method, arguments) -> {
			if (method.equals("addListener")) {
				listeners.add((FleetListener) arguments[0]);
				return (Registration) () -> { };
			}
			return engine;
		});
		new LogResume(fleet, fake(Logs.class, (method, arguments) -> method.equals("followed") ? Set.of(ID) : Optional.of(ingestor)));
	}

	@AfterEach
	void closes() throws IOException {
		ingestor.close();
		store.close();
	}

	private interface Answers {
		Object of(String method, Object[] arguments);
	}

	private static <T> T fake(Class<T> type, Answers answers) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> answers.of(method.getName(), arguments)));
	}

	private void run(String text) throws InterruptedException {
		assertThat(runs.offer(text, 30, TimeUnit.SECONDS)).as("the log is asked for").isTrue();
		until(() -> ingestor.state() instanceof IngestState.Ended);
	}

	private static void until(BooleanSupplier condition) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
			TimeUnit.MILLISECONDS.sleep(5);
		}
	}

	private void seen(State state, Instant taken) {
		var container = Samples.container("lab", "ticker", state, Map.of(), Map.of(), Map.of());
		engine = Optional.of(new EngineView(Samples.connection("lab", Map.of()), new Health(Health.Status.ONLINE, taken, Optional.of(taken), ""),
				Optional.of(new Snapshot("lab", taken, Map.of(container.id(), container), Map.of()))));
		listeners.forEach(l -> l.changed(Set.of("lab"), List.of()));
	}

	private List<String> texts() throws IOException {
		var texts = new ArrayList<String>();
		stream.flush();
		var block = new LineBlock();
		try (var lines = stream.open()) {
			lines.read(lines.first(), 100, block);
		}
		for (int i = 0; i < block.count(); i++) {
			texts.add(block.text(i));
		}
		return texts;
	}

	@Test
	void eachFurtherRunBeginsWithAMark() throws Exception {
		run("2026-01-01T00:00:00Z one\n");
		seen(Samples.RUNNING, Instant.now().plusSeconds(1));
		run("2026-01-01T00:00:00Z one\n2026-01-01T00:00:05Z two\n");
		seen(Samples.RUNNING, Instant.now().plusSeconds(1));
		run("2026-01-01T00:00:05Z two\n2026-01-01T00:00:09Z three\n");
		assertThat(texts()).containsExactly("one", Messages.Log_started_again, "two", Messages.Log_started_again, "three");
	}

	@Test
	void theFirstRunHasNone() throws Exception {
		run("");
		seen(Samples.RUNNING, Instant.now().plusSeconds(1));
		run("2026-01-01T00:00:05Z one\n");
		assertThat(texts()).containsExactly("one");
	}

	@Test
	void whatDoesNotRunOrWasSeenBeforeTheEndIsNotAskedFor() throws Exception {
		run("2026-01-01T00:00:00Z one\n");
		seen(new State(Phase.STOPPED, "exited", "booting"), Instant.now().plusSeconds(1));
		seen(Samples.RUNNING, ((IngestState.Ended) ingestor.state()).since().minusMillis(1));
		assertThat(ingestor.state()).isInstanceOf(IngestState.Ended.class);
	}
}
