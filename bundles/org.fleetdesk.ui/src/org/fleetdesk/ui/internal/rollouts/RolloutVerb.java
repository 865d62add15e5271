package org.fleetdesk.ui.internal.rollouts;

import java.io.IOException;
import java.util.List;

import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.tasks.RolloutService;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Background;
import org.fleetdesk.ui.internal.Confirmation;
import org.fleetdesk.ui.internal.rollouts.RolloutModel.Target;

/** What can be asked of a rollout that was started. */
enum RolloutVerb {
	PAUSE("pause"), RESUME("resume"), HALT("halt"), RETRY("retry"), ROLL_BACK("rollback"), ACKNOWLEDGE("acknowledge");

	private static final int LISTED = 10;

	private final String id;

	RolloutVerb(String id) {
		this.id = id;
	}

	/** As {@link RolloutService#possible} says it. */
	static RolloutVerb of(String id) {
		return List.of(values()).stream().filter(v -> v.id.equals(id)).findFirst().orElseThrow();
	}

	String label() {
		return switch (this) {
			case PAUSE -> Messages.Verb_pause;
			case RESUME -> Messages.Verb_resume;
			case HALT -> Messages.Verb_halt;
			case RETRY -> Messages.Verb_retry;
			case ROLL_BACK -> Messages.Verb_roll_back;
			case ACKNOWLEDGE -> Messages.Verb_acknowledge;
		};
	}

	boolean possible(RolloutModel model) {
		return model.possible().contains(id);
	}

	/** Asks where it breaks something off or takes something back, and does it in the background. */
	void start(RolloutModel model, RolloutService rollouts, Shell shell) {
		if (this == HALT && !Confirmation.ask(shell, MessageDialog.WARNING, Messages.Halt_title, haltQuestion(model), Messages.Halt_button)
				|| this == ROLL_BACK && !Confirmation.ask(shell, MessageDialog.WARNING, Messages.Roll_back_title, rollBackQuestion(model), rollBackButton(model))) {
			return;
		}
		Background.run(task(), shell, () -> {
			run(model.id(), rollouts);
			return null;
		});
	}

	private void run(String rollout, RolloutService rollouts) throws IOException {
		switch (this) {
			case PAUSE -> rollouts.pause(rollout);
			case RESUME -> rollouts.resume(rollout);
			case HALT -> rollouts.halt(rollout);
			case RETRY -> rollouts.retryFailed(rollout);
			case ROLL_BACK -> rollouts.rollBack(rollout);
			case ACKNOWLEDGE -> rollouts.acknowledge(rollout);
		}
	}

	private String task() {
		return switch (this) {
			case PAUSE -> Messages.Verb_task_pause;
			case RESUME -> Messages.Verb_task_resume;
			case HALT -> Messages.Verb_task_halt;
			case RETRY -> Messages.Verb_task_retry;
			case ROLL_BACK -> Messages.Verb_task_roll_back;
			case ACKNOWLEDGE -> Messages.Verb_task_acknowledge;
		};
	}

	static String haltQuestion(RolloutModel model) {
		var under = model.targets().filter(t -> t.fare().under()).toList();
		long pending = model.targets().filter(t -> t.fare() == Fare.PENDING).count();
		return question(Messages.Halt_question, model, under.isEmpty() ? Messages.Halt_none : Texts.format(Messages.Halt_running, under.size()), under,
				Texts.format(Messages.Halt_then, pending));
	}

	static String rollBackQuestion(RolloutModel model) {
		var changed = changed(model);
		return question(Messages.Roll_back_question, model, changed.isEmpty() ? Messages.Roll_back_none : Texts.format(Messages.Roll_back_targets, changed.size()), changed,
				Messages.Roll_back_then);
	}

	static String rollBackButton(RolloutModel model) {
		return Texts.format(Messages.Roll_back_button, changed(model).size());
	}

	private static List<Target> changed(RolloutModel model) {
		return model.targets().filter(t -> t.fare().changed()).toList();
	}

	private static String question(String pattern, RolloutModel model, String what, List<Target> targets, String then) {
		var text = new StringBuilder(Texts.format(pattern, model.rollout().task().title())).append("\n\n").append(what).append('\n');
		targets.stream().limit(LISTED).forEach(t -> text.append("    ").append(t.target().label()).append('\n'));
		if (targets.size() > LISTED) {
			text.append("    ").append(Texts.format(Messages.More, targets.size() - LISTED)).append('\n');
		}
		return text.append('\n').append(then).toString();
	}
}
