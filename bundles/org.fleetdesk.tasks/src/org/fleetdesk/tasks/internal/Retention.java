package org.fleetdesk.tasks.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.fleetdesk.tasks.TaskHistory.Limits;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;

/** Chooses the runs that are forgotten. Runs that are linked with each other, or by a rollout, go together or not at all. */
final class Retention {

	private Retention() {
	}

	/** @param keptRollout whether a rollout, by id, is remembered, so that its runs must be */
	static List<TaskRun> excess(List<TaskRun> runs, Limits limits, Instant now, Predicate<String> keptRollout) {
		var newestFirst = runs.stream().sorted(Comparator.comparing(TaskRun::created).thenComparing(TaskRun::id).reversed()).toList();
		Instant oldest = now.minus(Duration.ofDays(limits.days()));
		var groups = new Groups();
		var kept = new HashSet<String>();
		for (int i = 0; i < newestFirst.size(); i++) {
			var run = newestFirst.get(i);
			links(run).forEach(other -> groups.join(run.id(), other));
			boolean within = i < limits.runs() && !run.created().isBefore(oldest);
			if (within || unfinished(run) || run.links().rollout().filter(keptRollout).isPresent()) {
				kept.add(run.id());
			}
		}
		var keptGroups = new HashSet<String>();
		kept.forEach(id -> keptGroups.add(groups.of(id)));
		return newestFirst.stream().filter(r -> !keptGroups.contains(groups.of(r.id()))).toList();
	}

	private static boolean unfinished(TaskRun run) {
		return !run.state().ended() || run.links().retriedBy().isEmpty() && run.targets().stream().anyMatch(t -> t.state() == TaskState.INTERRUPTED);
	}

	private static Stream<String> links(TaskRun run) {
		var links = run.links();
		return Stream.of(links.retryOf(), links.retriedBy(), links.undoOf(), links.undoneBy(), links.rollout().map(r -> "rollout " + r)).flatMap(Optional::stream);
	}

	/** Ids that belong together (a union-find structure). */
	private static final class Groups {

		private final Map<String, String> parents = new HashMap<>();

		String of(String id) {
			var path = new ArrayList<String>();
			String root = id;
			for (String parent = parents.get(root); parent != null; parent = parents.get(root)) {
				path.add(root);
				root = parent;
			}
			String found = root;
			path.forEach(p -> parents.put(p, found));
			return root;
		}

		void join(String a, String b) {
			String first = of(a);
			String second = of(b);
			if (!first.equals(second)) {
				parents.put(first, second);
			}
		}
	}
}
