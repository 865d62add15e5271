package org.fleetdesk.ui;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.SimpleDateFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swtchart.Chart;
import org.eclipse.swtchart.IAxis;
import org.eclipse.swtchart.ILineSeries;
import org.eclipse.swtchart.ILineSeries.PlotSymbolType;
import org.eclipse.swtchart.ISeries.SeriesType;
import org.eclipse.swtchart.LineStyle;
import org.eclipse.swtchart.Range;
import org.fleetdesk.ui.internal.Messages;

/** One value over the last minutes, with units on its axes; its values are copied as a table of two columns. */
public final class TimeChart extends Composite {

	private static final String SERIES = "value";

	/** A value at a moment. */
	public record Point(Instant at, double value) {
	}

	private final String name;
	private final Duration leastSpan;
	private Duration span;
	private final double least;
	private final DoubleFunction<String> words;
	private final Deque<Point> points = new ArrayDeque<>();
	/** Name, unit and the last value: an axis title is turned by 90 degrees and is cut off when the chart is low. */
	private final Label heading;
	private final Chart chart;
	private final ILineSeries<?> series;

	/**
	 * @param name  what is measured with its unit, such as "CPU (% of a core)"
	 * @param span  of the time axis
	 * @param least the value axis goes from 0 to this at least
	 * @param words a value as text with its unit, such as "12 %"
	 */
	public TimeChart(Composite parent, String name, Duration span, double least, DoubleFunction<String> words) {
		super(parent, SWT.NONE);
		this.name = name;
		this.leastSpan = span;
		this.span = span;
		this.least = least;
		this.words = words;
		GridLayoutFactory.fillDefaults().spacing(0, 0).applyTo(this);
		heading = new Label(this, SWT.NONE);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(heading);
		chart = new Chart(this, SWT.NONE);
		GridDataFactory.fillDefaults().grab(true, true).applyTo(chart);
		chart.getTitle().setVisible(false);
		chart.getLegend().setVisible(false);
		series = (ILineSeries<?>) chart.getSeriesSet().createSeries(SeriesType.LINE, SERIES);
		series.setSymbolType(PlotSymbolType.NONE);
		series.setLineWidth(2);
		series.setAntialias(SWT.ON);
		dress(chart.getAxisSet().getXAxis(0), LineStyle.NONE);
		dress(chart.getAxisSet().getYAxis(0), LineStyle.DOT);
		chart.getAxisSet().getYAxis(0).getTick().setFormat(new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ENGLISH)));
		chart.getAxisSet().getYAxis(0).getTick().setTickMarkStepHint(24);
		chart.getAxisSet().getXAxis(0).getTick().setFormat(new SimpleDateFormat("HH:mm:ss"));
		chart.getAxisSet().getXAxis(0).getTick().setTickMarkStepHint(70);
		colour();
		var plot = (Control) chart.getPlotArea();
		var menu = new Menu(plot);
		var copy = new MenuItem(menu, SWT.PUSH);
		copy.setText(Messages.Chart_copy);
		copy.addListener(SWT.Selection, e -> copy());
		plot.setMenu(menu);
		chart.addListener(SWT.KeyDown, e -> {
			if (e.keyCode == 'c' && e.stateMask == SWT.MOD1) {
				copy();
			}
		});
		chart.getAccessible().addAccessibleListener(new AccessibleAdapter() {
			@Override
			public void getName(AccessibleEvent e) {
				e.result = heading.getText();
			}
		});
		draw();
	}

	private static void dress(IAxis axis, LineStyle grid) {
		axis.getTitle().setVisible(false);
		axis.getTick().setFont(JFaceResources.getDefaultFont());
		axis.getGrid().setStyle(grid);
	}

	/** The library brings colours of its own, which no theme reaches. */
	private void colour() {
		var background = getParent().getBackground();
		var palette = Palette.of(getParent());
		heading.setForeground(palette.faint());
		chart.setBackground(background);
		chart.setBackgroundInPlotArea(background);
		Color text = getParent().getForeground();
		for (IAxis axis : chart.getAxisSet().getAxes()) {
			axis.getTick().setForeground(text);
			axis.getGrid().setForeground(palette.faint());
		}
		series.setLineColor(palette.bar());
	}

	/** Adds a value; one that is older than the last is left out, since the engine's clock may have been set back. */
	public void add(Point point) {
		if (!points.isEmpty() && !point.at().isAfter(points.getLast().at())) {
			return;
		}
		points.addLast(point);
		var first = point.at().minus(span);
		while (points.getFirst().at().isBefore(first)) {
			points.removeFirst();
		}
		draw();
	}

	/** Shows these values, oldest first, instead of what was shown; the time axis is as long as they need, and not shorter than at first. */
	public void set(List<Point> values) {
		points.clear();
		points.addAll(values);
		if (!values.isEmpty()) {
			var whole = Duration.between(values.getFirst().at(), values.getLast().at());
			span = whole.compareTo(leastSpan) > 0 ? whole : leastSpan;
		}
		draw();
	}

	private void draw() {
		var end = points.isEmpty() ? Instant.now() : points.getLast().at();
		heading.setText(points.isEmpty() ? name : name + ": " + words.apply(points.getLast().value()));
		chart.suspendUpdate(true);
		series.setXDateSeries(points.stream().map(p -> Date.from(p.at())).toArray(Date[]::new));
		series.setYSeries(points.stream().mapToDouble(Point::value).toArray());
		chart.getAxisSet().getXAxis(0).setRange(new Range(end.minus(span).toEpochMilli(), end.toEpochMilli()));
		double most = points.stream().mapToDouble(Point::value).max().orElse(0);
		chart.getAxisSet().getYAxis(0).setRange(new Range(0, Math.max(least, most * 1.15)));
		chart.suspendUpdate(false);
		chart.redraw();
	}

	/** The values that are shown, oldest first, as text with a heading: time, tab, value. */
	public String table() {
		var text = new StringBuilder(Messages.Chart_time).append('\t').append(name).append('\n');
		var number = new DecimalFormat("0.##########", DecimalFormatSymbols.getInstance(Locale.ENGLISH));
		points.forEach(p -> text.append(p.at()).append('\t').append(number.format(p.value())).append('\n'));
		return text.toString();
	}

	private void copy() {
		var clipboard = new Clipboard(getDisplay());
		clipboard.setContents(new Object[] { table() }, new Transfer[] { TextTransfer.getInstance() });
		clipboard.dispose();
	}
}
