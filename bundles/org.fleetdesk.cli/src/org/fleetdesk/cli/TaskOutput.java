package org.fleetdesk.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

import org.fleetdesk.tasks.Progress;
import org.fleetdesk.tasks.TargetRun;
import org.fleetdesk.tasks.TaskExport;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.text.Text;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Runs tasks for a command and tells how they fare. */
public final class TaskOutput {

	private final TaskService tasks;
	private final Output out;

	public TaskOutput(TaskService tasks, Output out) {
		this.tasks = tasks;
		this.out = out;
	}

	/**
	 * Submits the requests, waits for them, and prints the results. Interrupting cancels what is not done.
	 *
	 * @return the exit code
	 */
	public int run(List<TaskRequest> requests) throws IOException, InterruptedException {
		var ids = new ArrayList<String>();
		try {
			for (TaskRequest request : requests) {
				ids.add(tasks.submit(request));
			}
		} catch (IOException | IllegalArgumentException e) {
			ids.forEach(tasks::cancel);
			throw e;
		}
		return await(ids);
	}

	/** Waits for runs and prints their results; as {@link #run}. */
	public int await(List<String> ids) throws InterruptedException {
		return await(ids, TaskState.SUCCEEDED);
	}

	/** Waits until runs are discarded and prints what became of them; as {@link #run}. */
	public int awaitDiscard(List<String> ids) throws InterruptedException {
		return await(ids, TaskState.DISCARDED);
	}

	private int await(List<String> ids, TaskState wanted) throws InterruptedException {
		var steps = new ConcurrentHashMap<String, String>();
		var listener = tasks.addListener(run -> {
			if (ids.contains(run.id())) {
				run.targets().forEach(t -> noteStep(steps, run, t));
			}
		});
		boolean good = true;
		boolean cancelled = false;
		try (listener) {
			for (String id : ids) {
				var run = tasks.await(id);
				good &= run.state() == wanted;
				cancelled |= run.state() == TaskState.CANCELLED;
				print(run);
			}
		} catch (InterruptedException e) {
			ids.forEach(tasks::cancel);
			Thread.interrupted();
			for (String id : ids) {
				print(tasks.await(id));
			}
			throw e;
		}
		return good ? 0 : cancelled ? 130 : 1;
	}

	private void noteStep(ConcurrentHashMap<String, String> steps, TaskRun run, TargetRun target) {
		String key = run.id() + target.target().resource();
		String tenth = target.progress().filter(p -> p.fraction() >= 0).map(p -> " " + (int) (p.fraction() * 10) * 10 + " %").orElse("");
		String now = target.step() + tenth;
		if (target.state() == TaskState.RUNNING && !target.step().isEmpty() && !now.equals(steps.put(key, now)) && !out.json()) {
			out.note(target.target().label() + ": " + now + rate(target));
		}
	}

	private static String rate(TargetRun target) {
		return target.bytesPerSecond() <= 0 || target.progress().filter(p -> p.unit() == Progress.Unit.BYTES).isEmpty() ? ""
				: ", " + Text.bytes(target.bytesPerSecond()) + "/s";
	}

	private void print(TaskRun run) {
		if (out.json()) {
			out.json(json(run));
			return;
		}
		for (TargetRun target : run.targets()) {
			out.line(target.target().label() + ": " + word(target.state()) + (target.message().isEmpty() ? "" : ": " + target.message()));
		}
	}

	/** The state as users read it. */
	public static String word(TaskState state) {
		return state.word();
	}

	/** The run as a JSON document. */
	public static ObjectNode json(TaskRun run) {
		return TaskExport.json(run);
	}
}
