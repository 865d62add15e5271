package org.fleetdesk.logs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.logs.TestLogs.await;
import static org.fleetdesk.logs.TestLogs.texts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.logs.IngestState;
import org.fleetdesk.logs.LogInfo;
import org.fleetdesk.logs.LogKey;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.logs.LogSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsComponentTest {

	private static final ResourceId ID = new ResourceId("c1", "so3.container", "a");

	@TempDir
	Path root;
	private LogsComponent logs;

	private record Folder(Path path, Optional<String> owner) implements DataFolder {

		@Override
		public Path folder(String name) throws IOException {
			return Files.createDirectories(path.resolve(name));
		}

		@Override
		public Optional<String> own(String as) {
			return owner;
		}

		@Override
		public boolean owned() {
			return true;
		}

		@Override
		public boolean ownerLives() {
			return true;
		}

		@Override
		public void whenOwned(Runnable action) {
			action.run();
		}

		@Override
		public Path controlSocket() {
			return path.resolve("control.sock");
		}
	}

	private static final class Endless implements LogSource {
		@Override
		public boolean handles(ResourceId id) {
			return id.kind().equals("so3.container");
		}

		@Override
		public void stream(ResourceId id, LogPosition from, boolean follow, LogSink sink) throws IOException, InterruptedException {
			sink.lines(1, "hello".getBytes(), 0, 5, 0);
			Thread.sleep(Duration.ofDays(1));
		}
	}

	@BeforeEach
	void open() {
		logs = component();
	}

	private LogsComponent component() {
		return component(Optional.empty());
	}

	private LogsComponent component(Optional<String> owner) {
		return new LogsComponent(new Folder(root, owner), _ -> {
			// any thread
		}, List.of(new Endless()));
	}

	@AfterEach
	void close() {
		logs.close();
	}

	@Test
	void feedsALogOnceAndKeepsItWhenTheResourceIsGone() throws Exception {
		var ingestor = logs.follow(ID, "a", "Local");
		assertThat(logs.follow(ID, "a", "Local")).isSameAs(ingestor);
		await(() -> texts(ingestor.stream()).equals(List.of("hello")));
		logs.unfollow(ID);
		assertThat(ingestor.state()).isInstanceOf(IngestState.Ended.class);
		assertThat(logs.ingestor(ID)).isEmpty();
		logs.close();
		logs = component();
		assertThat(logs.store().list()).containsExactly(new LogInfo(LogKey.of(ID), "a", "so3.container", "Local"));
		assertThat(texts(logs.store().find(LogKey.of(ID)).orElseThrow())).containsExactly("hello");
	}

	@Test
	void saysThatAKindHasNoLogs() {
		var engine = ResourceId.engine("c1");
		assertThat(logs.hasSource(engine)).isFalse();
		assertThatThrownBy(() -> logs.follow(engine, "Local", "Local")).isInstanceOf(IOException.class).hasMessageContaining("no log for Local");
		assertThat(logs.ingestor(engine)).isEmpty();
	}

	@Test
	void neverWritesTheLogsOfAnotherProcess() {
		var second = component(Optional.of("process 4711, the console"));
		assertThatThrownBy(second::store).isInstanceOf(IOException.class).hasMessageContaining("process 4711, the console");
		assertThat(root.resolve("logs")).doesNotExist();
		second.close();
	}

	@Test
	void endsAllWhenClosed() throws Exception {
		var ingestor = logs.follow(ID, "a", "Local");
		logs.close();
		assertThat(ingestor.state()).isInstanceOf(IngestState.Ended.class);
		assertThatThrownBy(() -> logs.follow(ID, "a", "Local")).isInstanceOf(IOException.class);
	}
}
