package org.fleetdesk.tasks.internal.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.fleetdesk.core.ResourceId;
import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.tasks.WaveSize;
import org.fleetdesk.tasks.internal.rollout.RolloutState.Status;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** What the journal of rollouts has, and what is made of it. */
class RolloutRecordTest {

	private static final Instant TIME = Instant.parse("2026-03-01T00:00:00Z");
	private static final RolloutPlan PLAN = new RolloutPlan(List.of(new WaveSize(1, false)), 100, 1, Duration.ZERO, RolloutPlan.OnFailure.HALT);

	private static RolloutEntry.Created created(int targets) {
		return new RolloutEntry.Created("r", new TaskRequest(1, "v", "t",
				IntStream.range(0, targets).mapToObj(i -> new TaskTarget(new ResourceId("lab", "container", "t" + i), "t" + i)).toList(),
				JsonNodeFactory.instance.objectNode()), List.of(), PLAN, "ann", TIME);
	}

	/** What is written of a rollout in waves of one in which all goes well. */
	private static List<RolloutEntry> entries(int targets) {
		var created = created(targets);
		var machine = new RolloutMachine(PLAN, created.task().targets());
		var state = machine.begin(TIME).state();
		var entries = new ArrayList<RolloutEntry>();
		entries.add(created);
		for (int i = 0; i < targets; i++) {
			var reserved = machine.apply(state, new RolloutEvent.Reserved("run" + i, List.of(i), TIME)).state();
			entries.add(new RolloutEntry.Changed("r", entries.size(), RolloutChange.between(state, reserved), TIME));
			state = machine.apply(reserved, new RolloutEvent.TargetEnded("run" + i, i, TaskState.SUCCEEDED, "", TIME)).state();
			entries.add(new RolloutEntry.Changed("r", entries.size(), RolloutChange.between(reserved, state), TIME));
		}
		assertThat(state.state()).isEqualTo(Rollout.State.SUCCEEDED);
		return entries;
	}

	private static long size(int targets) throws Exception {
		long size = 0;
		for (RolloutEntry entry : entries(targets).subList(1, 2 * targets + 1)) {
			size += new RolloutJson().write(entry).length;
		}
		return size;
	}

	@Test
	void whatIsWrittenGrowsWithTheTargetsAndNotWithTheirSquare() throws Exception {
		assertThat(size(1000)).isLessThan(11 * size(100)).isLessThan(1000 * 1000);
	}

	private static RolloutRecord read(List<RolloutEntry> entries) {
		var kept = new RolloutRecord((RolloutEntry.Created) entries.getFirst());
		entries.subList(1, entries.size()).forEach(kept::add);
		return kept;
	}

	@Test
	void whatALostEntrySaidIsMissedAndCountsAsInterrupted() {
		var entries = entries(4);
		assertThat(read(entries).gap()).isFalse();
		assertThat(read(entries).state().targets()).allMatch(t -> t.status() == Status.DONE);
		var some = new ArrayList<>(entries);
		some.remove(4); // the end of the second target
		var kept = read(some);
		assertThat(kept.gap()).isTrue();
		assertThat(kept.state().targets()).extracting(RolloutState.Target::status).containsExactly(Status.DONE, Status.INTERRUPTED, Status.DONE, Status.DONE);
		kept.add(new RolloutEntry.Whole("r", read(entries).state(), Optional.of(TIME)));
		assertThat(kept.gap()).as("all was said again").isFalse();
	}

	@Test
	void readsWhatOlderVersionsWrote() throws Exception {
		var old = """
				{"e":"state","rollout":"r","state":"HALTED","reason":"why","present":0,"targets":[{"status":"FAILED","message":"no","run":"run0"}],
				"waves":[{"from":0,"to":1,"state":"FAILED","failure":"why","runs":["run0"]}]}""".replace("\n", "");
		var kept = new RolloutRecord(created(1));
		kept.add(new RolloutJson().read(old.getBytes(StandardCharsets.UTF_8)));
		assertThat(kept.state().state()).isEqualTo(Rollout.State.HALTED);
		assertThat(kept.state().targets()).containsExactly(new RolloutState.Target(Status.FAILED, "no", "run0"));
		assertThat(kept.changed()).isEmpty();
		assertThat(kept.number()).isZero();
	}
}
