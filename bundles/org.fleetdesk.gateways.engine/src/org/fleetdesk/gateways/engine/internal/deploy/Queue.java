package org.fleetdesk.gateways.engine.internal.deploy;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.fleetdesk.gateways.engine.internal.deploy.Deployment.State;
import org.fleetdesk.gateways.engine.internal.report.Summaries;
import org.fleetdesk.gateways.engine.internal.store.DeviceKey;
import org.fleetdesk.gateways.engine.internal.store.DeviceListener;
import org.fleetdesk.gateways.engine.internal.store.Rows;
import org.fleetdesk.gateways.engine.internal.store.Tx;
import org.fleetdesk.gateways.model.Aliases;
import org.fleetdesk.gateways.model.InstallCommand;
import org.fleetdesk.gateways.model.InstallProgress;
import org.fleetdesk.gateways.model.InstallProgress.Phase;
import org.fleetdesk.gateways.model.PackageName;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * The queues of the devices, and what devices do about them. The head of a queue stands in {@code engine_fetch} as soon as nothing else does, and is issued again
 * when something else took its place. That the device empties the alias means that it has picked the command up (the document's words). Our agent then tells how far it
 * is; of another one the cloud infers it: {@code fetch_status} says that it has ended, and the next {@code engine_report} whether the versions are there.
 */
final class Queue implements DeviceListener {

	private static final int LONGEST_OUTPUT = 64_000;
	private static final String CUT = "\n[…]\n";

	private final Deployments.Commands commands;
	private final Watchers watchers;

	Queue(Deployments.Commands commands, Watchers watchers) {
		this.commands = commands;
		this.watchers = watchers;
	}

	@Override
	public void written(Tx tx, DeviceKey device, Written value) throws SQLException {
		String text = value.text();
		Instant at = value.at();
		if (!value.byDevice()) {
			if (value.alias().equals(Aliases.ENGINE_FETCH)) {
				issued(tx, device, text);
			}
			return;
		}
		switch (value.alias()) {
			case Aliases.ENGINE_FETCH -> {
				if (!text.isEmpty()) {
					displaced(tx, device);
				} else if (value.survivor() == null) {
					cleared(tx, device, at);
				}
			}
			case Aliases.INSTALL_PROGRESS -> progress(tx, device, text, at);
			case Aliases.FETCH_STATUS -> answered(tx, device, text, at);
			case Aliases.ENGINE_REPORT -> reported(tx, device, at);
			default -> {
				// nothing of a deployment
			}
		}
	}

	@Override
	public void read(Tx tx, DeviceKey device, String alias, String text, Instant at) throws SQLException {
		var head = alias.equals(Aliases.ENGINE_FETCH) ? DeploymentTable.head(tx, device.id()) : Optional.<Deployment>empty();
		if (head.isPresent() && head.get().state() == State.QUEUED && head.get().issued()) {
			DeploymentTable.message(tx, head.get(), "The gateway has read the command.");
			changed(tx, head.get());
		}
	}

	/** The cloud wrote {@code engine_fetch}: for this queue, or for somebody beside it. */
	private void issued(Tx tx, DeviceKey device, String text) throws SQLException {
		var head = DeploymentTable.head(tx, device.id());
		if (head.isPresent() && head.get().state() == State.QUEUED) {
			boolean ours = text.contains(head.get().id());
			if (head.get().issued() && !ours && !text.isEmpty()) {
				DeploymentTable.message(tx, head.get(), "Another command was written to engine_fetch; this one is issued after it.");
			}
			DeploymentTable.issued(tx, head.get(), ours);
			if (text.isEmpty()) {
				advance(tx, device);
			}
		}
	}

	/** Issues the head of a device's queue when it is its turn, and notes which one it is. */
	void advance(Tx tx, DeviceKey device) throws SQLException {
		var head = DeploymentTable.head(tx, device.id());
		if (head.isPresent() && head.get().state() == State.QUEUED) {
			var waiting = Rows.first(tx.prepare("SELECT v.pending FROM alias_value v JOIN resource r ON r.id = v.resource WHERE v.device = ? AND r.alias = ?", device.id(),
					Aliases.ENGINE_FETCH), row -> Optional.ofNullable(row.getString(1))).flatMap(p -> p).orElse("");
			if (waiting.isEmpty()) {
				DeploymentTable.message(tx, head.get(), "");
				commands.write(tx, device, Aliases.ENGINE_FETCH, InstallCommand.text(head.get().packages(), head.get().id()));
			}
		}
		Summaries.set(tx, device.id(), "deployment",
				head.map(h -> JsonNodeFactory.instance.objectNode().put("id", h.id()).put("state", h.state().word()).toString()).orElse(null));
		tx.update("UPDATE device SET revision = ? WHERE id = ?", tx.revision(), device.id());
		head.ifPresent(h -> watchers.changed(tx, h.id()));
	}

	/** The device wrote something itself where its command stood: that is not what picks a command up. */
	private void displaced(Tx tx, DeviceKey device) throws SQLException {
		var head = DeploymentTable.head(tx, device.id());
		if (head.isPresent() && head.get().state() == State.QUEUED) {
			DeploymentTable.issued(tx, head.get(), false);
			advance(tx, device);
			if (head.get().issued()) {
				DeploymentTable.message(tx, head.get(), "The gateway wrote something else to engine_fetch; the command was issued again.");
			}
		}
	}

	private void cleared(Tx tx, DeviceKey device, Instant at) throws SQLException {
		var head = DeploymentTable.head(tx, device.id());
		if (head.isEmpty()) {
			return;
		}
		if (head.get().issued()) {
			if (head.get().state() == State.QUEUED) {
				DeploymentTable.pickedUp(tx, head.get(), at);
				DeploymentTable.event(tx, head.get(), at, Phase.PICKED_UP.word(), "", "", 0, 0, "The gateway emptied engine_fetch.");
			} else {
				DeploymentTable.issued(tx, head.get(), false);
			}
			changed(tx, head.get());
		}
		advance(tx, device);
	}

	private void progress(Tx tx, DeviceKey device, String text, Instant at) throws SQLException {
		InstallProgress progress;
		try {
			progress = InstallProgress.of(text);
		} catch (IllegalArgumentException e) {
			return; // told as a problem of the report
		}
		var found = progress.deployment().isEmpty() || progress.deployment().length() > 40 ? Optional.<Deployment>empty()
				: DeploymentTable.find(tx, DeploymentTable.clean(progress.deployment(), 40)).filter(d -> d.device().orElse(-1) == device.id());
		if (found.isEmpty() || found.get().state().ended() && found.get().state() != State.CANCELLED) {
			return;
		}
		var deployment = found.get();
		if (deployment.pickedUp().isEmpty()) {
			DeploymentTable.pickedUp(tx, deployment, at);
		}
		boolean revived = deployment.state() == State.CANCELLED;
		var results = new TreeMap<>(deployment.results());
		if (progress.phase().ends()) {
			apps(deployment).keySet().stream().filter(app -> progress.app().isEmpty() || app.equals(progress.app())).forEach(app -> {
				if (!progress.app().isEmpty() || !results.containsKey(app)) {
					results.put(app, progress.phase());
				}
			});
		}
		DeploymentTable.running(tx, deployment, progress.phase() == Phase.PICKED_UP ? State.PICKED_UP : State.RUNNING, results);
		if (!progress.phase().ends() || deployment.results().get(progress.app()) != progress.phase()) { // the agent tells the last end once more with its output
			DeploymentTable.event(tx, deployment, at, progress.phase().word(), DeploymentTable.clean(progress.app(), 255), DeploymentTable.clean(progress.version(), 255),
					progress.bytes(), progress.total(), progress.message());
		}
		if (progress.phase().ends() && progress.phase() != Phase.INSTALLED) {
			DeploymentTable.message(tx, deployment, progress.message());
		}
		if (revived) { // the device had read it before it was cancelled
			Assignments.again(tx, device.id(), apps(deployment).keySet());
		}
		changed(tx, deployment);
		endIfTold(tx, device, deployment.id(), at, false);
		advance(tx, device);
	}

	private void answered(Tx tx, DeviceKey device, String text, Instant at) throws SQLException {
		if (text.isEmpty()) {
			return;
		}
		var head = DeploymentTable.head(tx, device.id()).filter(d -> d.state() != State.QUEUED);
		if (head.isEmpty()) {
			late(tx, device, text);
			return;
		}
		var deployment = head.get();
		var status = StatusText.of(text, apps(deployment));
		boolean all = false;
		if (deployment.told()) { // whatever else is written meanwhile is not the end
			DeploymentTable.output(tx, deployment, capped(text), deployment.answered() || status.tellsEnds());
			all = complete(tx, deployment, status, at);
		} else {
			DeploymentTable.output(tx, deployment, capped(text), deployment.answered() || !status.isTrouble());
			DeploymentTable.state(tx, deployment, State.RUNNING);
			DeploymentTable.event(tx, deployment, at, Phase.STARTING.word(), "", "", 0, 0,
					status.isTrouble() ? "The gateway wrote fetch_status about itself." : "The gateway wrote fetch_status; its next report says whether the versions are there.");
		}
		changed(tx, deployment);
		endIfTold(tx, device, deployment.id(), at, all);
		advance(tx, device);
	}

	/** The message about a package's end may have been lost. @return whether the ends of all are known */
	private static boolean complete(Tx tx, Deployment deployment, StatusText status, Instant at) throws SQLException {
		var results = new TreeMap<>(deployment.results());
		for (var end : status.ends().entrySet()) {
			String app = end.getKey();
			Phase phase = end.getValue().phase();
			if (results.putIfAbsent(app, phase) == null) {
				DeploymentTable.event(tx, deployment, at, phase.word(), app, apps(deployment).get(app), 0, 0, end.getValue().message());
				if (phase != Phase.INSTALLED) {
					DeploymentTable.message(tx, deployment, end.getValue().message());
				}
			}
		}
		DeploymentTable.results(tx, deployment, results);
		return results.keySet().containsAll(apps(deployment).keySet());
	}

	/** The output comes after the end was known. */
	private void late(Tx tx, DeviceKey device, String text) throws SQLException {
		var last = DeploymentTable.last(tx, device.id()).filter(d -> d.told() && !d.answered());
		if (last.isPresent()) {
			boolean ours = StatusText.of(text, apps(last.get())).tellsEnds();
			if (ours || last.get().output().isEmpty()) {
				DeploymentTable.output(tx, last.get(), capped(text), ours);
				changed(tx, last.get());
			}
		}
	}

	private void reported(Tx tx, DeviceKey device, Instant at) throws SQLException {
		var head = DeploymentTable.head(tx, device.id()).filter(d -> d.state() != State.QUEUED);
		if (head.isEmpty()) {
			return;
		}
		if (head.get().told()) {
			endIfTold(tx, device, head.get().id(), at, true);
		} else {
			infer(tx, device, head.get(), at);
		}
		advance(tx, device);
	}

	/** Ends what our agent has told the end of. @param late whether nothing more is to be waited for */
	private void endIfTold(Tx tx, DeviceKey device, String id, Instant at, boolean late) throws SQLException {
		var deployment = DeploymentTable.find(tx, id).orElseThrow();
		var apps = apps(deployment);
		boolean all = deployment.results().keySet().containsAll(apps.keySet());
		if (deployment.told() && (all && (deployment.answered() || late) || late && deployment.answered())) {
			var results = new TreeMap<>(deployment.results());
			apps.keySet().forEach(app -> results.putIfAbsent(app, Phase.FAILED));
			State state = state(results);
			String untold = apps.keySet().stream().filter(app -> !deployment.results().containsKey(app)).collect(Collectors.joining(", "));
			end(tx, device, deployment, state, state == State.DONE ? installed(apps)
					: !deployment.message().isEmpty() || untold.isEmpty() ? deployment.message() : "The gateway did not tell what came of " + untold + ".", at);
		}
	}

	private void infer(Tx tx, DeviceKey device, Deployment deployment, Instant at) throws SQLException {
		var there = Summaries.installed(tx, device.id());
		var apps = apps(deployment);
		var missing = apps.entrySet().stream().filter(app -> !app.getValue().equals(there.get(app.getKey()))).map(app -> app.getKey() + " " + app.getValue()).toList();
		if (!missing.isEmpty() && !deployment.answered()) {
			return;
		}
		for (var app : apps.entrySet()) {
			boolean found = app.getValue().equals(there.get(app.getKey()));
			DeploymentTable.event(tx, deployment, at, (found ? Phase.INSTALLED : Phase.FAILED).word(), app.getKey(), app.getValue(), 0, 0,
					"Inferred from engine_report: the version is " + (found ? "there." : "not there."));
		}
		end(tx, device, deployment, missing.isEmpty() ? State.DONE : State.FAILED, missing.isEmpty() ? installed(apps) + " Inferred from engine_report."
				: "The report of the gateway does not have " + String.join(", ", missing) + ". Inferred from engine_report.", at);
	}

	void end(Tx tx, DeviceKey device, Deployment deployment, State state, String message, Instant at) throws SQLException {
		DeploymentTable.end(tx, deployment, state, message, at);
		var gone = deployment.results().entrySet().stream().filter(r -> r.getValue() == Phase.ROLLED_BACK).map(Map.Entry::getKey).collect(Collectors.toSet());
		if (!gone.isEmpty()) {
			Assignments.again(tx, device.id(), gone); // the device has decided: what it went back to is no drift
		}
		changed(tx, deployment);
		advance(tx, device);
	}

	private void changed(Tx tx, Deployment deployment) {
		tx.revision();
		watchers.changed(tx, deployment.id());
	}

	private static State state(Map<String, Phase> results) {
		if (results.values().stream().allMatch(Phase.INSTALLED::equals)) {
			return State.DONE;
		}
		return results.values().stream().allMatch(p -> p == Phase.INSTALLED || p == Phase.ROLLED_BACK) ? State.ROLLED_BACK : State.FAILED;
	}

	/** Versions by application. The names were checked when it was made. */
	static Map<String, String> apps(Deployment deployment) {
		return apps(deployment.packages());
	}

	static Map<String, String> apps(List<String> packages) {
		var apps = new TreeMap<String, String>();
		packages.stream().map(PackageName::of).forEach(p -> apps.put(p.name(), p.version()));
		return apps;
	}

	private static String installed(Map<String, String> apps) {
		return apps.entrySet().stream().map(a -> a.getKey() + " " + a.getValue()).collect(Collectors.joining(", ")) + (apps.size() == 1 ? " is installed." : " are installed.");
	}

	/** Head and tail of what is too long. */
	private static String capped(String text) {
		String clean = DeploymentTable.clean(text, text.length());
		int half = (LONGEST_OUTPUT - CUT.length()) / 2;
		return clean.length() <= LONGEST_OUTPUT ? clean : DeploymentTable.clean(clean, half) + CUT + clean.substring(clean.length() - half).replaceFirst("^[\\udc00-\\udfff]", "");
	}
}
