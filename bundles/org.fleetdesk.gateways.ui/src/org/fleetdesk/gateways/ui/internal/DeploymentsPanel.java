package org.fleetdesk.gateways.ui.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.fleetdesk.gateways.Deployment;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.logs.FurtherLog;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.ui.Grids;
import org.fleetdesk.ui.Navigation;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

/** What was installed on a gateway, newest first; below it how the selected one went, step by step. */
public final class DeploymentsPanel extends ReadPanel<List<Deployment>> {

	private static final Duration EVERY = Duration.ofSeconds(5);
	private static final int SHOWN = 5;
	private static final int EVENTS = 8;
	private static final int MOST = 20;

	private Grid grid;
	private Label message;
	private Grid timeline;
	private Button output;
	private Button cancel;
	private Button giveUp;
	private List<Deployment> deployments = List.of();
	private String selected = "";

	public DeploymentsPanel() {
		super(Messages.Deployments_reading, EVERY);
	}

	@Override
	void make(Composite area) {
		grid = new Grid(area, Messages.Deployments, SHOWN, new String[] { Messages.When, Messages.Packages, Messages.State, Messages.By }, 76, 150, 86, 70);
		grid.table().addListener(SWT.Selection, e -> choose(deployments.get(grid.selected()).id()));
		message = new Label(area, SWT.WRAP);
		GridDataFactory.fillDefaults().grab(true, false).hint(60, SWT.DEFAULT).applyTo(message);
		timeline = new Grid(area, Messages.Timeline, EVENTS, new String[] { Messages.When, Messages.Step, Messages.Application }, 76, 230, 90);
		var buttons = buttons(area);
		output = button(buttons, Messages.Deployment_output, () -> Navigation.openLog(new FurtherLog(row().id(), "output-" + selected).id()));
		cancel = button(buttons, Messages.Deployment_cancel, () -> end(Gateways.CANCEL_INSTALL, Messages.Deployment_cancel_task, selected, row()));
		giveUp = button(buttons, Messages.Deployment_give_up, this::giveUp);
	}

	@Override
	List<Deployment> read(GatewaysSession session, Row about) throws Exception {
		var all = new ArrayList<>(session.deployments(Related.productOf(about.id()), Related.serialOf(about.id()), MOST));
		String wanted = selected.isEmpty() && !all.isEmpty() ? all.getFirst().id() : selected;
		for (int i = 0; i < all.size(); i++) {
			if (all.get(i).id().equals(wanted)) {
				all.set(i, session.deployment(wanted, 0, Duration.ZERO)); // with all its events
			}
		}
		return all;
	}

	@Override
	String fill(List<Deployment> found) {
		deployments = found;
		grid.show(found.stream().map(d -> List.of(Texts.shortTime(d.created()), String.join(", ", d.packages()), state(d.state()), d.by())).toList());
		int place = Math.max(0, found.stream().map(Deployment::id).toList().indexOf(selected));
		if (!found.isEmpty() && grid.selected() != place) { // also when a new one has moved it
			grid.table().setSelection(place);
		}
		Grids.show(grid.table(), !found.isEmpty());
		draw();
		return found.isEmpty() ? Messages.Deployments_none : "";
	}

	private void choose(String id) {
		selected = id;
		draw();
		again();
	}

	private void draw() {
		int at = grid.selected();
		boolean any = at >= 0 && at < deployments.size();
		if (any) {
			var deployment = deployments.get(at);
			selected = deployment.id();
			message.setText(Texts.label(deployment.message()));
			timeline.show(deployment.events().stream().map(DeploymentsPanel::step).toList());
		}
		Grids.show(message, any && !message.getText().isEmpty());
		Grids.show(timeline.table(), any && !deployments.get(at).events().isEmpty());
		Grids.show(output.getParent(), any);
		Palette.enable(output, any);
		var state = any ? deployments.get(at).state() : Deployment.State.DONE;
		enable(cancel, state == Deployment.State.QUEUED, state.ended() ? Messages.Deployment_has_ended : Messages.Deployment_too_late);
		enable(giveUp, !state.ended(), Messages.Deployment_has_ended);
		resized();
	}

	/** A line of the timeline. */
	static List<String> step(Deployment.Event event) {
		String words = Texts.sentence(event.phase().replace('-', ' '));
		String share = event.total() > 0 && event.bytes() > 0 ? Texts.format(Messages.Step_share, words, Texts.size(event.bytes()), Texts.size(event.total())) : words;
		return List.of(Texts.shortTime(event.at()), event.message().isEmpty() ? share : share + ": " + event.message(), (event.app() + " " + event.version()).strip());
	}

	static String state(Deployment.State state) {
		return switch (state) {
			case QUEUED -> Messages.State_queued;
			case PICKED_UP -> Messages.State_picked_up;
			case RUNNING -> Messages.State_running;
			case DONE -> Messages.State_done;
			case FAILED -> Messages.State_failed;
			case ROLLED_BACK -> Messages.State_rolled_back;
			case CANCELLED -> Messages.State_cancelled;
		};
	}

	/** @param why it cannot be pressed, when it cannot */
	private static void enable(Button button, boolean possible, String why) {
		Palette.enable(button, possible);
		button.setToolTipText(possible ? null : why);
	}

	private void giveUp() {
		var deployment = deployments.get(grid.selected());
		Row gateway = row(); // the panel goes on reading while the question is there
		String question = Texts.format(Messages.Deployment_give_up_question, String.join(", ", deployment.packages()), gateway.name());
		if (Tasks.confirm(giveUp.getShell(), Messages.Deployment_give_up, question, Messages.Deployment_give_up)) {
			end(Gateways.GIVE_UP_INSTALL, Messages.Deployment_give_up_task, deployment.id(), gateway);
		}
	}

	private void end(String verb, String title, String deployment, Row gateway) {
		Tasks.start(grid.table(), new TaskRequest(1, verb, Texts.format(title, gateway.name()), List.of(new TaskTarget(gateway.id(), gateway.name())), Inputs.parameters().put("deployment", deployment)));
	}
}
