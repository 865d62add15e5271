package org.fleetdesk.ui.internal.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.fleetdesk.core.Registration;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.tasks.TargetRun;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.ui.internal.tasks.TaskList;

/** What running tasks do to resources and engines, for progress in place. Safe for several threads. */
public final class Activity implements Registration {

	/**
	 * What is being done.
	 *
	 * @param text     the step, such as "Stop"
	 * @param fraction from 0 to 1, or -1 when not known
	 */
	public record Doing(String text, double fraction) {

		private static final int BAR = 6;

		@Override
		public String toString() {
			return fraction > 0 ? text + "  " + bar() + " " + Math.round(100 * fraction) + " %" : text + "...";
		}

		private String bar() {
			int done = (int) Math.round(BAR * Math.min(1, fraction));
			return "▓".repeat(done) + "░".repeat(BAR - done);
		}
	}

	private final Map<String, Map<ResourceId, Doing>> byRun = new ConcurrentHashMap<>();
	private final Runnable changed;
	private final Registration registration;

	/** @param changed called on a background thread after each change */
	public Activity(TaskList tasks, Runnable changed) {
		this.changed = changed;
		registration = tasks.addListener(run -> (run == null ? tasks.active() : List.of(run)).forEach(this::update));
		tasks.active().forEach(this::update);
	}

	private void update(TaskRun run) {
		if (run.state().ended()) {
			if (byRun.remove(run.id()) == null) {
				return;
			}
		} else {
			var doing = new HashMap<ResourceId, Doing>();
			for (TargetRun target : run.targets()) {
				if (target.state() == TaskState.RUNNING) {
					doing.put(target.target().resource(), new Doing(doing(run, target), target.fraction()));
				}
			}
			byRun.put(run.id(), doing);
		}
		changed.run();
	}

	/** Without the target's name, which stands beside it. */
	static String doing(TaskRun run, TargetRun target) {
		String text = target.step().isEmpty() ? run.request().title() : target.step();
		String name = " " + target.target().label();
		return text.length() > name.length() && text.endsWith(name) ? text.substring(0, text.length() - name.length()) : text;
	}

	/** What is being done to it now. */
	public Optional<Doing> of(ResourceId id) {
		return byRun.values().stream().map(m -> m.get(id)).filter(d -> d != null).findFirst();
	}

	@Override
	public void close() {
		registration.close();
	}
}
