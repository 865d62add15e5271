package org.fleetdesk.ui.internal.rollouts;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.rollouts.RolloutModel.WaveModel;

/**
 * A bar for each wave of a rollout, filled with how its targets fare, the failed ones from the right; with the thresholds as marks and a legend. Scrolls when there
 * are more waves than fit.
 */
final class WaveChart extends Canvas {

	private static final int MARGIN = 6;
	private static final int MARK = 4;

	private RolloutModel model;
	private Instant now = Instant.now();

	WaveChart(Composite parent) {
		super(parent, SWT.DOUBLE_BUFFERED | SWT.V_SCROLL);
		addListener(SWT.Paint, this::paint);
		addListener(SWT.Resize, e -> fit());
		addListener(SWT.FocusIn, e -> redraw());
		addListener(SWT.FocusOut, e -> redraw());
		addListener(SWT.KeyDown, this::key);
		addListener(SWT.Traverse, e -> e.doit = e.detail != SWT.TRAVERSE_RETURN);
		addListener(SWT.MouseDown, e -> setFocus());
		getVerticalBar().addListener(SWT.Selection, e -> redraw());
		var menu = new Menu(this);
		var copy = new MenuItem(menu, SWT.PUSH);
		copy.setText(Messages.Chart_copy);
		copy.addListener(SWT.Selection, e -> copy());
		setMenu(menu);
		Accessibles.describe(this, () -> Messages.Chart_name, this::description);
	}

	void show(RolloutModel next, Instant moment) {
		model = next;
		now = moment;
		fit();
		redraw();
	}

	/** What it shows, in words. */
	String description() {
		return model == null ? "" : Texts.format(Messages.Chart_description, model.state(now), model.waves().stream()
				.map(w -> Texts.format(Messages.Chart_wave, w.wave().number(), w.state(now), w.countsText())).collect(Collectors.joining(". ")));
	}

	private void key(Event event) {
		var bar = getVerticalBar();
		int to = switch (event.keyCode) {
			case SWT.ARROW_UP -> bar.getSelection() - bar.getIncrement();
			case SWT.ARROW_DOWN -> bar.getSelection() + bar.getIncrement();
			case SWT.PAGE_UP -> bar.getSelection() - bar.getPageIncrement();
			case SWT.PAGE_DOWN -> bar.getSelection() + bar.getPageIncrement();
			case SWT.HOME -> 0;
			case SWT.END -> bar.getMaximum();
			default -> -1;
		};
		if (event.keyCode == 'c' && event.stateMask == SWT.MOD1) {
			copy();
		} else if (to != -1) {
			bar.setSelection(Math.max(0, to));
			redraw();
		}
	}

	/** The values as a table. */
	private void copy() {
		if (model != null) {
			var clipboard = new Clipboard(getDisplay());
			clipboard.setContents(new Object[] { model.table(now) }, new Transfer[] { TextTransfer.getInstance() });
			clipboard.dispose();
		}
	}

	/** Two lines of text and a bar. */
	private int row() {
		return 2 * line() + 2 * MARGIN;
	}

	private int line() {
		var gc = new GC(this);
		try {
			return gc.getFontMetrics().getHeight();
		} finally {
			gc.dispose();
		}
	}

	private int content() {
		return model == null ? 0 : model.waves().size() * row() + legend(null, getClientArea().width);
	}

	private void fit() {
		int page = Math.max(1, getClientArea().height);
		int all = Math.max(page, content());
		getVerticalBar().setVisible(all > page);
		getVerticalBar().setValues(Math.clamp(getVerticalBar().getSelection(), 0, all - page), 0, all, page, row(), page);
	}

	@Override
	public Point computeSize(int width, int height, boolean changed) {
		int wide = width == SWT.DEFAULT ? 320 : width;
		return new Point(wide, height == SWT.DEFAULT && model != null ? model.waves().size() * row() + legend(null, wide) : height == SWT.DEFAULT ? 100 : height);
	}

	private void paint(Event event) {
		if (model == null) {
			return;
		}
		var area = getClientArea();
		event.gc.setBackground(getParent().getBackground()); // no theme reaches a canvas
		event.gc.fillRectangle(area);
		int row = row();
		int y = -getVerticalBar().getSelection();
		for (WaveModel wave : model.waves()) {
			if (y + row > 0 && y < area.height) {
				wave(event.gc, wave, new Rectangle(MARGIN, y, area.width - 2 * MARGIN, row));
			}
			y += row;
		}
		legend(event.gc, area.width, y);
		if (isFocusControl()) {
			event.gc.setForeground(getParent().getForeground());
			event.gc.setLineStyle(SWT.LINE_DOT);
			event.gc.drawRectangle(0, 0, area.width - 1, area.height - 1);
			event.gc.setLineStyle(SWT.LINE_SOLID);
		}
	}

