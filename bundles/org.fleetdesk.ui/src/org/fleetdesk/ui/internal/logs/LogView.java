package org.fleetdesk.ui.internal.logs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.ui.IMemento;
import org.eclipse.ui.IViewSite;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.part.ViewPart;
import org.fleetdesk.core.Registration;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.logs.FurtherLog;
import org.fleetdesk.logs.IngestState;
import org.fleetdesk.logs.LogExport;
import org.fleetdesk.logs.LogIngestor;
import org.fleetdesk.logs.LogKey;
import org.fleetdesk.logs.LogLines;
import org.fleetdesk.logs.LogStream;
import org.fleetdesk.logs.Logs;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.UiUpdates;
import org.fleetdesk.ui.internal.Background;
import org.fleetdesk.ui.internal.Errors;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.logviewer.LogViewer;

import jakarta.inject.Inject;

/** The log of one resource, which its secondary id names. The log goes on being kept when the view is closed. */
public final class LogView extends ViewPart {

	public static final String ID = "org.fleetdesk.ui.log";

	/** @param ingestor who feeds it, or null when the log is only kept */
	private record Opened(LogStream stream, LogLines lines, LogIngestor ingestor) {
	}

	@Inject
	private Console console;
	@Inject
	private Logs logs;

	private final List<Registration> registrations = new ArrayList<>();
	private ResourceId id;
	private String name;
	private IMemento memento;
	private LogViewer viewer;

	@Override
	public void init(IViewSite site, IMemento saved) throws PartInitException {
		super.init(site, saved);
		memento = saved;
		id = OpenLog.decode(site.getSecondaryId()).orElse(null);
		name = saved == null ? null : saved.getString("name");
	}

	@Override
	public void createPartControl(Composite parent) {
		viewer = new LogViewer(parent, SWT.NONE);
		viewer.setSaver(this::save);
		if (memento != null) {
			viewer.setWrapping(Boolean.TRUE.equals(memento.getBoolean("wrap")));
			viewer.setShowingTimes(!Boolean.FALSE.equals(memento.getBoolean("times")));
		}
		if (id == null) {
			viewer.setStatus(Messages.Log_gone);
			return;
		}
		var further = FurtherLog.of(id);
		console.fleet().resource(further.map(FurtherLog::resource).orElse(id))
				.map(this::named).ifPresent(n -> name = further.map(f -> f.name(n)).orElse(n));
		setPartName(Texts.format(Messages.Log_title, name == null ? id.key() : name));
		viewer.setStatus(Messages.Log_opening);
		String label = console.connections().find(id.connection()).map(c -> c.name()).orElse(id.connection());
		setTitleToolTip(Texts.format(Messages.Action_target, name == null ? id.key() : name, label));
		var job = new Background<>(Messages.Log_opening, viewer, () -> open(label), this::show, e -> viewer.setStatus(Errors.message(e)));
		job.setSystem(true);
		job.schedule();
	}

	/** A resource's name, and where it belongs when several on its connection are called alike, as an application on many gateways. */
	private String named(Resource resource) {
		boolean alike = console.fleet().engine(resource.id().connection()).flatMap(e -> e.snapshot())
				.filter(s -> s.ofKind(resource.id().kind()).stream().filter(r -> r.name().equals(resource.name())).limit(2).count() > 1).isPresent();
		var parent = alike ? resource.parent().flatMap(console.fleet()::resource) : Optional.<Resource>empty();
		return Texts.plain(parent.map(p -> Texts.format(Messages.Action_target, resource.name(), p.name())).orElse(resource.name()));
	}

	/** Feeds the log when the resource can be followed, else shows what was kept of it. */
	private Opened open(String label) throws IOException {
		if (logs.hasSource(id) && console.connections().find(id.connection()).isPresent()) {
			var ingestor = logs.follow(id, name == null ? id.key() : name, label);
			return new Opened(ingestor.stream(), ingestor.stream().open(), ingestor);
		}
		var kept = logs.store().find(LogKey.of(id)).orElseThrow(() -> new IOException(Messages.Log_not_kept));
		return new Opened(kept, kept.open(), null);
	}

	private void show(Opened opened) {
		var stream = opened.stream();
		name = name == null ? stream.info().name() : name;
		setPartName(Texts.format(Messages.Log_title, Texts.plain(name)));
		viewer.setLog(opened.lines(), name, () -> stream.statistics().bytesPerSecond());
		if (opened.ingestor() == null) {
			viewer.setStatus(Messages.Log_kept);
			return;
		}
		var updates = new UiUpdates(viewer, () -> viewer.setStatus(status(opened.ingestor().state())));
		var subscription = opened.ingestor().onState(updates::request);
		registrations.add(subscription::close);
		updates.request();
	}

	private static String status(IngestState state) {
		return switch (state) {
			case IngestState.Connecting c -> Messages.Log_connecting;
			case IngestState.Live l -> "";
			case IngestState.Reconnecting r -> Texts.format(Messages.Log_reconnecting, Texts.time(r.since()), Texts.plain(r.reason()));
			case IngestState.Ended e -> e.reason().isEmpty() ? Messages.Log_ended : Texts.plain(e.reason());
		};
	}

	private void save(LogLines lines) {
		var dialog = new FileDialog(viewer.getShell(), SWT.SAVE);
		dialog.setOverwrite(true);
		dialog.setFileName((name == null ? "log" : name.replaceAll("[^\\w.-]", "_")) + ".log");
		boolean times = viewer.isShowingTimes();
		if (dialog.open() instanceof String file) {
			Background.run(Texts.format(Messages.Log_saving, file), viewer, () -> new LogExport(times, false, false).write(lines, Path.of(file), null));
		}
	}

	@Override
	public void saveState(IMemento saved) {
		if (name != null) {
			saved.putString("name", name);
		}
		saved.putBoolean("wrap", viewer.isWrapping());
		saved.putBoolean("times", viewer.isShowingTimes());
	}

	@Override
	public void setFocus() {
		viewer.setFocus();
	}

	@Override
	public void dispose() {
		registrations.forEach(Registration::close);
		super.dispose();
	}
}
