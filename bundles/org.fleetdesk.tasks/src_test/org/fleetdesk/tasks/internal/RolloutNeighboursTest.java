package org.fleetdesk.tasks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.tasks.internal.Bench.until;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.tasks.DuplicateRolloutException;
import org.fleetdesk.tasks.Rollout.State;
import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.RolloutPlan.OnFailure;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskState;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** A rollout beside others, beside what a user does to its runs, and beside its readers. */
class RolloutNeighboursTest extends OnRollouts {

	@Test
	void aRunOfARolloutIsNotTheUsersUntilTheRolloutHasEnded() throws Exception {
		devices.refusing.add("d2");
		try (var process = new Process()) {
			var engine = process.bench.engine;
			String id = process.rollouts.start(request(3), plan(Duration.ZERO, OnFailure.HALT, 100, 1, "1"));
			var halted = process.end(id);
			assertThat(halted.state()).isEqualTo(State.HALTED);
			String done = halted.waves().get(0).runs().getFirst();
			String failed = halted.waves().get(1).runs().getFirst();
			String why = " by itself: it is a part of rollout " + id + ", \"Set version 2\", which is halted; resume or roll back the rollout instead";
			assertThatThrownBy(() -> engine.undo(done)).isInstanceOf(IllegalArgumentException.class).hasMessage("Task " + done + " cannot be undone" + why);
			assertThatThrownBy(() -> engine.retry(failed)).isInstanceOf(IllegalArgumentException.class).hasMessage("Task " + failed + " cannot be retried" + why);
			assertThatThrownBy(() -> engine.resume(failed)).isInstanceOf(IllegalArgumentException.class).hasMessage("Task " + failed + " cannot be resumed" + why);
			assertThatThrownBy(() -> engine.discard(failed)).isInstanceOf(IllegalArgumentException.class).hasMessage("Task " + failed + " cannot be discarded" + why);
			assertThat(devices.versions).containsEntry("d1", "2");
			process.rollouts.rollBack(id);
			until("it is rolled back", () -> process.state(id) == State.ROLLED_BACK);
			devices.refusing.clear();
			assertThat(engine.await(engine.retry(failed)).state()).as("it has ended").isEqualTo(TaskState.SUCCEEDED);
		}
	}

	@Test
	void oneDoesNotGoOnWhileAnotherIsAtWorkOnItsTargets() throws Exception {
		devices.refusing.add("d2");
		try (var process = new Process()) {
			String first = process.rollouts.start(request(3), plan(Duration.ZERO, OnFailure.HALT, 100, 1, "1"));
			assertThat(process.end(first).state()).isEqualTo(State.HALTED);
			devices.refusing.clear();
			String second = process.rollouts.start(request(1), plan(LONG, OnFailure.HALT, 100, 1, "1"));
			until("it soaks", () -> process.state(second) == State.SOAKING);
			String why = "Another rollout over d1 on lab has not ended: \"Set version 2\", rollout " + second + ", is soaking";
			assertThatThrownBy(() -> process.rollouts.resume(first)).isInstanceOf(DuplicateRolloutException.class).hasMessage(why);
			assertThatThrownBy(() -> process.rollouts.retryFailed(first)).isInstanceOf(DuplicateRolloutException.class);
			assertThatThrownBy(() -> process.rollouts.rollBack(first)).isInstanceOf(DuplicateRolloutException.class);
			assertThat(process.state(first)).isEqualTo(State.HALTED);
			process.rollouts.halt(second);
			process.rollouts.resume(first);
			assertThat(process.end(first).state()).isEqualTo(State.SUCCEEDED);
		}
	}

	@Test
	void refusesTwoOverTheSameTargets() throws Exception {
		devices.hanging.add("d1");
		try (var process = new Process()) {
			String id = process.rollouts.start(request(1), RolloutPlan.USUAL);
			assertThatThrownBy(() -> process.rollouts.start(request(3), RolloutPlan.USUAL)).isInstanceOfSatisfying(DuplicateRolloutException.class,
					e -> assertThat(e.rollout()).isEqualTo(id));
			assertThatThrownBy(() -> process.rollouts.start(new TaskRequest(1, "no.such", "x", List.of(Bench.target("q")), JsonNodeFactory.instance.objectNode()),
					RolloutPlan.USUAL)).isInstanceOf(IllegalArgumentException.class);
			assertThat(process.rollouts.rollouts()).hasSize(1);
		}
	}

	@Test
	void readingDoesNotWaitForTheJournal() throws Exception {
		var planning = new CountDownLatch(1);
		var go = new CountDownLatch(1);
		try (var process = new Process()) {
			devices.planned = () -> {
				planning.countDown();
				go.await();
			};
			var starting = Thread.ofVirtual().start(() -> {
				try {
					process.rollouts.start(request(1), plan(Duration.ZERO, OnFailure.HALT, 100, 1, "1"));
				} catch (IOException e) {
					throw new UncheckedIOException(e);
				}
			});
			assertThat(planning.await(20, TimeUnit.SECONDS)).isTrue();
			var reading = Thread.ofVirtual().start(() -> process.rollouts.rollouts().forEach(r -> process.rollouts.possible(r.id())));
			boolean read = reading.join(Duration.ofSeconds(20));
			go.countDown();
			assertThat(read).isTrue();
			starting.join();
			process.end(process.rollouts.rollouts().getFirst().id());
		}
	}

	@Test
	void oneAtRestKeepsNoFileOpen() throws Exception {
		assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs /proc");
		try (var process = new Process()) {
			String id = process.rollouts.start(request(2), plan(Duration.ZERO, OnFailure.HALT, 100, 1, "1"));
			process.end(id);
			String log = folder.resolve("logs").resolve("rollouts").resolve(id + ".jsonl").toString();
			try (var open = Files.list(Path.of("/proc/self/fd"))) {
				assertThat(open.map(f -> {
					try {
						return Files.readSymbolicLink(f).toString();
					} catch (IOException e) {
						return ""; // closed meanwhile
					}
				})).doesNotContain(log);
			}
			assertThat(process.log(id)).contains("All waves are done");
		}
	}
}
