package org.fleetdesk.ui.internal.rollouts;

import java.util.List;
import java.util.stream.Collectors;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Texts;

/** Who is hit in which wave: a bar of the waves' proportions, and a list of all targets by wave. */
public final class WavesPreview extends Composite {

	private static final int BAR = 26;
	private static final int LEAST = 3;

	private final Canvas bar;
	private final Table table;
	private List<WavesForm.Line> lines = List.of();
	private List<Integer> proportions = List.of();

	public WavesPreview(Composite parent) {
		super(parent, SWT.NONE);
		GridLayoutFactory.fillDefaults().spacing(0, 6).applyTo(this);
		new Label(this, SWT.NONE).setText(Messages.Waves_preview);
		bar = new Canvas(this, SWT.DOUBLE_BUFFERED);
		bar.addListener(SWT.Paint, this::paint);
		Accessibles.describe(bar, () -> Texts.format(Messages.Waves_preview_bar, proportions.stream().map(String::valueOf).collect(Collectors.joining(", "))), () -> null);
		GridDataFactory.fillDefaults().grab(true, false).hint(SWT.DEFAULT, BAR).applyTo(bar);
		table = new Table(this, SWT.BORDER | SWT.VIRTUAL | SWT.FULL_SELECTION | SWT.SINGLE);
		new TableColumn(table, SWT.NONE);
		table.addListener(SWT.SetData, e -> fill((TableItem) e.item, lines.get(e.index)));
		table.addListener(SWT.Resize, e -> table.getColumn(0).setWidth(table.getClientArea().width));
		Accessibles.name(table, Messages.Waves_preview_name);
		GridDataFactory.fillDefaults().grab(true, true).hint(300, 220).applyTo(table);
	}

	/** @param sizes how many targets each wave takes */
	public void show(List<WavesForm.Line> next, List<Integer> sizes) {
		if (!next.equals(lines)) {
			table.deselectAll();
			table.setTopIndex(0);
			lines = next;
			table.setItemCount(next.size());
			table.clearAll();
		}
		proportions = sizes;
		bar.redraw();
	}

	private void fill(TableItem item, WavesForm.Line line) {
		item.setText(line.wave() ? line.text() : "    " + line.text());
		if (line.wave()) {
			item.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT));
		}
	}

	/** Boxes with the number of targets in them, as wide as their part of all; those that would be too small are drawn together. */
	private void paint(Event event) {
		GC gc = event.gc;
		gc.setBackground(getBackground());
		gc.fillRectangle(bar.getClientArea());
		int all = proportions.stream().mapToInt(Integer::intValue).sum();
		int width = bar.getClientArea().width - 1;
		int height = bar.getClientArea().height - 1;
		var palette = Palette.of(this);
		int before = 0;
		int last = -LEAST;
		for (int i = 0; i < proportions.size(); i++) {
			int left = (int) ((long) width * before / all);
			before += proportions.get(i);
			int right = (int) ((long) width * before / all);
			if (right - last < LEAST) {
				continue;
			}
			last = right;
			gc.setBackground(palette.bar());
			gc.setAlpha(i % 2 == 0 ? 60 : 25);
			gc.fillRectangle(left, 0, right - left, height);
			gc.setAlpha(255);
			gc.setForeground(palette.bar());
			gc.drawRectangle(left, 0, right - left, height);
			String number = String.valueOf(proportions.get(i));
			Point size = gc.textExtent(number);
			if (size.x + 4 < right - left) {
				gc.setForeground(getForeground());
				gc.drawText(number, left + (right - left - size.x) / 2, (height - size.y) / 2, true);
			}
		}
	}
}
