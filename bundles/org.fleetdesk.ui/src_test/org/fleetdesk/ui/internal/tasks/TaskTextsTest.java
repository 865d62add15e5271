package org.fleetdesk.ui.internal.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.ResourceId;
import org.fleetdesk.files.Severity;
import org.fleetdesk.logs.LineBlock;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.tasks.Progress;
import org.fleetdesk.tasks.TargetRun;
import org.fleetdesk.tasks.TaskLogLine;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.TaskTarget;
import org.junit.jupiter.api.Test;

class TaskTextsTest {

	private static TargetRun target(TaskState state, int attempt, Optional<Instant> next, Optional<Progress> progress, long rate, double fraction, Instant started) {
		return new TargetRun(new TaskTarget(new ResourceId("lab", "container", "c"), "c on lab"), state, "Upload", fraction, progress, rate, attempt, next, "", Optional.of(started),
				Optional.empty());
	}

	@Test
	void sayWhichAttemptComesNextAndWhen() {
		var waiting = target(TaskState.WAITING, 1, Optional.of(Instant.now().plusSeconds(30)), Optional.empty(), 0, 0.1, Instant.now());
		assertThat(TaskTexts.state(waiting)).matches("waiting, attempt 2 in (29|30) s");
		assertThat(TaskTexts.state(target(TaskState.RUNNING, 2, Optional.empty(), Optional.empty(), 0, 0.1, Instant.now()))).isEqualTo("running, attempt 2");
		assertThat(TaskTexts.state(target(TaskState.RUNNING, 1, Optional.empty(), Optional.empty(), 0, 0.1, Instant.now()))).isEqualTo("running");
	}

	@Test
	void tellHowLongItStillTakesByItsRateOrByWhatHasPassed() {
		var upload = Optional.of(new Progress(1 << 20, 11 << 20, Progress.Unit.BYTES));
		assertThat(TaskTexts.left(target(TaskState.RUNNING, 1, Optional.empty(), upload, 1 << 20, 0.1, Instant.now()))).contains(Duration.ofSeconds(10));
		var half = target(TaskState.RUNNING, 1, Optional.empty(), Optional.empty(), 0, 0.5, Instant.now().minusSeconds(60));
		assertThat(TaskTexts.left(half).orElseThrow()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(90));
		assertThat(TaskTexts.left(target(TaskState.RUNNING, 1, Optional.empty(), Optional.empty(), 0, 0.5, Instant.now()))).as("nothing can be told yet").isEmpty();
		assertThat(TaskTexts.left(target(TaskState.WAITING, 1, Optional.empty(), upload, 0, 0.5, Instant.now()))).isEmpty();
	}

	@Test
	void linesOfALogSayHowBadTheyAreAndWhomTheyConcern() {
		var lines = List.of(new TaskLogLine(Instant.EPOCH, Severity.INFO, "", "Begun"), new TaskLogLine(Instant.EPOCH, Severity.WARNING, "a on lab", "Attempt 1 of 3 failed"),
				new TaskLogLine(Instant.EPOCH, Severity.ERROR, "b on lab", "It did not stop\nand said why"));
		assertThat(read(lines, Optional.empty(), true)).containsExactly("Begun 0", "warning: a on lab: Attempt 1 of 3 failed " + LineFlags.WARNING,
				"error: b on lab: It did not stop " + LineFlags.ERROR, "error: b on lab: and said why " + LineFlags.ERROR);
		assertThat(read(lines, Optional.of("a on lab"), false)).containsExactly("Begun 0", "warning: Attempt 1 of 3 failed " + LineFlags.WARNING);
	}

	private static List<String> read(List<TaskLogLine> lines, Optional<String> target, boolean named) {
		var rows = new TaskLogLines("Stop", target, named);
		rows.add(lines);
		var block = new LineBlock();
		rows.read(0, 100, block);
		return java.util.stream.IntStream.range(0, block.count()).mapToObj(i -> block.text(i) + " " + block.flags(i)).toList();
	}
}
