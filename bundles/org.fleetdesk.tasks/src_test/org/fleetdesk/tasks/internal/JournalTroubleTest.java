package org.fleetdesk.tasks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.tasks.internal.Bench.request;
import static org.fleetdesk.tasks.internal.Bench.until;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;

import org.fleetdesk.files.Severity;
import org.fleetdesk.tasks.TaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that is damaged, or that cannot be written. */
class JournalTroubleTest {

	@TempDir
	private Path folder;

	private Path journal() throws IOException {
		try (var files = Files.list(folder.resolve("journal"))) {
			return files.sorted().findFirst().orElseThrow();
		}
	}

	private static String line(String json) {
		var crc = new CRC32C();
		crc.update(json.getBytes(StandardCharsets.UTF_8));
		return String.format("%08x %s%n", crc.getValue(), json);
	}

	@Test
	void aRunWhoseBeginningIsDamagedIsNamed() throws Exception {
		String lost;
		String kept;
		try (var bench = new Bench(folder)) {
			lost = bench.engine.submit(request("a", "one"));
			bench.engine.await(lost);
			kept = bench.engine.submit(request("b", "one"));
			bench.engine.await(kept);
		}
		Files.writeString(journal(), Files.readString(journal()).replaceFirst("\"submitted\"", "\"submittet\""));
		try (var bench = new Bench(folder)) {
			assertThat(bench.engine.runs()).singleElement().satisfies(r -> assertThat(r.id()).isEqualTo(kept));
			assertThat(bench.engine.problems()).hasSize(2);
			assertThat(bench.engine.problems().getFirst()).startsWith("1 entry of ").endsWith(".jsonl cannot be read");
			assertThat(bench.engine.problems().getLast()).startsWith("The beginning of 1 task cannot be read from the journal").contains(lost)
					.endsWith("What was done is in " + folder.resolve("logs").resolve("tasks"));
			assertThat(bench.fleet.events).extracting(e -> e.text()).isEqualTo(bench.engine.problems());
			assertThat(bench.fleet.events).allMatch(e -> e.severity() == Severity.ERROR);
		}
		try (var reader = new Bench(new Bench.Folder(folder, false))) {
			assertThat(reader.engine.problems()).as("another process tells it too").hasSize(2);
		}
	}

	@Test
	void aLineThatTheOwnerIsWritingIsNoDamage() throws Exception {
		try (var bench = new Bench(folder)) {
			bench.engine.await(bench.engine.submit(request("a", "one")));
		}
		Files.writeString(journal(), "1234abcd {\"e\":\"star", StandardOpenOption.APPEND);
		try (var reader = new Bench(new Bench.Folder(folder, false))) {
			assertThat(reader.engine.problems()).isEmpty();
			reader.folder.ownerLives = false;
			assertThat(reader.engine.problems()).singleElement().satisfies(p -> assertThat(p).startsWith("The last entry of ").contains(" is cut off"));
		}
	}

	@Test
	void aClockThatIsSetBackLosesNothing() throws Exception {
		var clock = new AtomicReference<>(Instant.parse("2026-12-01T00:00:10Z"));
		String id;
		try (var bench = new Bench(new Bench.Folder(folder, true), Bench.MANNERS, clock::get)) {
			bench.handler.actions.put("a", context -> clock.set(Instant.parse("2026-11-30T23:59:50Z")));
			id = bench.engine.submit(request("a", "one"));
			assertThat(bench.engine.await(id).state()).isEqualTo(TaskState.SUCCEEDED);
		}
		try (var bench = new Bench(new Bench.Folder(folder, true), Bench.MANNERS, clock::get)) {
			bench.engine.await(bench.engine.submit(request("b", "one")));
		}
		try (var bench = new Bench(folder)) {
			assertThat(bench.engine.run(id).orElseThrow().state()).isEqualTo(TaskState.SUCCEEDED);
			assertThat(bench.engine.runs()).hasSize(2);
			assertThat(bench.engine.problems()).isEmpty();
		}
	}

