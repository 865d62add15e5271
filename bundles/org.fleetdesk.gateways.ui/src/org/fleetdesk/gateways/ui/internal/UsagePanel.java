package org.fleetdesk.gateways.ui.internal;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.widgets.Composite;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.gateways.model.Aliases;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.TimeChart;

/** How full a gateway's fullest file system was, and how fast it received and sent, from the reports that its cloud keeps. */
public final class UsagePanel extends ReadPanel<UsagePanel.Reports> {

	private static final Duration EVERY = Duration.ofSeconds(30);
	private static final Duration SPAN = Duration.ofMinutes(10);
	private static final int MOST = 300;
	private static final int HEIGHT = 120;
	private static final double KIB = 1024;

	/** What the charts show, oldest first; traffic in bytes a second. */
	record Reports(List<TimeChart.Point> disk, List<TimeChart.Point> received, List<TimeChart.Point> sent) {
	}

	private TimeChart disk;
	private TimeChart received;
	private TimeChart sent;

	public UsagePanel() {
		super(Messages.Usage_reading, EVERY);
	}

	@Override
	void make(Composite area) {
		disk = chart(area, Messages.Usage_disk, 100);
		received = chart(area, Messages.Usage_received, 1);
		sent = chart(area, Messages.Usage_sent, 1);
	}

	private static TimeChart chart(Composite area, String name, double least) {
		var chart = new TimeChart(area, name, SPAN, least, v -> String.format(Locale.ENGLISH, v == Math.rint(v) ? "%.0f" : "%.2f", v));
		GridDataFactory.fillDefaults().grab(true, false).hint(200, HEIGHT).applyTo(chart);
		return chart;
	}

	@Override
	Reports read(GatewaysSession session, Row about) throws Exception {
		String product = Related.productOf(about.id());
		String serial = Related.serialOf(about.id());
		var traffic = session.history(product, serial, Aliases.USAGE_REPORT, MOST, Optional.empty());
		return new Reports(Histories.disk(session.history(product, serial, Aliases.DEVICE_INFO, MOST, Optional.empty())), Histories.received(traffic), Histories.sent(traffic));
	}

	@Override
	String fill(Reports reports) {
		disk.set(reports.disk());
		received.set(kib(reports.received()));
		sent.set(kib(reports.sent()));
		return reports.disk().isEmpty() && reports.received().isEmpty() ? Messages.Usage_none : "";
	}

	private static List<TimeChart.Point> kib(List<TimeChart.Point> points) {
		return points.stream().map(p -> new TimeChart.Point(p.at(), p.value() / KIB)).toList();
	}
}
