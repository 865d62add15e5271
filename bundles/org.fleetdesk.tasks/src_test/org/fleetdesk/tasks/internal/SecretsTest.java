package org.fleetdesk.tasks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.tasks.internal.Bench.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.files.Severity;
import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskExport;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.WaveSize;
import org.fleetdesk.tasks.internal.rollout.Rollouts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Secrets of requests reach the steps and nobody else. */
class SecretsTest {

	private static final String PASSWORD = "geheim-4711";
	private static final String MODE = "schnell-0815";
	private static final String PIN = "998877";

	@TempDir
	private Path folder;
	/** The environments and PINs that steps were given. */
	private final List<String> given = new CopyOnWriteArrayList<>();

	/** A request with secrets in an environment, in its title, and in a place that only the handler knows. */
	private static TaskRequest request(String steps, String... targets) {
		var parameters = JsonNodeFactory.instance.objectNode().put("steps", steps).put("name", "web");
		parameters.putArray("env").add("DB_PASSWORD=" + PASSWORD).add("MODE=" + MODE).add("NOTHING");
		parameters.putObject("sim").put("pin", Integer.parseInt(PIN));
		return new TaskRequest(1, Bench.VERB, "Create web with " + PASSWORD, Stream.of(targets).map(Bench::target).toList(), parameters);
	}

	private Bench bench(Path path) {
		var bench = new Bench(path);
		bench.handler.secrets = List.of(JsonPointer.compile("/sim"));
		return bench;
	}

	private void give(StepContext context) {
		given.add(context.request().parameters().path("env") + " " + context.request().parameters().path("sim").path("pin").asInt());
	}

	private static final String ALL = "[\"DB_PASSWORD=" + PASSWORD + "\",\"MODE=" + MODE + "\",\"NOTHING\"] " + PIN;

