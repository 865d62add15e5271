package org.fleetdesk.cli.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.cli.ExitCode;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.TaskOutput;
import org.fleetdesk.cli.TaskVerb;
import org.fleetdesk.tasks.TaskService;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code task retry|resume|undo|cancel|discard}. */
final class TaskChanges {

	private final TaskService tasks;

	TaskChanges(TaskService tasks) {
		this.tasks = tasks;
	}

	List<FleetCommand> commands() {
		return List.of(new Retry(), new Resume(), new Undo(), new Cancel(), new Discard());
	}

	/** Does something to each of several tasks, then waits unless told otherwise. */
	private abstract class OfTasks extends TaskVerb {

		@Parameters(paramLabel = "ID", arity = "1..*")
		List<String> ids;

		/** @return the id of the run to wait for */
		abstract String begin(String id) throws IOException;

		/** Waits for what was begun, or tells that it is; the exit code. */
		int end(TaskOutput output, List<String> begun) throws InterruptedException {
			return finish(output, begun);
		}

		@Override
		public Integer call() throws Exception {
			requireSomebody();
			for (String id : ids) {
				TaskLooks.existing(tasks, id);
			}
			var begun = new ArrayList<String>();
			try {
				for (String id : ids) {
					begun.add(begin(id));
				}
			} catch (IOException | IllegalArgumentException e) {
				if (begun.isEmpty()) {
					throw e;
				}
				out.note(e.getMessage()); // the others run already
				end(new TaskOutput(tasks, out), begun);
				return ExitCode.FAILED;
			}
			return end(new TaskOutput(tasks, out), begun);
		}
	}

	@Command(name = "retry", description = "Runs the failed, cancelled and interrupted targets of tasks again, as new tasks.", mixinStandardHelpOptions = true)
	final class Retry extends OfTasks {

		@Override
		String begin(String id) throws IOException {
			return tasks.retry(id);
		}
	}

	@Command(name = "resume", description = "Lets interrupted tasks go on where they were cut off.", mixinStandardHelpOptions = true)
	final class Resume extends OfTasks {

		@Override
		String begin(String id) throws IOException {
			tasks.resume(id);
			return id;
		}
	}

	@Command(name = "undo", description = "Takes back what tasks did, where the verb has a way back, as new tasks.", mixinStandardHelpOptions = true)
	final class Undo extends OfTasks {

		@Override
		String begin(String id) throws IOException {
			return tasks.undo(id);
		}
	}

	@Command(name = "cancel", description = "Cancels running tasks, and waits until they have ended unless told otherwise.", mixinStandardHelpOptions = true)
	final class Cancel extends TaskVerb {

		@Parameters(paramLabel = "ID", arity = "1..*")
		List<String> ids;

		@Override
		public Integer call() throws Exception {
			for (String id : ids) {
				var run = TaskLooks.existing(tasks, id);
				if (run.state().ended()) {
					throw new IllegalArgumentException("Task " + id + " has ended already: " + run.state().word());
				}
			}
			ids.forEach(tasks::cancel);
			int code = finish(new TaskOutput(tasks, out), ids);
			return code == ExitCode.CANCELLED ? ExitCode.DONE : code;
		}
	}

	@Command(name = "discard", description = "Puts failed or interrupted tasks aside and undoes what was half-done.", mixinStandardHelpOptions = true)
	final class Discard extends OfTasks {

		@Override
		String begin(String id) throws IOException {
			tasks.discard(id);
			return id;
		}

		@Override
		int end(TaskOutput output, List<String> begun) throws InterruptedException {
			return waits() ? output.awaitDiscard(begun) : super.end(output, begun);
		}
	}
}