	@Test
	void entriesOfANewerVersionAreLeftOutAndTold() throws Exception {
		String id;
		try (var bench = new Bench(folder)) {
			id = bench.engine.submit(request("a", "one"));
			bench.engine.await(id);
		}
		Files.writeString(journal(), line("{\"e\":\"shiny\",\"run\":\"%s\"}".formatted(id)), StandardOpenOption.APPEND);
		try (var bench = new Bench(folder)) {
			assertThat(bench.engine.run(id).orElseThrow().state()).isEqualTo(TaskState.SUCCEEDED);
			assertThat(bench.engine.problems()).singleElement().satisfies(p -> assertThat(p).startsWith("1 entry of ").endsWith("cannot be used: a newer Fleetdesk wrote it"));
		}
	}

	@Test
	void aFileThatCannotBeReadTakesOnlyItsOwnRunsAway() throws Exception {
		try (var bench = new Bench(folder)) {
			bench.engine.await(bench.engine.submit(request("a", "one")));
		}
		Path damaged = journal();
		Files.delete(damaged);
		Files.createDirectory(damaged); // reading it fails
		try (var bench = new Bench(folder)) {
			assertThat(bench.engine.problems()).singleElement().satisfies(p -> assertThat(p).startsWith("Nothing of " + damaged + " can be read"));
			assertThat(bench.engine.await(bench.engine.submit(request("a", "one"))).state()).isEqualTo(TaskState.SUCCEEDED);
		}
		try (var bench = new Bench(folder)) {
			assertThat(bench.engine.runs()).hasSize(1);
		}
	}

	/** The journal goes on in another file with the next month; that one is on a full disk. */
	@Test
	void aFullDiskStopsARunBeforeItsNextStepAndRefusesNewOnesUntilThereIsSpace() throws Exception {
		Path full = Path.of("/dev/full");
		assumeTrue(Files.isWritable(full), "/dev/full is missing");
		var now = new AtomicReference<>(Instant.parse("2026-01-31T23:00:00Z"));
		String id;
		try (var bench = new Bench(new Bench.Folder(folder, true), Bench.MANNERS, now::get)) {
			var go = new CountDownLatch(1);
			bench.handler.actions.put("a", context -> go.await());
			id = bench.engine.submit(request("a b", "one"));
			until("it runs", () -> bench.handler.calls.contains("run a one"));
			Path next = Files.createSymbolicLink(folder.resolve("journal").resolve("202602-00001.jsonl"), full);
			now.set(Instant.parse("2026-02-01T01:00:00Z"));
			go.countDown();
			var run = bench.engine.await(id);
			assertThat(bench.handler.calls).as("what cannot be written down is not begun").containsExactly("run a one");
			String problem = "The journal in %s cannot be written: No space left on device".formatted(folder.resolve("journal"));
			assertThat(run.targets().getFirst().message()).isEqualTo(problem + ". Done: Step a. Not begun: Step b");
			assertThat(bench.engine.problems()).containsExactly(problem);
			assertThat(bench.fleet.events).extracting(e -> e.text()).containsExactly(problem + "; tasks cannot run until it can");

			assertThatThrownBy(() -> bench.engine.submit(request("c", "one"))).isInstanceOf(IOException.class).hasMessage(problem);
			assertThatThrownBy(() -> bench.engine.retry(id)).isInstanceOf(IOException.class).hasMessage(problem);
			assertThat(bench.engine.runs()).hasSize(1);
			assertThat(bench.handler.calls).hasSize(1);

			Files.delete(next);
			assertThat(bench.engine.await(bench.engine.submit(request("c", "one"))).state()).isEqualTo(TaskState.SUCCEEDED);
			assertThat(bench.engine.problems()).isEmpty();
			assertThat(bench.fleet.events.getLast().text()).isEqualTo("The journal can be written again");
		}
		try (var bench = new Bench(folder)) {
			assertThat(bench.engine.run(id).orElseThrow().state()).as("its end was written later").isEqualTo(TaskState.FAILED);
			assertThat(bench.engine.problems()).isEmpty();
			bench.engine.retry(id);
		}
	}

	/** A small file system of its own; only root can mount one. */
	private static final class Disk implements AutoCloseable {

		private final Path path;

		Disk(Path path) throws Exception {
			this.path = Files.createDirectories(path);
			assumeTrue(command("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", path.toString()), "mounting a file system is not allowed");
		}

