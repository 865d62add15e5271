package org.fleetdesk.ui.internal.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.fleetdesk.core.Registration;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.TaskTarget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

class TaskListTest {

	private final Set<String> undoable = new HashSet<>();
	private final List<TaskRun> runs = new CopyOnWriteArrayList<>(); // the list reads them by a thread of its own
	private Consumer<TaskRun> listener;
	private TaskList list;

	@BeforeEach
	@SuppressWarnings("unchecked")
	void open() {
		list = new TaskList((TaskService) Proxy.newProxyInstance(TaskService.class.getClassLoader(), new Class<?>[] { TaskService.class }, (proxy, method, arguments) -> switch (method.getName()) {
			case "runs" -> List.copyOf(runs);
			case "undoable" -> undoable.contains(arguments[0]);
			case "addListener" -> {
				listener = (Consumer<TaskRun>) arguments[0];
				yield (Registration) () -> {
				};
			}
			default -> throw new UnsupportedOperationException(method.getName());
		}));
	}

	@AfterEach
	void close() {
		list.close();
	}

	private void begins(String id, int after, boolean canBeUndone) {
		if (canBeUndone) {
			undoable.add(id);
		}
		var request = new TaskRequest(1, "t." + id, id, List.of(new TaskTarget(new ResourceId("lab", "container", "c"), "c on lab")), JsonNodeFactory.instance.objectNode());
		var run = new TaskRun(id, request, TaskState.RUNNING, List.of(), "me", Instant.now().plusSeconds(after), Optional.empty(), TaskRun.Links.NONE);
		runs.add(run);
		listener.accept(run);
	}

	@Test
	void theOfferToUndoGoesWhenALaterTaskBegins() {
		assertThat(list.undoOffer()).isEmpty();
		begins("stop", 1, true);
		assertThat(list.undoOffer()).map(TaskRun::id).contains("stop");
		begins("restart", 2, false);
		assertThat(list.undoOffer()).as("it would be taken for one to undo the restart").isEmpty();
		assertThat(list.lastUndoable()).as("the menu names what it undoes").map(TaskRun::id).contains("stop");
		begins("rename", 3, true);
		assertThat(list.undoOffer()).map(TaskRun::id).contains("rename");
	}
}
