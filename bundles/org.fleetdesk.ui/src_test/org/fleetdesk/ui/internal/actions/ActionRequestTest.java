package org.fleetdesk.ui.internal.actions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.core.Action;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.ui.ActionInput;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Samples;
import org.junit.jupiter.api.Test;

class ActionRequestTest {

	@Test
	void asksOnceWithTheFirstTenNamesAndHowManyMore() {
		var rows = IntStream.rangeClosed(1, 12).mapToObj(i -> Samples.row("t-" + i, Samples.RUNNING, "2")).toList();
		String question = ActionRequest.of(Samples.REMOVE, Samples.CONTAINER, rows, Optional.empty()).question(row -> "");
		assertThat(question).contains("Remove 12 containers?", "t-1 on lab", "t-10 on lab", "and 2 more").doesNotContain("t-11");
	}

	@Test
	void oneIsCalledByItsName() {
		var request = ActionRequest.of(Samples.STOP, Samples.CONTAINER, List.of(Samples.row("t-1", Samples.RUNNING, "2")), Optional.empty());
		assertThat(request.title()).isEqualTo("Stop t-1");
		assertThat(request.toTask().verb()).isEqualTo("t.stop");
		assertThat(request.toTask().targets()).extracting(TaskTarget::label).containsExactly("t-1 on lab");
	}

	@Test
	void anActionWithAnObjectOfItsOwnIsSaidAsASentence() {
		var action = new Action("t.regenerate", "Regenerate key", "Regenerate the key of %s", true);
		var a = Samples.row("50%s", Samples.RUNNING, "2");
		var one = ActionRequest.of(action, Samples.CONTAINER, List.of(a), Optional.empty());
		assertThat(one.label()).isEqualTo("Regenerate key");
		assertThat(one.question(row -> "")).startsWith("Regenerate the key of 50%s?");
		assertThat(one.toTask().title()).isEqualTo("Regenerate the key of 50%s");
		var two = ActionRequest.of(action, Samples.CONTAINER, List.of(a, Samples.row("b", Samples.RUNNING, "3")), Optional.empty());
		assertThat(two.title()).isEqualTo("Regenerate the key of 2 containers");
	}

	@Test
	void onlyOfWhatCannotBeUndoneThatIsSaid() {
		var row = List.of(Samples.row("t-1", Samples.RUNNING, "2"));
		assertThat(ActionRequest.of(Samples.REMOVE, Samples.CONTAINER, row, Optional.empty()).question(r -> "")).endsWith("This cannot be undone.");
		var lock = new Action("t.lock", "Lock", "", true, true);
		assertThat(ActionRequest.of(lock, Samples.CONTAINER, row, Optional.empty()).question(r -> "It is let in no more.")).endsWith("It is let in no more.");
	}

	@Test
	void whatCannotTakeItIsLeftAloneAndSaid() {
		var request = ActionRequest.of(Samples.REMOVE, Samples.CONTAINER,
				List.of(Samples.row("a", Samples.RUNNING, "2"), Samples.refusing("b", "t.remove", "It runs."), Samples.stale("c")), Optional.empty());
		assertThat(request.rows()).extracting(r -> r.name()).containsExactly("a");
		assertThat(request.question(row -> "Its log goes too.")).contains("2 other selected ones", "a on lab\n        Its log goes too.");
		assertThat(ActionRequest.refusal(request.refused().get(0), Samples.REMOVE)).isEqualTo("It runs.");
		assertThat(ActionRequest.refusal(request.refused().get(1), Samples.REMOVE)).isEqualTo("lab cannot be reached");
	}

	@Test
	void whatNeedsANameIsDoneOnOneOnly() {
		var input = new ActionInput() {
			@Override
			public boolean single() {
				return true;
			}

			@Override
			public Optional<Answer> ask(Shell shell, Console console, List<Row> rows) {
				return Optional.empty();
			}
		};
		var a = Samples.row("a", Samples.RUNNING, "2");
		var one = ActionRequest.of(Samples.STOP, Samples.CONTAINER, List.of(a), Optional.of(input));
		assertThat(one.rows()).containsExactly(a);
		assertThat(one.label()).isEqualTo("Stop…");
		assertThat(one.reason()).isEmpty();
		var two = ActionRequest.of(Samples.STOP, Samples.CONTAINER, List.of(a, Samples.row("b", Samples.RUNNING, "3")), Optional.of(input));
		assertThat(two.rows()).isEmpty();
		assertThat(two.reason()).isEqualTo("Select a single container.");
	}
}
