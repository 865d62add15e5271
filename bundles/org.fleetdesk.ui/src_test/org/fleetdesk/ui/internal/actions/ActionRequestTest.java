package org.fleetdesk.ui.internal.actions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.ui.Samples;
import org.junit.jupiter.api.Test;

class ActionRequestTest {

	@Test
	void asksOnceWithTheFirstTenNamesAndHowManyMore() {
		var rows = IntStream.rangeClosed(1, 12).mapToObj(i -> Samples.row("t-" + i, Samples.RUNNING, "2")).toList();
		String question = ActionRequest.of(Samples.REMOVE, Samples.CONTAINER, rows).question();
		assertThat(question).contains("Remove 12 containers?", "t-1 on lab", "t-10 on lab", "and 2 more").doesNotContain("t-11");
	}

	@Test
	void oneIsCalledByItsName() {
		var request = ActionRequest.of(Samples.STOP, Samples.CONTAINER, List.of(Samples.row("t-1", Samples.RUNNING, "2")));
		assertThat(request.title()).isEqualTo("Stop t-1");
		assertThat(request.toTask().verb()).isEqualTo("t.stop");
		assertThat(request.toTask().targets()).extracting(TaskTarget::label).containsExactly("t-1 on lab");
	}

	@Test
	void whatCannotTakeItIsLeftAloneAndSaid() {
		var request = ActionRequest.of(Samples.REMOVE, Samples.CONTAINER,
				List.of(Samples.row("a", Samples.RUNNING, "2"), Samples.refusing("b", "t.remove", "It runs."), Samples.stale("c")));
		assertThat(request.rows()).extracting(r -> r.name()).containsExactly("a");
		assertThat(request.question()).contains("2 other selected ones");
		assertThat(ActionRequest.refusal(request.refused().get(0), Samples.REMOVE)).isEqualTo("It runs.");
		assertThat(ActionRequest.refusal(request.refused().get(1), Samples.REMOVE)).isEqualTo("lab cannot be reached");
	}
}
