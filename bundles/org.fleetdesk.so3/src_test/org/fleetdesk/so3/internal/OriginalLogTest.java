package org.fleetdesk.so3.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.logs.IngestState;
import org.fleetdesk.logs.LineBlock;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LogInfo;
import org.fleetdesk.logs.LogIngestor;
import org.fleetdesk.logs.LogKey;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSettings;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.logs.LogSource;
import org.fleetdesk.logs.LogStore;
import org.fleetdesk.logs.LogStream;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.so3.So3Session.Verb;
import org.fleetdesk.so3.original.engine.Generation;
import org.fleetdesk.so3.original.engine.OriginalEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log of a container on an original Smart Object, from its file there to the store here. Lines of the console's own begin with two hyphens. */
@Timeout(120)
class OriginalLogTest {

	private static final String LEFT_OUT = "-- What capsules before this one wrote to the log of slot 2 is left out";

	@TempDir
	Path folder;
	private final Setup setup = new Setup();
	private volatile Instant now = Instant.parse("2026-01-01T12:00:00Z");
	private OriginalEngine engine;
	private LogStore store;
	private LogStream stream;
	private LogIngestor ingestor;

	@BeforeEach
	void open() throws IOException {
		store = new LogStore(folder.resolve("logs"), LogSettings.DEFAULT);
		stream = store.open(new LogInfo(new LogKey("so", "container/a"), "a", "so3.container", "so"));
	}

	@AfterEach
	void close() throws Exception {
		if (ingestor != null) {
			ingestor.close();
		}
		setup.close();
		store.close();
		if (engine != null) {
			engine.close();
		}
	}

