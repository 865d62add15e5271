package org.fleetdesk.ui.internal.rollouts;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.IWorkbenchSite;
import org.fleetdesk.core.Registration;
import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.RolloutService;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.ui.internal.tasks.RowPane;
import org.fleetdesk.ui.internal.tasks.RowSource;
import org.fleetdesk.ui.internal.tasks.RunRow;
import org.fleetdesk.ui.internal.tasks.TaskRow;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Brings the rollouts into the Tasks view: a row each, with its waves, and below them their targets. */
@Component
public final class RolloutRows implements RowSource {

	private final RolloutService rollouts;
	/** Those of rollouts that change no more. */
	private final Map<String, RolloutModel> settled = new ConcurrentHashMap<>();

	@Activate
	public RolloutRows(@Reference RolloutService rollouts) {
		this.rollouts = rollouts;
	}

	/** Whether something of it goes on, or will without being asked. */
	static boolean active(Rollout rollout) {
		return !rollout.state().atRest() && rollout.state() != Rollout.State.INTERRUPTED;
	}

	@Override
	public List<RolloutRow> rows(Map<String, RunRow> runs) {
		var known = new HashMap<String, RolloutModel>();
		var rows = rollouts.rollouts().stream().map(r -> new RolloutRow(model(r, runs, known))).toList();
		settled.keySet().retainAll(known.keySet());
		settled.putAll(known);
		return rows;
	}

	private RolloutModel model(Rollout rollout, Map<String, RunRow> runs, Map<String, RolloutModel> known) {
		var before = settled.get(rollout.id());
		var model = before != null && before.rollout().equals(rollout) ? before
				: RolloutModel.of(rollout, rollouts.possible(rollout.id()), id -> Optional.ofNullable(runs.get(id)).map(RunRow::run));
		if (rollout.state().ended() && model.runs().stream().allMatch(r -> r.state().ended())) {
			known.put(rollout.id(), model);
		}
		return model;
	}

	@Override
	public boolean takes(TaskRun run) {
		return run.links().rollout().isPresent();
	}

	@Override
	public boolean has(TaskRow row) {
		return row instanceof OfRollout;
	}

	@Override
	public List<Whole> wholes() {
		return rollouts.rollouts().stream().map(r -> new Whole(goesOn(r), r.needsAttention(), fraction(r))).filter(w -> w.active() || w.needsAttention()).toList();
	}

	/** Whether it does something now; one that is paused waits for the user. */
	private static boolean goesOn(Rollout rollout) {
		return active(rollout) && rollout.state() != Rollout.State.PAUSED;
	}

	private static double fraction(Rollout rollout) {
		return rollout.waves().stream().mapToDouble(w -> w.state() == Rollout.WaveState.SUCCEEDED ? w.targets().size() : 0).sum() / rollout.task().targets().size();
	}

	@Override
	public RowPane pane(Composite parent, IWorkbenchSite site) {
		return new RolloutPane(parent, rollouts);
	}

	@Override
	public Registration addListener(Runnable changed) {
		return rollouts.addListener(r -> changed.run());
	}
}
