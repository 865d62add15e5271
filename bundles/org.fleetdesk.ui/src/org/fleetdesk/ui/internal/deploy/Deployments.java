package org.fleetdesk.ui.internal.deploy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.IWorkbenchSite;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Phase;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.tasks.DeploymentPlan;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Contributions;
import org.fleetdesk.ui.FilePlan;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Background;
import org.fleetdesk.ui.internal.Errors;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.actions.ActionRequest;
import org.fleetdesk.ui.internal.actions.Actions;
import org.fleetdesk.ui.internal.logs.OpenLog;

/** The way from files to running tasks: inspection in the background, the plan for the user, the tasks, and the log when wished. */
public final class Deployments {

	private static final String RUN_LABEL = "org.fleetdesk.run";
	/** How long what a run made may take to be shown. */
	private static final Duration SHOWN = Duration.ofSeconds(15);

	private final Console console;
	private final Contributions contributions;
	private final IWorkbenchSite site;

	public Deployments(Console console, Contributions contributions, IWorkbenchSite site) {
		this.console = console;
		this.contributions = contributions;
		this.site = site;
	}

	/**
	 * @param targets the connections' ids
	 * @param choose  whether the user can leave some of them out
	 * @param rows    the resources that the files were dropped on; empty when they were dropped elsewhere
	 */
	public void start(Control control, List<Path> files, List<String> targets, boolean choose, List<Row> rows) {
		var shell = control.getShell();
		List<Connection> connections = targets.stream().map(id -> console.fleet().engine(id).orElse(null)).filter(Objects::nonNull)
				.map(e -> e.connection()).toList();
		String name = files.size() == 1 ? Texts.format(Messages.Deploy_inspecting_one, String.valueOf(files.getFirst().getFileName()))
				: Texts.format(Messages.Deploy_inspecting, files.size());
		new Background<>(name, shell, () -> Inspection.of(files, console.artifactHandlers()),
				inspection -> show(shell, inspection, connections, choose, rows), e -> Errors.show(shell, name, e)).schedule();
	}

	/** Files of domains with a plan of their own go there, all others share one. */
	private void show(Shell shell, Inspection inspection, List<Connection> connections, boolean choose, List<Row> rows) {
		var rest = inspection;
		for (String kind : inspection.found().stream().map(f -> f.artifact().engineKind()).distinct().toList()) {
			var own = contributions.filePlan(kind);
			if (own.isPresent()) {
				var mine = rest.ofKind(kind);
				rest = rest.without(kind);
				boolean nobodyElses = rest.found().isEmpty();
				var hit = rows.stream().filter(r -> r.connection().kind().equals(kind)).toList();
				var request = mine.size() == 1 && mine.getFirst().usable() && (nobodyElses && rest.refused().isEmpty()) ? new Actions(console, contributions).withFile(hit) : Optional.<ActionRequest>empty();
				if (request.isPresent()) {
					new Actions(console, contributions).start(request.get(), shell, Optional.of(mine.getFirst().file()));
				} else {
					own.get().open(shell, console, new FilePlan.Dropped(mine, nobodyElses ? rest.refused().stream().map(Inspection.Refused::reason).toList() : List.of(),
							connections.stream().filter(c -> c.kind().equals(kind)).toList(), hit));
				}
				if (nobodyElses) {
					return;
				}
			}
		}
		new PlanDialog(shell, console, rest, connections, choose, instead(shell, rest, rows), this::submit).open();
	}

	/** What else one file can be used for with the resources that it was dropped on. */
	private Optional<PlanDialog.Instead> instead(Shell shell, Inspection inspection, List<Row> rows) {
		if (inspection.usable().size() != 1 || rows.isEmpty() || !inspection.usable().getFirst().artifact().engineKind().equals(rows.getFirst().connection().kind())) {
			return Optional.empty();
		}
		var actions = new Actions(console, contributions);
		var file = inspection.usable().getFirst().artifact().file();
		return actions.withFile(rows).map(request -> new PlanDialog.Instead(Texts.format(Messages.Deploy_instead, request.title()),
				() -> actions.start(request, shell, Optional.of(file))));
	}

	/** Says why an address from elsewhere is of no use. */
	void refuseUrl(Control control, String url) {
		String suffixes = String.join(", ", contributions.suffixes());
		new MessageDialog(control.getShell(), Messages.Deploy_title, null, Texts.format(Messages.Deploy_url, Texts.plain(url), suffixes),
				MessageDialog.INFORMATION, 0, Messages.Close).open();
	}

	private void submit(DeploymentPlan plan, boolean openLog) {
		var shell = site.getShell();
		for (var request : plan.requests()) {
			var job = new Background<>(request.title(), shell, () -> {
				String id = console.tasks().submit(request);
				return openLog ? awaitMade(console.tasks().await(id), plan) : List.<ResourceId>of();
			}, made -> made.forEach(id -> OpenLog.openQuietly(site, id)), e -> Errors.show(shell, request.title(), e));
			job.setSystem(true); // the task has a job of its own
			job.schedule();
		}
	}

	/** What a run made and has a log, on each engine where it succeeded; waits a while for engines whose state was read before, as they are not read after each step. */
	private List<ResourceId> awaitMade(TaskRun run, DeploymentPlan plan) throws InterruptedException {
		var connections = run.targets().stream().filter(t -> t.state() == TaskState.SUCCEEDED).map(t -> t.target().resource().connection()).distinct().toList();
		var changed = new Semaphore(0);
		long end = System.nanoTime() + SHOWN.toNanos();
		try (var listening = console.fleet().addListener((engines, events) -> changed.release())) {
			while (true) {
				changed.drainPermits();
				var made = connections.stream().collect(Collectors.toMap(c -> c, c -> made(run, plan, c)));
				if (made.values().stream().noneMatch(List::isEmpty) || !changed.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
					return made.values().stream().flatMap(List::stream).toList();
				}
			}
		}
	}

	/** It carries the run's id as a label, except on engines that have no labels: there its name must do. */
	private List<ResourceId> made(TaskRun run, DeploymentPlan plan, String connection) {
		var names = plan.items().stream().filter(i -> i.connection().equals(connection) && !i.resultName().isEmpty()).map(i -> i.resultName()).toList();
		return console.fleet().engine(connection).flatMap(e -> e.snapshot()).stream().flatMap(s -> s.resources().values().stream())
				.filter(r -> r.state().phase() != Phase.NONE && made(r, run, names)).map(Resource::id).toList();
	}

	private static boolean made(Resource resource, TaskRun run, List<String> names) {
		String label = resource.labels().get(RUN_LABEL);
		return label == null ? names.contains(resource.name()) : label.equals(run.id());
	}

	/** The targets in words: one or two by name, else how many. */
	static String names(Console console, List<String> connections) {
		var names = connections.stream().map(id -> console.fleet().engine(id).map(e -> e.connection().name()).orElse(id)).toList();
		return switch (names.size()) {
			case 1 -> names.getFirst();
			case 2 -> Texts.format(Messages.Deploy_two, names.getFirst(), names.getLast());
			default -> Texts.format(Messages.Deploy_engines, names.size());
		};
	}
}
