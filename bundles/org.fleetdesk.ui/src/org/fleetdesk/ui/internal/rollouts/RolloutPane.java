package org.fleetdesk.ui.internal.rollouts;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.ScrolledComposite;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.RowLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.fleetdesk.tasks.RolloutService;
import org.fleetdesk.ui.Grids;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.UiUpdates;
import org.fleetdesk.ui.internal.tasks.RowPane;
import org.fleetdesk.ui.internal.tasks.TaskRow;

/** A rollout beside its row: its state and why, what can be done with it, the chart of its waves, what is not healthy, and its log. */
final class RolloutPane implements RowPane {

	private static final int LOG = 140;
	private static final int CHART = 420;

	private final RolloutService rollouts;
	private final ScrolledComposite scrolled;
	private final Composite body;
	private final Label state;
	private final Label reason;
	private final Map<RolloutVerb, Button> buttons = new EnumMap<>(RolloutVerb.class);
	private final Label plan;
	private final WaveChart chart;
	private final Label health;
	private final RolloutLog log;
	private RolloutModel model;

	RolloutPane(Composite parent, RolloutService rollouts) {
		this.rollouts = rollouts;
		scrolled = new ScrolledComposite(parent, SWT.V_SCROLL);
		scrolled.setExpandHorizontal(true);
		scrolled.setExpandVertical(true);
		scrolled.setShowFocusedControl(true);
		body = new Composite(scrolled, SWT.NONE);
		GridLayoutFactory.fillDefaults().margins(6, 3).spacing(0, 4).applyTo(body);
		scrolled.setContent(body);
		state = wrapped();
		state.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT));
		reason = wrapped();
		makeButtons();
		chart = new WaveChart(body);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(chart);
		plan = wrapped();
		health = wrapped();
		log = new RolloutLog(body, rollouts);
		GridDataFactory.fillDefaults().grab(true, true).hint(SWT.DEFAULT, LOG).applyTo(log.control());
		scrolled.addListener(SWT.Resize, e -> fit());
		UiUpdates.everySecond(scrolled, this::tick);
	}

	private Label wrapped() {
		var label = new Label(body, SWT.WRAP);
		GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(label);
		return label;
	}

	private void makeButtons() {
		var bar = new Composite(body, SWT.NONE);
		var layout = new RowLayout(SWT.HORIZONTAL);
		layout.marginLeft = 0;
		layout.marginTop = 0;
		layout.marginBottom = 0;
		bar.setLayout(layout);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(bar);
		for (RolloutVerb verb : RolloutVerb.values()) {
			var button = new Button(bar, SWT.PUSH);
			button.setText(verb.label());
			button.addListener(SWT.Selection, e -> verb.start(model, rollouts, scrolled.getShell()));
			buttons.put(verb, button);
		}
	}

	@Override
	public Control control() {
		return scrolled;
	}

	@Override
	public void show(TaskRow row) {
		var next = ((OfRollout) row).model();
		boolean other = model == null || !model.id().equals(next.id());
		if (!other && next.equals(model)) {
			return;
		}
		model = next;
		text(reason, next.rollout().reason());
		var asked = next.rollout().plan();
		text(plan, Texts.format(Messages.Pane_plan, switch (asked.onFailure()) {
			case HALT -> Messages.Waves_halt;
			case ROLL_BACK_WAVE -> Messages.Waves_roll_back_wave;
			case ROLL_BACK_ALL -> Messages.Waves_roll_back_all;
		}, asked.soak().isZero() ? Messages.Pane_no_soak : Texts.format(Messages.Pane_soak, Texts.age(asked.soak()))));
		text(health, next.health().isEmpty() ? "" : Messages.Pane_health + "\n" + String.join("\n", next.health()));
		tick();
		log.show(next.rollout());
		fit();
		if (other) {
			scrolled.setOrigin(0, 0);
		}
	}

	/** What changes with time: how long a wave is still watched. Also the colours, which a theme may set after this has. */
	private void tick() {
		if (model != null) {
			var now = Instant.now();
			var palette = Palette.of(body);
			buttons.forEach((verb, button) -> Palette.enable(button, verb.possible(model)));
			plan.setForeground(palette.faint());
			health.setForeground(palette.error());
			text(state, Texts.format(Messages.Pane_state, Texts.sentence(model.state(now)), Texts.format(Messages.Row_waves, model.wavesDone(), model.waves().size())));
			chart.show(model, now);
		}
	}

	private static void text(Label label, String text) {
		String plain = Texts.plainLines(text).replace("&", "&&");
		if (!label.getText().equals(plain)) {
			label.setText(plain);
		}
		Grids.show(label, !plain.isEmpty());
	}

	/** The chart has the height that it needs, up to a limit from which on it scrolls; the whole scrolls when the view is too low for it. */
	private void fit() {
		int width = scrolled.getClientArea().width;
		((GridData) chart.getLayoutData()).heightHint = Math.min(CHART, chart.computeSize(Math.max(1, width - 12), SWT.DEFAULT).y);
		scrolled.setMinSize(SWT.DEFAULT, body.computeSize(Math.max(1, width), SWT.DEFAULT, true).y);
		body.layout(true, true);
	}
}