		private static boolean command(String... words) throws Exception {
			try {
				return new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
			} catch (IOException e) {
				return false;
			}
		}

		void fill() throws IOException {
			try (var out = Files.newOutputStream(path.resolve("filler"))) {
				while (true) {
					out.write(new byte[512]);
				}
			} catch (IOException e) {
				assertThat(e).hasMessageContaining("No space left");
			}
		}

		void empty() throws IOException {
			Files.delete(path.resolve("filler"));
		}

		void writable(boolean writable) throws Exception {
			assertThat(command("mount", "-o", "remount," + (writable ? "rw" : "ro"), path.toString())).isTrue();
		}

		@Override
		public void close() throws Exception {
			assertThat(command("umount", "-l", path.toString())).isTrue();
		}
	}

	@Test
	void whatIsHalfWrittenToAFullDiskIsTakenBack() throws Exception {
		String long1 = "l" + "o".repeat(20_000) + "ng";
		try (var disk = new Disk(folder.resolve("disk")); var bench = new Bench(disk.path)) {
			bench.engine.await(bench.engine.submit(request("a", "one")));
			disk.fill();
			for (int i = 0; i < 3; i++) {
				assertThatThrownBy(() -> bench.engine.submit(request(long1, "one"))).isInstanceOf(IOException.class).hasMessageContaining("No space left on device");
			}
			disk.empty();
			String id = bench.engine.submit(request(long1, "one"));
			assertThat(bench.engine.await(id).state()).isEqualTo(TaskState.SUCCEEDED);
			bench.close();
			try (var again = new Bench(disk.path)) {
				assertThat(again.engine.problems()).isEmpty();
				assertThat(again.engine.runs()).hasSize(2).allMatch(r -> r.state() == TaskState.SUCCEEDED);
			}
		}
	}

	@Test
	void aReadOnlyFolderShowsWhatWasAndRefusesWhatIsNew() throws Exception {
		try (var disk = new Disk(folder.resolve("disk"))) {
			String id;
			try (var bench = new Bench(disk.path)) {
				bench.handler.actions.put("a", context -> Bench.hang());
				id = bench.engine.submit(request("a", "one"));
				until("it runs", () -> bench.handler.calls.contains("run a one"));
			}
			disk.writable(false);
			try (var bench = new Bench(disk.path)) {
				assertThat(bench.engine.run(id).orElseThrow().state()).isEqualTo(TaskState.INTERRUPTED);
				assertThat(bench.engine.problems()).singleElement().satisfies(p -> assertThat(p).contains("cannot be written", "Read-only file system"));
				assertThatThrownBy(() -> bench.engine.submit(request("b", "one"))).isInstanceOf(IOException.class).hasMessageContaining("Read-only file system");
				assertThatThrownBy(() -> bench.engine.resume(id)).isInstanceOf(IOException.class).hasMessageContaining("Read-only file system");
				assertThat(bench.engine.run(id).orElseThrow().resumable()).isTrue();
				assertThat(bench.handler.calls).isEmpty();
				disk.writable(true);
				bench.engine.resume(id);
				assertThat(bench.engine.await(id).state()).isEqualTo(TaskState.SUCCEEDED);
			}
			try (var bench = new Bench(disk.path)) {
				assertThat(bench.engine.run(id).orElseThrow().state()).isEqualTo(TaskState.SUCCEEDED);
			}
		}
	}

	@Test
	void anUndoingOnADeadHostIsBounded() throws Exception {
		var manners = new TaskEngine.Manners(Bench.MANNERS.attempts(), Turns.Bounds.USUAL, Duration.ofMillis(50));
		try (var bench = new Bench(new Bench.Folder(folder, true), manners)) {
			bench.handler.actions.put("a", context -> Bench.hang());
			bench.handler.undo.put("a", context -> Bench.hang());
			String id = bench.engine.submit(request("a", "one"));
			until("it hangs", () -> bench.handler.calls.contains("run a one"));
			bench.engine.cancel(id);
			assertThat(bench.engine.await(id).targets().getFirst().message())
					.isEqualTo("Cancelled during \"Step a\". What \"Step a\" left behind could not be undone: it took longer than 0 s");
		}
	}
}
