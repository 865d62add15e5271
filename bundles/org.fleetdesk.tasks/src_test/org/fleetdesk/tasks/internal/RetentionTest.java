package org.fleetdesk.tasks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.tasks.internal.Bench.request;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.tasks.TargetRun;
import org.fleetdesk.tasks.TaskHistory.Limits;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskRun.Links;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.internal.rollout.Rollouts;
import org.fleetdesk.tasks.WaveSize;
import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.Rollout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RetentionTest {

	private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

	@TempDir
	private Path folder;

	/** @param retryOf how many runs before, or 0 */
	private record Sketch(int daysAgo, TaskState state, int retryOf, boolean wave) {
	}

	@Provide
	Arbitrary<List<Sketch>> histories() {
		return Combinators.combine(Arbitraries.integers().between(0, 20), Arbitraries.of(TaskState.class), Arbitraries.frequency(net.jqwik.api.Tuple.of(4, 0),
				net.jqwik.api.Tuple.of(1, 1), net.jqwik.api.Tuple.of(1, 3)), Arbitraries.of(false, false, false, true)).as(Sketch::new).list().ofMaxSize(25);
	}

	private static List<TaskRun> runs(List<Sketch> history) {
		var runs = new ArrayList<TaskRun>();
		for (int i = 0; i < history.size(); i++) {
			var sketch = history.get(i);
			int me = i;
			var retryOf = sketch.retryOf() > 0 && i >= sketch.retryOf() ? Optional.of("run-" + (i - sketch.retryOf())) : Optional.<String>empty();
			var retriedBy = Stream.iterate(i + 1, n -> n < history.size(), n -> n + 1).filter(n -> history.get(n).retryOf() == n - me).map(n -> "run-" + n).findFirst();
			var target = new TargetRun(Bench.target("one"), sketch.state(), "", 0, Optional.empty(), 0, 0, Optional.empty(), "", Optional.empty(), Optional.empty());
			runs.add(new TaskRun("run-" + i, request("a", "one"), sketch.state(), List.of(target), "ann", NOW.minus(Duration.ofDays(sketch.daysAgo())), Optional.empty(),
					new Links(retryOf, retriedBy, Optional.empty(), Optional.empty(), sketch.wave() ? Optional.of("rollout") : Optional.empty())));
		}
		return runs;
	}

	@Property(tries = 500)
	void whatIsUnfinishedOrLinkedWithSomethingKeptIsKept(@ForAll("histories") List<Sketch> history, @ForAll boolean rolloutKept) {
		var runs = runs(history);
		var limits = new Limits(10, 8);
		var gone = Retention.excess(runs, limits, NOW, r -> rolloutKept).stream().map(TaskRun::id).collect(Collectors.toSet());
		for (TaskRun run : runs) {
			boolean open = !run.state().ended() || run.state() == TaskState.INTERRUPTED && run.links().retriedBy().isEmpty();
			if (open || rolloutKept && run.links().rollout().isPresent()) {
				assertThat(gone).doesNotContain(run.id());
			}
			if (gone.contains(run.id())) {
				run.links().retryOf().ifPresent(other -> assertThat(gone).contains(other));
				run.links().retriedBy().ifPresent(other -> assertThat(gone).contains(other));
			}
		}
		if (history.stream().allMatch(s -> s.state() == TaskState.SUCCEEDED && s.retryOf() == 0 && !s.wave())) {
			assertThat(runs.size() - gone.size()).isLessThanOrEqualTo(8);
			assertThat(runs).filteredOn(r -> !gone.contains(r.id())).allMatch(r -> !r.created().isBefore(NOW.minus(Duration.ofDays(10))));
		}
	}

	/** None. */
	private static final class NoRollouts implements ForgettableRollouts {

		@Override
		public Collection<String> ids() {
			return List.of();
		}

		@Override
		public Optional<Rest> rest(String id) {
			return Optional.empty();
		}

		@Override
		public void forget(Collection<String> ids) {
			assertThat(ids).isEmpty();
		}
	}

	private static KeptHistory history(Bench bench) {
		return new KeptHistory(bench.folder, bench.engine, new NoRollouts(), bench.fleet, Instant::now);
	}

	private static String done(Bench bench, String steps) throws Exception {
		String id = bench.engine.submit(request(steps, "one"));
		bench.engine.await(id);
		return id;
	}

	@Test
	void pruningForgetsTheOldestWithTheirLogsForGood() throws Exception {
		var ids = new ArrayList<String>();
		try (var bench = new Bench(folder); var history = history(bench)) {
			for (int i = 0; i < 5; i++) {
				ids.add(done(bench, "a b" + i));
			}
			history.limit(new Limits(30, 2));
			assertThat(history.excess()).isEqualTo(3);
			assertThat(history.prune()).isEqualTo(3);
			assertThat(bench.engine.runs()).hasSize(2);
			ids.add(done(bench, "after"));
		}
		try (var again = new Bench(folder); var history = new KeptHistory(new Bench.Folder(folder, false), again.engine, new NoRollouts(), again.fleet, Instant::now)) {
			assertThat(history.limits()).isEqualTo(new Limits(30, 2));
			assertThat(again.engine.problems()).isEmpty();
			assertThat(again.engine.runs()).hasSize(3).allMatch(r -> r.state() == TaskState.SUCCEEDED);
			assertThat(logs()).isEqualTo(again.engine.runs().stream().map(r -> r.id() + ".jsonl").collect(Collectors.toSet()));
			assertThat(folder.resolve("journal/forgetting")).doesNotExist();
		}
	}

	@Test
	void aRolloutThatIsOverGoesWithItsRunsAndAnotherStays() throws Exception {
		var plan = new RolloutPlan(List.of(new WaveSize(1, false)), 100, 1, Duration.ZERO, RolloutPlan.OnFailure.HALT);
		String halted;
		String later;
		try (var bench = new Bench(folder); var rollouts = Rollouts.on(bench.folder, bench.fleet, bench.engine, bench.handlers);
				var history = new KeptHistory(bench.folder, bench.engine, rollouts, bench.fleet, Instant::now)) {
			String over = rollouts.start(request("a", "one", "two"), plan);
			Bench.until("it is over", () -> rollouts.rollout(over).orElseThrow().state() == Rollout.State.SUCCEEDED);
			bench.handler.actions.put("b", context -> {
				throw new EngineException(EngineException.Kind.REFUSED, "no");
			});
			halted = rollouts.start(request("b", "one", "two"), plan);
			Bench.until("it halts", () -> rollouts.rollout(halted).orElseThrow().state() == Rollout.State.HALTED);
			later = done(bench, "c");
			history.limit(new Limits(1, 1));
			Bench.until("it has come to rest", () -> rollouts.rest(over).isPresent());
			assertThat(history.prune()).isEqualTo(2);
			assertThat(rollouts.rollouts()).extracting(Rollout::id).containsExactly(halted);
			assertThat(folder.resolve("logs/rollouts/" + over + ".jsonl")).doesNotExist();
		}
		try (var bench = new Bench(folder); var rollouts = Rollouts.on(bench.folder, bench.fleet, bench.engine, bench.handlers)) {
			assertThat(rollouts.rollouts()).extracting(Rollout::id).containsExactly(halted);
			assertThat(bench.engine.runs()).hasSize(2).allMatch(r -> r.id().equals(later) || r.links().rollout().equals(Optional.of(halted)));
			assertThat(bench.engine.problems()).isEmpty();
		}
	}

	@Test
	void aHaltedRolloutGoesAfterDaysOfItsOwnAndAnInterruptedOneNever() throws Exception {
		var plan = new RolloutPlan(List.of(new WaveSize(1, false)), 100, 1, Duration.ZERO, RolloutPlan.OnFailure.HALT);
		String interrupted;
		String halted;
		String without;
		try (var bench = new Bench(folder); var rollouts = Rollouts.on(bench.folder, bench.fleet, bench.engine, bench.handlers)) {
			bench.handler.actions.put("b", context -> {
				throw new EngineException(EngineException.Kind.REFUSED, "no");
			});
			halted = rollouts.start(request("b", "one", "two"), plan);
			Bench.until("it halts", () -> rollouts.rest(halted).isPresent());
			bench.handler.unplannable = true;
			without = rollouts.start(request("c", "one"), plan);
			Bench.until("it did not start", () -> rollouts.rest(without).isPresent());
			bench.handler.unplannable = false;
			bench.handler.actions.put("a", context -> Bench.hang());
			interrupted = rollouts.start(request("a", "one", "two"), plan);
			Bench.until("it hangs", () -> bench.handler.calls.contains("run a one"));
		}
		var later = new AtomicReference<>(Instant.now());
		try (var bench = new Bench(folder); var rollouts = Rollouts.on(bench.folder, bench.fleet, bench.engine, bench.handlers);
				var history = new KeptHistory(bench.folder, bench.engine, rollouts, bench.fleet, later::get)) {
			history.limit(new Limits(1, 1, 30));
			later.set(Instant.now().plus(Duration.ofDays(29)));
			assertThat(history.prune()).isZero();
			assertThat(rollouts.ids()).containsExactlyInAnyOrder(halted, without, interrupted);
			later.set(Instant.now().plus(Duration.ofDays(31)));
			history.limit(new Limits(1, 1, 0));
			assertThat(history.prune()).isZero();
			assertThat(rollouts.ids()).as("always").hasSize(3);
			history.limit(new Limits(1, 1, 30));
			assertThat(history.prune()).isEqualTo(1);
			assertThat(rollouts.ids()).containsExactly(interrupted);
			assertThat(bench.engine.runs()).allMatch(r -> r.links().rollout().equals(Optional.of(interrupted)));
			assertThat(bench.fleet.events).extracting(e -> e.text()).contains("\"Do b\", rollout " + halted + ", was halted long ago and is forgotten");
		}
		try (var bench = new Bench(folder); var rollouts = Rollouts.on(bench.folder, bench.fleet, bench.engine, bench.handlers)) {
			assertThat(rollouts.ids()).containsExactly(interrupted);
		}
	}

	private Set<String> logs() throws IOException {
		try (var files = Files.list(folder.resolve("logs/tasks"))) {
			return files.map(f -> f.getFileName().toString()).collect(Collectors.toSet());
		}
	}

	@Test
	void theOwnerAppliesTheLimitsAtItsStart() throws Exception {
		try (var bench = new Bench(folder); var history = history(bench)) {
			history.limit(new Limits(1, 1));
			for (int i = 0; i < 3; i++) {
				done(bench, "a b" + i);
			}
		}
		try (var bench = new Bench(folder); var history = history(bench)) {
			Bench.until("two are forgotten", () -> bench.engine.runs().size() == 1);
		}
	}

	@Test
	void keepsWhatIsInterruptedAndWhatItRetries() throws Exception {
		String failed;
		String retry;
		try (var bench = new Bench(folder)) {
			bench.handler.actions.put("a", context -> {
				throw new EngineException(EngineException.Kind.REFUSED, "no");
			});
			failed = done(bench, "a");
			bench.handler.actions.put("a", context -> Bench.hang());
			retry = bench.engine.retry(failed);
			Bench.until("it runs", () -> bench.handler.calls.stream().filter("run a one"::equals).count() == 2);
		}
		try (var bench = new Bench(folder); var history = history(bench)) {
			String later = done(bench, "b");
			history.limit(new Limits(1, 1));
			history.prune();
			assertThat(bench.engine.runs()).extracting(TaskRun::id).containsExactly(later, retry, failed);
			bench.engine.discard(retry);
			bench.engine.await(retry);
			assertThat(history.prune()).isEqualTo(2);
			assertThat(bench.engine.runs()).extracting(TaskRun::id).containsExactly(later);
		}
	}

	/** The process ends after any of the files that a pruning writes: what is left is readable, and each run is whole or gone. */
	@Test
	void aCrashInTheMiddleLeavesNoHalfRun() throws Exception {
		Set<String> all = new HashSet<>();
		try (var bench = new Bench(folder)) {
			for (int i = 0; i < 4; i++) {
				all.add(done(bench, "a b c" + i));
			}
		}
		Path whole;
		try (var files = Files.list(folder.resolve("journal"))) {
			whole = files.filter(f -> f.toString().endsWith(".jsonl")).findFirst().orElseThrow();
		}
		var lines = Files.readAllLines(whole);
		String month = whole.getFileName().toString().substring(0, 6);
		int parts = 4;
		for (int crash = 0; crash <= parts; crash++) {
			// the journal in several files, cut through the runs, of which the first ones are rewritten already
			Path copy = Files.createDirectories(folder.resolve("crash" + crash));
			Path journal = Files.createDirectories(copy.resolve("journal"));
			var sorted = all.stream().sorted().toList();
			var gone = sorted.subList(0, 2);
			Files.write(journal.resolve("forgetting"), gone);
			for (int part = 0; part < parts; part++) {
				int written = part;
				boolean rewritten = part < crash;
				var kept = lines.subList(lines.size() * part / parts, lines.size() * (written + 1) / parts).stream()
						.filter(l -> !rewritten || gone.stream().noneMatch(id -> l.contains("\"run\":\"" + id + "\""))).toList();
				Files.write(journal.resolve("%s-%05d.jsonl".formatted(month, part + 1)), kept);
			}
			try (var bench = new Bench(copy); var history = history(bench)) {
				assertThat(bench.engine.problems()).as("crash %d", crash).isEmpty();
				assertThat(bench.engine.runs()).as("crash %d", crash).allMatch(r -> r.state() == TaskState.SUCCEEDED);
				assertThat(bench.engine.runs()).extracting(TaskRun::id).containsAll(sorted.subList(2, 4));
				history.prune();
				assertThat(journal.resolve("forgetting")).doesNotExist();
			}
			try (var bench = new Bench(copy)) {
				assertThat(bench.engine.problems()).as("after crash %d", crash).isEmpty();
				assertThat(bench.engine.runs()).extracting(TaskRun::id).containsAll(sorted.subList(2, 4));
			}
		}
	}

	@Test
	void aDamagedSettingsFileMeansTheUsualLimits() throws Exception {
		try (var bench = new Bench(folder); var history = history(bench)) {
			assertThat(history.limits()).isEqualTo(Limits.USUAL);
			Files.writeString(folder.resolve("retention.json"), "{\"days\":0}");
			assertThat(history.limits()).isEqualTo(Limits.USUAL);
			Files.writeString(folder.resolve("retention.json"), "{");
			assertThat(history.limits()).isEqualTo(Limits.USUAL);
			assertThatThrownBy(() -> new Limits(0, 1)).isInstanceOf(IllegalArgumentException.class);
		}
	}
}
