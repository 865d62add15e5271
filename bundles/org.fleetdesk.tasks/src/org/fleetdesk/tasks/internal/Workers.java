package org.fleetdesk.tasks.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.fleetdesk.core.Sessions;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.internal.TargetWorker.Tools;
import org.fleetdesk.tasks.internal.TargetWorker.Work;

/** All that are at work: one at a time on a resource, and no more than the bounds allow. */
final class Workers {

	/** How long closing waits for handlers to let go. */
	private static final Duration CLOSING = Duration.ofSeconds(2);

	private final Sessions sessions;
	private final ResourceQueue queue = new ResourceQueue();
	private final Turns turns;
	// written under this lock, read without
	private final Map<String, List<TargetWorker>> workers = new ConcurrentHashMap<>();

	Workers(Sessions sessions, Turns.Bounds bounds) {
		this.sessions = sessions;
		turns = new Turns(bounds);
	}

	/** What is done on some of the targets, by index. A request that cannot be planned must be found out before anything is written down. */
	static List<List<Step>> plan(TaskRequest request, List<Integer> indices, TaskHandler handler) {
		return indices.stream().map(i -> handler.plan(request, request.targets().get(i))).toList();
	}

	/** @param indices of the targets to work on */
	void start(Run run, List<Integer> indices, TaskHandler handler, List<List<Step>> plans, Tools tools, Work work) {
		var request = run.submitted().request();
		boolean atOnce = handler.atOnce(request);
		var started = new ArrayList<TargetWorker>();
		for (int i = 0; i < plans.size(); i++) {
			int index = indices.get(i);
			var resource = request.targets().get(index).resource();
			var turn = turns.on(resource.connection());
			started.add(new TargetWorker(run, index, handler, plans.get(i), atOnce ? queue.aside(resource) : queue.enter(resource), turn,
					new TargetContext(run, index, plans.get(i), sessions, tools.recorder(), Optional.of(turn)), tools, work));
		}
		synchronized (this) {
			workers.put(run.submitted().run(), started);
		}
		started.forEach(TargetWorker::start);
	}

	/** For a question about a target that is done. */
	TargetContext context(Run run, int index, Tools tools) {
		return new TargetContext(run, index, List.of(), sessions, tools.recorder(), Optional.empty());
	}

	void cancel(String run) {
		workers.getOrDefault(run, List.of()).forEach(TargetWorker::cancel);
	}

	void cancelQueued(String run) {
		workers.getOrDefault(run, List.of()).forEach(TargetWorker::cancelQueued);
	}

	/** Forgets the workers of a run when they are done. @return whether they are */
	synchronized boolean settled(Run run) {
		if (run.ended()) {
			workers.remove(run.submitted().run());
			return true;
		}
		return false;
	}

	/** Breaks off what is under way; nothing of it gets another word in the journal. */
	void abandon() {
		var running = running();
		running.forEach(TargetWorker::abandon); // all of them first: one that is broken off lets the next one in its queue begin
		running.forEach(TargetWorker::breakOff);
	}

	private List<TargetWorker> running() {
		return workers.values().stream().flatMap(List::stream).toList();
	}

	/** Waits a while for those that were broken off. */
	void join() {
		long end = System.nanoTime() + CLOSING.toNanos();
		try {
			for (TargetWorker worker : running()) {
				worker.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
			}
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}
}