	private So3Session start(Generation generation) throws Exception {
		InstantSource source = () -> now;
		engine = new OriginalEngine(generation, Files.createDirectories(folder.resolve("so")), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), source.withZone(ZoneOffset.UTC));
		Files.writeString(engine.images().resolve("x.itb"), "image");
		return setup.connect("so", engine.url());
	}

	/** A container that runs. */
	private void create(So3Session session, String name) throws Exception {
		session.create(name, "x", Map.of());
		session.act(Verb.START, session.container(name).orElseThrow());
	}

	private void follow() {
		ingestor = new LogIngestor(new LogSource() {
			@Override
			public boolean handles(ResourceId id) {
				return true;
			}

			@Override
			public void stream(ResourceId id, LogPosition from, boolean follow, LogSink sink) throws IOException, EngineException, InterruptedException {
				So3LogSource.stream(setup.session("so"), id.key(), from, OptionalInt.empty(), follow, sink);
			}
		}, new ResourceId("so", So3.CONTAINER, "a"), stream);
	}

	private List<String> texts() throws IOException {
		stream.flush();
		var found = new ArrayList<String>();
		var block = new LineBlock();
		try (var lines = stream.open()) {
			for (long row = lines.first(); row < lines.end(); row += block.count()) {
				lines.read(row, 100, block);
				for (int i = 0; i < block.count(); i++) {
					found.add((block.is(i, LineFlags.MARK) ? "-- " : "") + block.text(i).replaceFirst("^agency kernel: \\[ME:(\\d)] ", "$1 "));
				}
			}
		}
		return found;
	}

	private static void await(Callable<Boolean> condition) throws Exception {
		long deadline = System.nanoTime() + 60_000_000_000L;
		while (!condition.call()) {
			assertThat(System.nanoTime()).as("within a minute").isLessThan(deadline);
			Thread.sleep(5);
		}
	}

	private void awaitLast(String text) throws Exception {
		await(() -> {
			var texts = texts();
			return !texts.isEmpty() && texts.getLast().equals(text);
		});
	}

	private void tick() throws IOException {
		now = now.plusSeconds(1);
		engine.tick();
	}

	@Test
	void comesLineByLineWithoutWhatOthersWroteToTheSlot() throws Exception {
		var session = start(Generation.V2);
		create(session, "before");
		tick();
		session.remove(session.container("before").orElseThrow(), true);
		now = now.plusSeconds(5);
		create(session, "a");
		follow();
		awaitLast("2 x.itb begins");
		tick();
		awaitLast("2 tick 1");
		tick();
		tick();
		awaitLast("2 tick 3");
		assertThat(texts()).containsExactly(LEFT_OUT, "2 x.itb begins", "2 tick 1", "2 tick 2", "2 tick 3");
	}

	@Test
	void goesOnWithoutDoublingWhenTheConsoleComesBack() throws Exception {
		create(start(Generation.V2), "a");
		tick();
		follow();
		awaitLast("2 tick 1");
		ingestor.close();
		engine.tick(); // in the same second
		tick();
		follow();
		awaitLast("2 tick 3");
		assertThat(texts()).containsExactly("2 x.itb begins", "2 tick 1", "2 tick 2", "2 tick 3");
	}

	@Test
	void followsTheContainerToAnotherSlot() throws Exception {
		var session = start(Generation.V2);
		create(session, "a");
		follow();
		awaitLast("2 x.itb begins");
		tick();
		now = now.plusSeconds(1);
		session.act(Verb.STOP, session.container("a").orElseThrow());
		await(() -> ingestor.state() instanceof IngestState.Ended);
		assertThat(texts()).as("the last lines before it moved").containsExactly("2 x.itb begins", "2 tick 1");
		session.act(Verb.START, session.container("a").orElseThrow());
		ingestor.resume("The container was started again");
		tick();
		awaitLast("3 tick 1");
		assertThat(texts()).containsExactly("2 x.itb begins", "2 tick 1", "-- The log goes on in slot 3; lines may be missing here", "-- The container was started again",
				"3 x.itb begins", "3 tick 1");
	}

	@Test
	void aRestartWhileFollowingIsMarked() throws Exception {
		var session = start(Generation.V2);
		create(session, "a");
		follow();
		awaitLast("2 x.itb begins");
		now = now.plusSeconds(1);
		session.act(Verb.RESTART, session.container("a").orElseThrow());
		tick();
		awaitLast("3 tick 1");
		assertThat(texts()).containsExactly("2 x.itb begins", "-- The container is in slot 3 now", "3 x.itb begins", "3 tick 1");
	}

	@Test
	void aRebootEndsTheLogAndANewContainerOfTheNameIsMarked() throws Exception {
		var session = start(Generation.V2);
		create(session, "a");
		tick();
		follow();
		awaitLast("2 tick 1");
		Files.delete(engine.images().resolve("x.itb")); // or it would be run at boot, by nobody's name
		engine.reboot();
		await(() -> ingestor.state() instanceof IngestState.Ended);
		Files.writeString(engine.images().resolve("x.itb"), "image");
		now = now.plusSeconds(60);
		create(session, "a");
		ingestor.resume(null);
		awaitLast("2 x.itb begins");
		assertThat(texts()).containsExactly("2 x.itb begins", "2 tick 1", "-- A new container of this name begins here", "2 x.itb begins");
	}

	@Test
	void aLogThatIsRemovedUnderARunningContainerIsMarked() throws Exception {
		create(start(Generation.V2), "a");
		tick();
		follow();
		awaitLast("2 tick 1");
		Files.delete(engine.log(2));
		tick();
		awaitLast("2 tick 2");
		assertThat(texts()).containsExactly("2 x.itb begins", "2 tick 1", "-- The Smart Object was restarted: its log begins anew; lines may be missing here", "2 tick 2");
	}

	/** Its engine would send the log of another capsule. */
	@Test
	void theFourthGenerationsLogIsNotShown() throws Exception {
		var session = start(Generation.V4);
		for (String name : List.of("b", "c", "a")) {
			create(session, name);
		}
		follow();
		await(() -> ingestor.state() instanceof IngestState.Ended);
		assertThat(((IngestState.Ended) ingestor.state()).reason()).contains("of another capsule").contains("/var/log/soo");
		assertThat(texts()).isEmpty();
	}
}