	/** No file, in whatever state the process is, has one of them. */
	private static void assertNoFileTells(Path where) throws IOException {
		try (var files = Files.walk(where)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).as(file.toString()).doesNotContain(PASSWORD, MODE, PIN);
			}
		}
	}

	private static void assertShown(TaskRun run) {
		assertThat(run.toString()).doesNotContain(PASSWORD, MODE, PIN);
		assertThat(run.request().parameters().path("env").toString()).isEqualTo("[\"DB_PASSWORD=***\",\"MODE=***\",\"NOTHING\"]");
		assertThat(run.request().parameters().path("name").asText()).isEqualTo("web");
		assertThat(run.request().title()).isEqualTo("Create web with ***");
		assertThat(TaskExport.json(run).toString()).contains("MODE=***").doesNotContain(PASSWORD, MODE, PIN);
	}

	@Test
	void theKeyOfATargetIsNotTakenForTheNameOfASecret() {
		var parameters = JsonNodeFactory.instance.objectNode();
		parameters.putObject("targets").putObject("lab/monkey").put("image", "tick").put("token", PASSWORD);
		var parts = SecretParameters.of(new TaskRequest(1, Bench.VERB, "t", List.of(Bench.target("monkey")), parameters), List.of());
		assertThat(parts.shown().parameters().toString()).isEqualTo("{\"targets\":{\"lab/monkey\":{\"image\":\"tick\",\"token\":\"***\"}}}");
		assertThat(SecretParameters.join(parts.shown(), parts.secrets()).parameters()).isEqualTo(parameters);
		assertThat(parts.secrets().keySet()).containsExactly("/targets/lab~1monkey/token");
	}

	/** What is on the disk at this moment, as a process that was killed leaves it. */
	private Path killed(String name) throws IOException {
		Path copy = folder.resolveSibling(folder.getFileName() + name);
		try (var files = Files.walk(folder)) {
			files.forEach(f -> {
				try {
					Files.copy(f, copy.resolve(folder.relativize(f).toString()));
				} catch (IOException e) {
					throw new UncheckedIOException(e);
				}
			});
		}
		return copy;
	}

	private static long kept(Path data) throws IOException {
		try (var files = Files.list(data.resolve("journal/secrets"))) {
			return files.count();
		}
	}

	@Test
	void areInNoFileAndReachTheStepsAlsoAfterAKill() throws Exception {
		Path copy;
		String id;
		try (var bench = bench(folder)) {
			bench.handler.actions.put("a", context -> {
				give(context);
				context.put("made", "with " + PASSWORD);
				context.log(Severity.INFO, "The engine said " + MODE);
			});
			bench.handler.actions.put("b", context -> Bench.hang());
			id = bench.engine.submit(request("a b", "one"));
			until("it hangs", () -> bench.handler.calls.contains("run b one"));
			assertThat(given).containsExactly(ALL);
			assertNoFileTells(folder);
			assertShown(bench.engine.run(id).orElseThrow());
			assertThat(bench.engine.log(id)).extracting(l -> l.text()).contains("The engine said ***");
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("tasks.key")))).isEqualTo("rw-------");
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("journal/secrets").resolve(id)))).isEqualTo("rw-------");
			copy = killed("-kill");
		}
		try (var reader = new Bench(new Bench.Folder(copy, false))) {
			assertShown(reader.engine.run(id).orElseThrow());
		}
		try (var bench = bench(copy)) {
			assertShown(bench.engine.run(id).orElseThrow());
			bench.handler.actions.put("b", context -> {
				give(context);
				given.add(context.get("made").orElseThrow());
				throw new EngineException(EngineException.Kind.REFUSED, "No room for " + PASSWORD);
			});
			bench.engine.resume(id);
			var run = bench.engine.await(id);
			assertThat(given).containsExactly(ALL, ALL, "with " + PASSWORD);
			assertThat(run.targets().getFirst().message()).startsWith("No room for ***");
			assertNoFileTells(copy);
			assertThat(kept(copy)).as("it can be retried").isEqualTo(1);
			bench.handler.actions.put("b", this::give);
			String again = bench.engine.retry(id);
			assertThat(bench.engine.await(again).state()).isEqualTo(TaskState.SUCCEEDED);
			assertThat(given).endsWith(ALL);
			assertShown(bench.engine.run(again).orElseThrow());
			assertNoFileTells(copy);
			until("they are erased", () -> {
				try {
					return kept(copy) == 0;
				} catch (IOException e) {
					throw new UncheckedIOException(e);
				}
			});
		}
		try (var bench = bench(copy)) {
			assertThat(bench.engine.problems()).isEmpty();
			assertThat(bench.engine.runs()).hasSize(2).allSatisfy(SecretsTest::assertShown);
		}
	}

	@Test
	void aRetryWithoutThemIsRefusedAndSaysWhy() throws Exception {
		String failed;
		String interrupted;
		try (var bench = bench(folder)) {
			bench.handler.actions.put("a one", context -> {
				throw new EngineException(EngineException.Kind.REFUSED, "no");
			});
			bench.handler.actions.put("a two", context -> Bench.hang());
			failed = bench.engine.submit(request("a", "one"));
			bench.engine.await(failed);
			interrupted = bench.engine.submit(request("a", "two"));
			until("it hangs", () -> bench.handler.calls.contains("run a two"));
			bench.engine.eraseSecrets(Instant.now().minus(Duration.ofHours(1)));
			assertThat(kept(folder)).as("it ended just now").isEqualTo(2);
		}
		try (var bench = bench(folder)) {
			bench.handler.actions.put("a", this::give);
			bench.engine.eraseSecrets(Instant.now().plusSeconds(1));
			assertThat(kept(folder)).as("what was interrupted can be resumed").isEqualTo(1);
			String why = ": its secrets (env/0, env/1, sim/pin) are not kept any more, or cannot be read; start it anew, with them";
			assertThatThrownBy(() -> bench.engine.retry(failed)).isInstanceOf(IllegalArgumentException.class).hasMessage("Task " + failed + " cannot be retried" + why);
			bench.engine.resume(interrupted);
			bench.engine.await(interrupted);
			assertThat(given).containsExactly(ALL);
			bench.engine.discard(failed);
			assertThat(bench.engine.await(failed).state()).isEqualTo(TaskState.DISCARDED);
		}
	}

	@Test
	void withoutTheirKeyNothingIsRunWithoutThem() throws Exception {
		String id;
		try (var bench = bench(folder)) {
			bench.handler.actions.put("a", context -> Bench.hang());
			id = bench.engine.submit(request("a", "one"));
			until("it hangs", () -> bench.handler.calls.contains("run a one"));
		}
		Files.delete(folder.resolve("tasks.key"));
		try (var bench = bench(folder)) {
			bench.handler.actions.put("a", this::give);
			assertThat(bench.engine.problems()).containsExactly("The secrets of task " + id + " cannot be read, so that it can be neither resumed nor retried: the key "
					+ folder.resolve("tasks.key") + " is missing");
			assertThatThrownBy(() -> bench.engine.resume(id)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("cannot be resumed: its secrets");
			assertThat(given).isEmpty();
		}
	}

	@Test
	void journalsOfBeforeCanBeReadAndGoneOnWith() throws Exception {
		var old = "{\"e\":\"submitted\",\"run\":\"20260101-000000-0001\",\"origin\":\"20260101-000000-0001\",\"user\":\"ann\",\"time\":\"2026-01-01T00:00:00Z\",\"request\":"
				+ RequestJson.write(request("a", "one")) + ",\"carried\":[{\"values\":{\"k\":\"v\"},\"steps\":{}}]}";
		var crc = new CRC32C();
		crc.update(old.getBytes(StandardCharsets.UTF_8));
		Files.createDirectories(folder.resolve("journal"));
		Files.writeString(folder.resolve("journal/202601-00001.jsonl"), "%08x %s\n".formatted(crc.getValue(), old));
		try (var bench = bench(folder)) {
			bench.handler.actions.put("a", this::give);
			var run = bench.engine.run("20260101-000000-0001").orElseThrow();
			assertThat(run.state()).isEqualTo(TaskState.INTERRUPTED);
			assertThat(run.request().parameters().path("env").toString()).isEqualTo("[\"DB_PASSWORD=***\",\"MODE=***\",\"NOTHING\"]");
			bench.engine.resume(run.id());
			assertThat(bench.engine.await(run.id()).state()).isEqualTo(TaskState.SUCCEEDED);
			assertThat(given).containsExactly(ALL);
		}
	}

	@Test
	void aValueThatTellsOneByItsNameIsSealedInARunWithoutSecretsToo() throws Exception {
		String id;
		try (var bench = new Bench(folder)) {
			bench.handler.actions.put("a", context -> context.put("before", "{\"labels\":{\"api_token\":\"" + PASSWORD + "\"}}"));
			id = bench.engine.submit(Bench.request("a", "one"));
			bench.engine.await(id);
			assertNoFileTells(folder);
		}
		try (var bench = new Bench(folder)) {
			bench.handler.actions.put("change", context -> given.add(context.request().parameters().path("to one").asText()));
			String back = bench.engine.undo(id);
			bench.engine.await(back);
			assertThat(given).containsExactly("{\"labels\":{\"api_token\":\"" + PASSWORD + "\"}}");
			assertNoFileTells(folder);
		}
	}

	@Test
	void aRolloutHasThemUntilItHasEnded() throws Exception {
		var plan = new RolloutPlan(List.of(new WaveSize(1, false)), 100, 1, Duration.ZERO, RolloutPlan.OnFailure.HALT);
		String id;
		Path copy;
		try (var bench = bench(folder); var rollouts = Rollouts.on(bench.folder, bench.fleet, bench.engine, bench.handlers)) {
			bench.handler.actions.put("a one", this::give);
			bench.handler.actions.put("a two", context -> Bench.hang());
			id = rollouts.start(request("a", "one", "two"), plan);
			until("the second wave hangs", () -> bench.handler.calls.contains("run a two"));
			assertNoFileTells(folder);
			assertThat(rollouts.rollout(id).orElseThrow().toString()).contains("MODE=***").doesNotContain(PASSWORD, MODE, PIN);
			copy = killed("-rollout");
		}
		try (var bench = bench(copy); var rollouts = Rollouts.on(bench.folder, bench.fleet, bench.engine, bench.handlers)) {
			bench.handler.actions.put("a", this::give);
			rollouts.resume(id);
			until("it is done", () -> rollouts.rollout(id).orElseThrow().state() == Rollout.State.SUCCEEDED);
			assertThat(given).containsExactly(ALL, ALL);
			assertNoFileTells(copy);
			rollouts.await(id);
			try (var files = Files.list(copy.resolve("journal/rollouts/secrets"))) {
				assertThat(files).isEmpty();
			}
		}
	}
}
