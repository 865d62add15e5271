package org.fleetdesk.cli;

import java.io.IOException;
import java.util.List;

import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskService;

import picocli.CommandLine.Option;

/** A command that starts tasks, and waits for them unless told otherwise. */
public abstract class TaskVerb extends FleetCommand {

	@Option(names = "--wait", negatable = true, defaultValue = "true", fallbackValue = "true",
			description = "Wait for the end (default), or print the task's id and leave it to the open console.")
	private boolean wait;

	@Override
	public boolean changes() {
		return true;
	}

	/**
	 * Starts tasks, and waits for them unless told otherwise.
	 *
	 * @return the exit code
	 * @throws UsageException when nobody is there who would go on with them
	 */
	protected final int run(TaskService tasks, List<TaskRequest> requests) throws IOException, InterruptedException, UsageException {
		requireSomebody();
		var output = new TaskOutput(tasks, out);
		return finish(output, output.submit(requests));
	}

	/** Refuses not to wait when the tasks would end with this command; to be called before anything is begun. */
	protected final void requireSomebody() throws UsageException {
		if (!wait && !out.lasting()) {
			throw new UsageException("--no-wait leaves the task to the open console, and none is open on this data folder: open it with './fleetdesk', or leave --no-wait out.");
		}
	}

	protected final boolean waits() {
		return wait;
	}

	/** Waits for runs that were begun, or prints their ids; the exit code. */
	protected final int finish(TaskOutput output, List<String> ids) throws InterruptedException {
		if (wait) {
			return output.await(ids);
		}
		output.started(ids);
		return ExitCode.DONE;
	}
}
