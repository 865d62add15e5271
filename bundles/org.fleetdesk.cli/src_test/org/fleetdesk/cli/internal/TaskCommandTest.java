package org.fleetdesk.cli.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.fleetdesk.cli.Answers;
import org.fleetdesk.cli.ControlClient;
import org.fleetdesk.cli.ExitCode;
import org.fleetdesk.cli.TaskVerb;
import org.fleetdesk.core.Registration;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.files.Severity;
import org.fleetdesk.tasks.DuplicateTaskException;
import org.fleetdesk.tasks.TargetRun;
import org.fleetdesk.tasks.TaskHistory;
import org.fleetdesk.tasks.TaskLogLine;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskRun.Links;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.TaskTarget;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine.Command;

class TaskCommandTest {

	private static final Instant BEGIN = Instant.parse("2026-11-22T10:00:00Z");

	@TempDir
	private Path folder;

	private final Service tasks = new Service();
	private final History history = new History();
	private final CommandRunner runner = new CommandRunner();
	private final ByteArrayOutputStream out = new ByteArrayOutputStream();
	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	/** Runs that are as the test says. */
	private static final class Service implements TaskService {

		private List<String> problems = List.of();

		final Map<String, TaskRun> runs = new ConcurrentHashMap<>();
		final Map<String, List<TaskLogLine>> logs = new ConcurrentHashMap<>();
		final List<String> calls = new CopyOnWriteArrayList<>();
		volatile RuntimeException refusal;
		/** A call that is not taken. */
		volatile String refused = "";

		synchronized void put(TaskRun run) {
			runs.put(run.id(), run);
			notifyAll();
		}

		private String begin(String what) {
			if (refusal != null) {
				throw refusal;
			}
			if (what.equals(refused)) {
				throw new IllegalArgumentException("Not this one");
			}
			calls.add(what);
			return "r-new";
		}

		@Override
		public String submit(TaskRequest request) {
			return begin("submit");
		}

		@Override
		public List<TaskRun> runs() {
			return runs.values().stream().sorted(java.util.Comparator.comparing(TaskRun::created).reversed()).toList();
		}

		@Override
		public Optional<TaskRun> run(String id) {
			return Optional.ofNullable(runs.get(id));
		}

		@Override
		public List<String> problems() {
			return problems;
		}

		@Override
		public List<TaskLogLine> log(String id) throws IOException {
			return List.copyOf(logs.getOrDefault(id, List.of()));
		}

		@Override
		public void cancel(String id) {
			calls.add("cancel " + id);
			put(sample(id, TaskState.CANCELLED, 1, "Cancelled"));
		}

		@Override
		public String retry(String id) {
			return begin("retry " + id);
		}

		@Override
		public void resume(String id) {
			begin("resume " + id);
		}

		@Override
		public boolean undoable(String id) {
			return true;
		}

		@Override
		public String undo(String id) {
			return begin("undo " + id);
		}

		@Override
		public void discard(String id) {
			begin("discard " + id);
			put(sample(id, TaskState.DISCARDED, 1, "Discarded"));
		}

		@Override
		public synchronized TaskRun await(String id) throws InterruptedException {
			while (!runs.get(id).state().ended()) {
				wait();
			}
			return runs.get(id);
		}

		@Override
		public Registration addListener(Consumer<TaskRun> changed) {
			return () -> { };
		}
	}

	private static final class History implements TaskHistory {

		private Limits limits = Limits.USUAL;

		@Override
		public Limits limits() {
			return limits;
		}

		@Override
		public void limit(Limits limits) {
			this.limits = limits;
		}

		@Override
		public int excess() {
			return 3;
		}

		@Override
		public int prune() {
			return 3;
		}
	}

	private static TaskRun sample(String id, TaskState state, int minute, String message) {
		return sample(id, state, minute, message, Links.NONE);
	}

	private static TaskRun sample(String id, TaskState state, int minute, String message, Links links) {
		var target = new TaskTarget(new ResourceId("c1", "so3.container", "ticker"), "ticker on so-lab");
		var created = BEGIN.plusSeconds(60L * minute);
		var ended = state.ended() ? Optional.of(created.plusSeconds(5)) : Optional.<Instant>empty();
		return new TaskRun(id, new TaskRequest(1, "so3.container.stop", "Stop ticker " + id, List.of(target), JsonNodeFactory.instance.objectNode()), state,
				List.of(new TargetRun(target, state, "Stop", 0.5, Optional.empty(), 0, 2, state == TaskState.WAITING ? Optional.of(created.plusSeconds(9)) : Optional.empty(), message,
						Optional.of(created), ended)), "ann", created, ended, links);
	}

	@BeforeEach
	void contribute() {
		runner.add(new TaskCommand(tasks, history));
		for (TaskState state : TaskState.values()) {
			tasks.put(sample("r-" + state.word(), state, state.ordinal(), state == TaskState.FAILED ? "no\u001b[31m" : ""));
		}
		tasks.put(sample("r-new", TaskState.SUCCEEDED, 60, "Done"));
	}

