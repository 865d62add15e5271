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

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
	 * Submits the requests; when one is refused, those before are cancelled.
	 *
	 * @return the runs' ids
	 */
	public List<String> submit(List<TaskRequest> requests) throws IOException {
		var ids = new ArrayList<String>();
		try {
			for (TaskRequest request : requests) {
				ids.add(tasks.submit(request));
			}
		} catch (IOException | IllegalArgumentException e) {
			ids.forEach(tasks::cancel);
			throw e;
		}
		return ids;
	}

	/** Prints the ids of runs that were only started. */
	public void started(List<String> ids) {
		ids.forEach(id -> out.show(JsonNodeFactory.instance.objectNode().put("id", id), id));
	}

	/**
	 * Waits for runs, and prints how they fare and their results. Interrupting cancels what is not done.
	 *
	 * @return the exit code
	 */
	public int await(List<String> ids) throws InterruptedException {
		return await(ids, TaskState.SUCCEEDED);
	}

	/** Waits until runs are discarded and prints what became of them; as {@link #await}. */
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
		var ended = new ArrayList<TaskRun>();
		try (listener) {
			for (String id : ids) {
				var run = tasks.await(id);
				ended.add(run);
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
		return ended.stream().allMatch(r -> r.state() == wanted) ? ExitCode.DONE : ExitCode.of(ended);
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

	/** Prints the result of each target, or the run as JSON. */
	public void print(TaskRun run) {
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
