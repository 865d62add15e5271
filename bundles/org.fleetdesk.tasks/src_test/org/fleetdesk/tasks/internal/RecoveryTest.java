package org.fleetdesk.tasks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.tasks.internal.Bench.request;
import static org.fleetdesk.tasks.internal.Bench.until;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.tasks.TargetRun;
import org.fleetdesk.tasks.TaskHandler.Probe;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecoveryTest {

	@TempDir
	private Path folder;

	private Path journal() throws IOException {
		try (var files = Files.list(folder.resolve("journal"))) {
			return files.sorted().findFirst().orElseThrow();
		}
	}

	/** A run of which one target is done, one was cut off in its step b, and one never began. */
	private String interrupted() throws Exception {
		try (var bench = new Bench(folder)) {
			bench.handler.actions.put("a", context -> context.put("name", "kept"));
			bench.handler.actions.put("b two", context -> Bench.hang());
			var blocker = bench.engine.submit(request("b", "two"));
			until("it hangs", () -> bench.handler.calls.contains("run b two"));
			bench.engine.cancel(blocker);
			bench.engine.await(blocker);
			String id = bench.engine.submit(request("a! b! c!", "one", "two"));
			until("it hangs again", () -> bench.handler.calls.stream().filter("run b two"::equals).count() == 2);
			bench.engine.submit(request("c", "two"));
			until("the first target is done", () -> bench.engine.run(id).orElseThrow().targets().getFirst().state() == TaskState.SUCCEEDED);
			return id;
		}
	}

	@Test
	void showsWhatWasCutOffAsInterrupted() throws Exception {
		String id = interrupted();
		try (var bench = new Bench(folder)) {
			TaskRun run = bench.engine.run(id).orElseThrow();
			assertThat(run.state()).isEqualTo(TaskState.INTERRUPTED);
			assertThat(run.targets()).extracting(TargetRun::state).containsExactly(TaskState.SUCCEEDED, TaskState.INTERRUPTED);
			assertThat(run.targets().get(1).message()).isEqualTo("Fleetdesk ended during \"Step b\"");
			var queued = bench.engine.runs().getFirst();
			assertThat(queued.state()).isEqualTo(TaskState.INTERRUPTED);
			assertThat(queued.targets().getFirst().message()).isEqualTo("Fleetdesk ended before it began");
			assertThat(bench.handler.calls).as("nothing is done by itself").isEmpty();
			assertThat(bench.fleet.events).isEmpty();
		}
		try (var again = new Bench(folder)) {
			assertThat(again.engine.run(id).orElseThrow().state()).isEqualTo(TaskState.INTERRUPTED);
		}
	}

	@ParameterizedTest
	@EnumSource
	void retriesACutOffStepOnlyWhenItDidNotHappen(Probe probe) throws Exception {
		String id = interrupted();
		try (var bench = new Bench(folder)) {
			bench.handler.probes.put("b", probe);
			var name = new AtomicReference<>("");
			bench.handler.actions.put("c", context -> name.set(context.get("name").orElse("lost") + " by " + context.runId()));
			var run = bench.engine.await(bench.engine.retry(id));
			assertThat(run.targets()).hasSize(1);
			if (probe == Probe.UNKNOWN) {
				assertThat(run.state()).isEqualTo(TaskState.FAILED);
				assertThat(run.targets().getFirst().message()).contains("Step b", "two on lab", "whether it happened cannot be told");
				assertThat(bench.handler.calls).containsExactly("probe a two", "probe b two");
				assertThat(bench.engine.await(bench.engine.retry(run.id())).state()).as("a second retry knows no more").isEqualTo(TaskState.FAILED);
			} else {
				assertThat(run.state()).isEqualTo(TaskState.SUCCEEDED);
				assertThat(bench.handler.calls).doesNotContain("run a two").contains("run c two");
				assertThat(bench.handler.calls.contains("run b two")).isEqualTo(probe == Probe.NOT_HAPPENED);
				assertThat(name).hasValue("kept by " + id);
			}
		}
	}

	@Test
	void discardUndoesTheHalfDoneStepAndTheOnesBefore() throws Exception {
		String id = interrupted();
		try (var bench = new Bench(folder)) {
			var found = new AtomicReference<>("");
			bench.handler.undo.put("b", context -> found.set(context.get("name").orElse("lost") + " by " + context.runId()));
			bench.engine.discard(id);
			assertThat(bench.engine.await(id).targets()).extracting(TargetRun::state).containsExactly(TaskState.SUCCEEDED, TaskState.DISCARDED);
			assertThat(bench.handler.calls).containsExactly("undo b two", "undo a two");
			assertThat(found).hasValue("kept by " + id);
		}
	}

	@Test
	void aCancelledDiscardCanBeTriedAgain() throws Exception {
		String id = interrupted();
		try (var bench = new Bench(folder)) {
			bench.handler.actions.put("x", context -> Bench.hang());
			String blocker = bench.engine.submit(request("x", "two"));
			until("the resource is busy", () -> bench.handler.calls.contains("run x two"));
			bench.engine.discard(id);
			bench.engine.cancel(id);
			assertThat(bench.engine.await(id).state()).isEqualTo(TaskState.INTERRUPTED);
			bench.engine.cancel(blocker);
			bench.engine.discard(id);
			assertThat(bench.engine.await(id).state()).isEqualTo(TaskState.DISCARDED);
		}
	}

	@Test
	void survivesATornJournalAtEveryByte() throws Exception {
		String id;
		try (var bench = new Bench(folder)) {
			bench.handler.actions.put("a", context -> context.put("ключ", "värde"));
			id = bench.engine.submit(request("a! b", "one"));
			bench.engine.await(id);
		}
		byte[] whole = Files.readAllBytes(journal());
		assertThat(whole.length).isGreaterThan(300);
		Path torn = folder.resolve("torn");
		for (int length = 0; length < whole.length; length++) {
			Path file = Files.createDirectories(torn.resolve("journal")).resolve(journal().getFileName());
			Files.write(file, Arrays.copyOf(whole, length));
			try (var bench = new Bench(torn)) {
				boolean begins = length == 0 || whole[length - 1] == '\n';
				assertThat(bench.fleet.events).as("at byte %d", length).hasSize(begins ? 0 : 1);
				bench.engine.run(id).ifPresent(run -> {
					assertThat(run.state()).isEqualTo(TaskState.INTERRUPTED);
					assertThat(run.targets()).hasSize(1);
				});
				if (length % 50 == 0) {
					String next = bench.engine.submit(request("c", "two"));
					bench.engine.await(next);
					bench.close();
					try (var again = new Bench(torn)) {
						assertThat(again.engine.run(next).orElseThrow().state()).as("after a tear at byte %d", length).isEqualTo(TaskState.SUCCEEDED);
					}
				}
			}
			try (var files = Files.walk(torn)) {
				for (Path f : files.sorted(Comparator.reverseOrder()).toList()) {
					Files.delete(f);
				}
			}
		}
	}

	@Test
	void leavesADamagedEntryOut() throws Exception {
		String first;
		String second;
		try (var bench = new Bench(folder)) {
			first = bench.engine.submit(request("a", "one"));
			bench.engine.await(first);
			second = bench.engine.submit(request("b", "one"));
			bench.engine.await(second);
		}
		var text = Files.readString(journal());
		Files.writeString(journal(), text.replaceFirst("Step a", "Step X").replaceFirst("\n", "\nnonsense\n"));
		try (var bench = new Bench(folder)) {
			assertThat(bench.engine.runs()).hasSize(2).allMatch(r -> r.state() == TaskState.SUCCEEDED);
			assertThat(bench.fleet.events).hasSize(1);
			assertThat(bench.fleet.events.getFirst().text()).startsWith("2 entries of ").endsWith("cannot be read");
		}
	}

	@Test
	void onlyReadsWhatAnotherProcessOwns() throws Exception {
		var go = new CountDownLatch(1);
		try (var owner = new Bench(folder); var reader = new Bench(new Bench.Folder(folder, false))) {
			owner.handler.actions.put("a", context -> go.await());
			String id = owner.engine.submit(request("a", "one"));
			until("it runs", () -> owner.handler.calls.contains("run a one"));
			assertThat(reader.engine.run(id).orElseThrow().state()).isEqualTo(TaskState.RUNNING);
			assertThatThrownBy(() -> reader.engine.submit(request("b", "one"))).isInstanceOf(IOException.class).hasMessageContaining("process 1, the console");
			assertThatThrownBy(() -> reader.engine.retry(id)).isInstanceOf(IOException.class);
			assertThatThrownBy(() -> reader.engine.await(id)).isInstanceOf(IllegalStateException.class);
			go.countDown();
			owner.engine.await(id);
			assertThat(reader.engine.await(id).state()).isEqualTo(TaskState.SUCCEEDED);
			assertThat(reader.engine.log(id)).isNotEmpty();
		}
	}

	@Test
	void aReaderKnowsThatNobodyRunsATaskWhoseProcessIsGone() throws Exception {
		String id = interrupted();
		var folderOfTheDead = new Bench.Folder(folder, false);
		folderOfTheDead.ownerLives = false;
		try (var reader = new Bench(folderOfTheDead)) {
			assertThat(reader.engine.run(id).orElseThrow().state()).isEqualTo(TaskState.INTERRUPTED);
			assertThat(reader.engine.await(id).state()).isEqualTo(TaskState.INTERRUPTED);
		}
		assertThat(Files.readString(journal())).as("a reader writes nothing").doesNotContain("INTERRUPTED");
	}

	@Test
	void comesBackWholeAfterAKillInTheMiddleOfAStep() throws Exception {
		var child = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp", System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1",
				Victim.class.getName(), folder.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		String id;
		try {
			id = child.inputReader().readLine();
			assertThat(child.inputReader().readLine()).isEqualTo("in step b");
		} finally {
			child.destroyForcibly().waitFor();
		}
		assertThat(child.exitValue()).isEqualTo(137);
		try (var bench = new Bench(folder)) {
			var run = bench.engine.run(id).orElseThrow();
			assertThat(run.state()).isEqualTo(TaskState.INTERRUPTED);
			assertThat(run.targets().getFirst().message()).isEqualTo("Fleetdesk ended during \"Step b\"");
			bench.handler.probes.put("a", Probe.HAPPENED);
			bench.handler.probes.put("b", Probe.NOT_HAPPENED);
			var name = new AtomicReference<>("");
			bench.handler.actions.put("b", context -> name.set(context.get("made").orElse("lost")));
			assertThat(bench.engine.await(bench.engine.retry(id)).state()).isEqualTo(TaskState.SUCCEEDED);
			assertThat(bench.handler.calls).containsExactly("probe a one", "probe b one", "run b one");
			assertThat(name).hasValue("container 7");
		}
	}

	/** A process that is killed in the middle of a step. */
	static final class Victim {

		private Victim() {
		}

		public static void main(String[] args) throws Exception {
			var bench = new Bench(Path.of(args[0]));
			bench.handler.actions.put("a", context -> context.put("made", "container 7"));
			var said = new CountDownLatch(1);
			bench.handler.actions.put("b", context -> {
				said.await();
				System.out.println("in step b");
				Bench.hang();
			});
			String id = bench.engine.submit(request("a! b!", "one"));
			System.out.println(id);
			said.countDown();
			bench.engine.await(id);
		}
	}

	@Test
	void closingWritesNoResult() throws Exception {
		var bench = new Bench(folder);
		bench.handler.actions.put("a", context -> {
			try {
				Bench.hang();
			} catch (InterruptedException e) {
				throw new EngineException(EngineException.Kind.FAILED, "the console closed");
			}
		});
		String id = bench.engine.submit(request("a", "one"));
		until("it runs", () -> bench.handler.calls.contains("run a one"));
		bench.close();
		assertThatCode(() -> bench.engine.submit(request("b", "one"))).hasMessage("Fleetdesk is closing");
		try (var next = new Bench(folder)) {
			assertThat(next.engine.run(id).orElseThrow().state()).isEqualTo(TaskState.INTERRUPTED);
		}
	}
}