	private int run(String... words) {
		return runner.run(List.of(words), print(out), print(err), folder, Answers.NONE);
	}

	private static PrintStream print(ByteArrayOutputStream to) {
		return new PrintStream(to, true, StandardCharsets.UTF_8);
	}

	private String said() {
		return out.toString(StandardCharsets.UTF_8);
	}

	private JsonNode json() throws IOException {
		return new ObjectMapper().readTree(out.toByteArray());
	}

	@Test
	void listsNewestFirstAndFilters() throws Exception {
		assertThat(run("task", "list")).isZero();
		assertThat(said().lines().skip(1)).first().asString().contains("r-new", "done", "5 s", "ann", "Stop ticker");
		out.reset();
		assertThat(run("task", "list", "--json", "--filter", "state:failed,done user:ann")).isZero();
		assertThat(json()).extracting(n -> n.get("id").asText()).containsExactly("r-new", "r-failed", "r-done");
		out.reset();
		assertThat(run("task", "list", "--json", "--running")).isZero();
		assertThat(json()).extracting(n -> n.get("state").asText()).containsExactly("waiting", "running", "queued");
		out.reset();
		assertThat(run("task", "list", "--json", "--limit", "2")).isZero();
		assertThat(json()).hasSize(2);
		tasks.logs.put("r-done", List.of(new TaskLogLine(BEGIN, Severity.INFO, "", "Connection refused")));
		out.reset();
		assertThat(run("task", "list", "--json", "--filter", "log:refused")).isZero();
		assertThat(json()).extracting(n -> n.get("id").asText()).containsExactly("r-done");
		assertThat(run("task", "list", "--filter", "since:soon")).isEqualTo(ExitCode.USAGE);
		assertThat(err.toString()).contains("\"soon\" is no time");
	}

	@Test
	void listTellsWhatIsWrongWithTheJournalBesideTheList() throws Exception {
		tasks.problems = List.of("2 entries of 202611-00001.jsonl cannot be read");
		assertThat(run("task", "list", "--json")).isZero();
		assertThat(json()).isNotEmpty();
		assertThat(err.toString()).contains("2 entries of 202611-00001.jsonl cannot be read");
	}

	@Test
	void showsAttemptsAndLinksAndNothingForTheTerminal() throws Exception {
		tasks.put(sample("r-linked", TaskState.WAITING, 70, "", new Links(Optional.of("r-1"), Optional.of("r-2"), Optional.of("r-3"), Optional.of("r-4"), Optional.of("ro-5"))));
		assertThat(run("task", "show", "r-linked")).isZero();
		assertThat(said()).contains("a retry of r-1", "retried as r-2", "undoes r-3", "undone by r-4", "a wave of rollout ro-5", "2, next at ");
		assertThat(run("task", "show", "r-failed")).isZero();
		assertThat(said()).contains("no\\x1b[31m").doesNotContain("\u001b");
		out.reset();
		assertThat(run("task", "show", "--json", "r-linked")).isZero();
		assertThat(json().get("undoneBy").asText()).isEqualTo("r-4");
		assertThat(json().at("/targets/0/nextAttempt").asText()).isNotEmpty();
		assertThat(run("task", "show", "nobody")).isEqualTo(ExitCode.USAGE);
	}

	@ParameterizedTest
	@CsvSource({ "r-done, 0", "r-failed, 1", "r-interrupted, 6", "r-cancelled, 130", "r-discarded, 1", "r-running, 5", "r-queued, 5", "r-waiting, 5", "nobody, 2" })
	void waitEndsAsTheTaskDid(String id, int code) {
		assertThat(run("task", "wait", "--timeout", "0", id)).isEqualTo(code);
	}