	private void wave(GC gc, WaveModel wave, Rectangle row) {
		int line = gc.getFontMetrics().getHeight();
		var palette = Palette.of(getParent());
		gc.setForeground(getParent().getForeground());
		gc.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT));
		String name = Texts.format(Messages.Row_wave, wave.wave().number());
		gc.drawText(name, row.x, row.y + MARGIN / 2, true);
		int after = row.x + gc.textExtent(name).x + 2 * MARGIN;
		gc.setFont(getFont());
		String state = wave.state(now);
		gc.drawText(state, after, row.y + MARGIN / 2, true);
		String counts = wave.countsText();
		int width = gc.textExtent(counts).x;
		int left = Math.max(after + gc.textExtent(state).x + 2 * MARGIN, row.x + row.width - width);
		gc.setForeground(palette.faint());
		gc.drawText(counts, left, row.y + MARGIN / 2, true);
		var bar = new Rectangle(row.x, row.y + MARGIN / 2 + line + 3, row.width, line - 3);
		bar(gc, wave, bar);
		mark(gc, bar, model.rollout().plan().successThreshold(), true);
		mark(gc, bar, 100 - model.rollout().plan().errorThreshold(), false);
	}

	private void bar(GC gc, WaveModel wave, Rectangle bar) {
		int before = 0;
		for (var part : wave.counts().entrySet()) {
			int left = bar.x + bar.width * before / wave.targets().size();
			before += part.getValue();
			int right = bar.x + bar.width * before / wave.targets().size();
			Pattern.of(part.getKey()).paint(gc, new Rectangle(left, bar.y, right - left, bar.height), Pattern.colour(this, part.getKey()), getParent().getBackground());
		}
	}

	/** A triangle at a threshold: below the bar from which on the next wave starts, above it from which on the wave ends. */
	private void mark(GC gc, Rectangle bar, int percent, boolean below) {
		int x = bar.x + bar.width * percent / 100;
		gc.setBackground(getParent().getForeground());
		gc.fillPolygon(below ? new int[] { x - MARK, bar.y + bar.height + MARK + 1, x + MARK, bar.y + bar.height + MARK + 1, x, bar.y + bar.height }
				: new int[] { x - MARK, bar.y - MARK - 1, x + MARK, bar.y - MARK - 1, x, bar.y });
	}

	private int legend(GC gc, int width) {
		if (gc != null) {
			return legend(gc, width, 0);
		}
		var own = new GC(this);
		try {
			own.setClipping(new Rectangle(0, 0, 0, 0));
			return legend(own, width, 0);
		} finally {
			own.dispose();
		}
	}

	/** What the patterns and marks mean: those that occur. @return its height */
	private int legend(GC gc, int width, int top) {
		int line = gc.getFontMetrics().getHeight();
		int x = MARGIN;
		int y = top + MARGIN;
		gc.setFont(getFont());
		for (Fare fare : occurring()) {
			int wide = line + 4 + gc.textExtent(fare.word()).x;
			if (x > MARGIN && x + wide > width - MARGIN) {
				x = MARGIN;
				y += line + 4;
			}
			Pattern.of(fare).paint(gc, new Rectangle(x, y + 2, line - 2, line - 5), Pattern.colour(this, fare), getParent().getBackground());
			gc.setForeground(getParent().getForeground());
			gc.drawText(fare.word(), x + line + 2, y, true);
			x += wide + 2 * MARGIN;
		}
		var plan = model.rollout().plan();
		for (boolean below : new boolean[] { true, false }) {
			y += line + 4;
			mark(gc, new Rectangle(MARGIN + MARK, y + line / 2, 0, 0), 0, below);
			gc.setForeground(getParent().getForeground());
			gc.drawText(below ? Texts.format(Messages.Chart_success_mark, plan.successThreshold()) : Texts.format(Messages.Chart_error_mark, plan.errorThreshold()),
					MARGIN + line + 2, y, true);
		}
		return y + line + MARGIN - top;
	}

	private Set<Fare> occurring() {
		return model.targets().map(RolloutModel.Target::fare).collect(Collectors.toCollection(() -> EnumSet.noneOf(Fare.class)));
	}
}