	@Test
	void waitEndsWithTheTask() throws Exception {
		var code = new FutureTask<>(() -> run("task", "wait", "r-running"));
		Thread.ofVirtual().start(code);
		tasks.put(sample("r-running", TaskState.SUCCEEDED, 2, "Done"));
		assertThat(code.get(20, TimeUnit.SECONDS)).isZero();
		assertThat(tasks.calls).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "retry, retry r-failed", "resume, resume r-failed", "undo, undo r-failed" })
	void beginsAndWaits(String verb, String call) {
		assertThat(run("task", verb, "r-failed")).isEqualTo(verb.equals("resume") ? ExitCode.FAILED : ExitCode.DONE);
		assertThat(tasks.calls).containsExactly(call);
		assertThat(said()).contains("ticker on so-lab: ");
	}

	@Test
	void cancelsAndDiscards() {
		assertThat(run("task", "cancel", "r-running")).isZero();
		assertThat(run("task", "cancel", "r-done")).isEqualTo(ExitCode.FAILED);
		assertThat(run("task", "discard", "r-failed")).isZero();
		assertThat(tasks.calls).containsExactly("cancel r-running", "discard r-failed");
	}

	@Test
	void whatWasBegunIsWaitedForWhenAnotherIsRefused() {
		tasks.refused = "discard r-cancelled";
		assertThat(run("task", "discard", "r-failed", "r-cancelled")).isEqualTo(ExitCode.FAILED);
		assertThat(tasks.calls).containsExactly("discard r-failed");
		assertThat(said()).contains("discarded");
		assertThat(err.toString()).contains("Not this one");
	}

	@Test
	void aDuplicateHasACodeOfItsOwn() {
		tasks.refusal = new DuplicateTaskException("It runs already: task r-running", "r-running");
		assertThat(run("task", "retry", "r-failed")).isEqualTo(ExitCode.DUPLICATE);
		assertThat(err.toString()).contains("r-running");
	}

	@Test
	void startsWithoutWaitingOnlyWhereSomebodyGoesOnWithIt() throws Exception {
		runner.add(() -> new Verb(tasks));
		assertThat(run("verb", "--no-wait")).isEqualTo(ExitCode.USAGE);
		assertThat(err.toString()).contains("none is open on this data folder");
		assertThat(tasks.calls).isEmpty();
		runner.lasting(true);
		assertThat(run("verb", "--no-wait")).isZero();
		assertThat(said().strip()).isEqualTo("r-new");
		out.reset();
		assertThat(run("task", "retry", "--no-wait", "--json", "r-failed")).isZero();
		assertThat(json().get("id").asText()).isEqualTo("r-new");
		out.reset();
		assertThat(run("verb", "--json")).isZero();
		assertThat(json().get("state").asText()).isEqualTo("done");
	}

	@Command(name = "verb")
	private static final class Verb extends TaskVerb {

		private final TaskService tasks;

		Verb(TaskService tasks) {
			this.tasks = tasks;
		}

		@Override
		public Integer call() throws Exception {
			return run(tasks, List.of(sample("r", TaskState.QUEUED, 1, "").request()));
		}
	}

	private static TaskLogLine line(String text) {
		return new TaskLogLine(BEGIN, Severity.INFO, "ticker on so-lab", text);
	}

	@Test
	void followsALogOverTheControlSocketUntilTheTaskEnds() throws Exception {
		Path socket = folder.resolve("control.sock");
		tasks.logs.put("r-running", new CopyOnWriteArrayList<>(List.of(line("first"))));
		try (var server = new ControlServer(socket, runner)) {
			var code = new FutureTask<>(() -> new ControlClient(socket).run(List.of("task", "log", "-f", "r-running"), folder, print(out), print(err)));
			Thread.ofVirtual().start(code);
			until(() -> said().contains("ticker on so-lab: first"));
			tasks.logs.get("r-running").add(line("second\u001b[31m"));
			until(() -> said().contains("second\\x1b[31m"));
			tasks.logs.get("r-running").add(line("last"));
			tasks.put(sample("r-running", TaskState.SUCCEEDED, 2, "Done"));
			assertThat(code.get(20, TimeUnit.SECONDS)).isZero();
			assertThat(said().lines()).hasSize(3).last().asString().endsWith("last");
		}
	}

	@Test
	void whoStopsFollowingLeavesTheTaskAlone() throws Exception {
		tasks.logs.put("r-running", List.of(line("first")));
		var ended = new CountDownLatch(1);
		var codes = new ArrayList<Integer>();
		var following = Thread.ofVirtual().start(() -> {
			codes.add(run("task", "log", "-f", "r-running"));
			ended.countDown();
		});
		until(() -> said().contains("first"));
		following.interrupt();
		assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(codes).containsExactly(ExitCode.CANCELLED);
		assertThat(tasks.calls).isEmpty();
	}

	private static void until(java.util.function.BooleanSupplier condition) throws InterruptedException {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).isLessThan(end);
			Thread.sleep(5);
		}
	}

	@Test
	void exports() throws Exception {
		assertThat(run("task", "export", "--filter", "state:failed")).isZero();
		assertThat(json().get(0).get("id").asText()).isEqualTo("r-failed");
		assertThat(run("task", "export", "-o", "runs.csv")).isZero();
		assertThat(Files.readAllLines(folder.resolve("runs.csv"))).hasSize(10);
		assertThat(err.toString()).contains("9 tasks written to " + folder.resolve("runs.csv"));
		assertThat(run("task", "export", "--format", "xml")).isEqualTo(ExitCode.USAGE);
	}

	@Test
	void keepsSoMuchHistory() throws Exception {
		assertThat(run("task", "retention", "--days", "30")).isZero();
		assertThat(history.limits()).isEqualTo(new TaskHistory.Limits(30, 10_000));
		assertThat(said()).contains("30 days, 10000 tasks, halted rollouts 365 days; 3 beyond it now");
		out.reset();
		assertThat(run("task", "retention", "--halted-days", "0")).isZero();
		assertThat(history.limits()).isEqualTo(new TaskHistory.Limits(30, 10_000, 0));
		assertThat(said()).contains("halted rollouts always");
		assertThat(run("task", "retention", "--halted-days", "-1")).isEqualTo(ExitCode.USAGE);
		assertThat(run("task", "retention", "--runs", "0")).isEqualTo(ExitCode.USAGE);
		out.reset();
		assertThat(run("task", "prune", "--json")).isZero();
		assertThat(json().get("pruned").asInt()).isEqualTo(3);
	}
}
