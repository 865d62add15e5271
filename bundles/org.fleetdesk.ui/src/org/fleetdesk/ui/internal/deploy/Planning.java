package org.fleetdesk.ui.internal.deploy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.tasks.Artifact;
import org.fleetdesk.tasks.ArtifactHandler;
import org.fleetdesk.tasks.DeploymentOptions;
import org.fleetdesk.tasks.DeploymentPlan;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Labels;
import org.fleetdesk.ui.internal.Messages;

/** Turns what was dropped, where and with which wishes into one plan, and says it in words. */
final class Planning {

	/**
	 * What the user wishes.
	 *
	 * @param name    of what is created, or blank
	 * @param openLog whether its log opens
	 * @param labels  such as {@code site=lab owner=me}
	 */
	record Wishes(String name, boolean create, boolean start, boolean openLog, String labels) {

		DeploymentOptions options() {
			return new DeploymentOptions(name.isBlank() ? Optional.empty() : Optional.of(name.strip()), create, create && start, Labels.parse(labels));
		}
	}

	private Planning() {
	}

	/** Asks each handler for its part; blocks. Files whose kind no target has are left out. */
	static DeploymentPlan plan(Inspection inspection, List<Connection> targets, Wishes wishes) throws InterruptedException {
		var byHandler = new LinkedHashMap<ArtifactHandler, List<Artifact>>();
		inspection.usable().forEach(f -> byHandler.computeIfAbsent(f.handler(), h -> new ArrayList<>()).add(f.artifact()));
		var items = new ArrayList<DeploymentPlan.Item>();
		var requests = new ArrayList<org.fleetdesk.tasks.TaskRequest>();
		for (var entry : byHandler.entrySet()) {
			var fitting = targets.stream().filter(c -> c.kind().equals(entry.getKey().engineKind())).toList();
			if (!fitting.isEmpty()) {
				var plan = entry.getKey().plan(entry.getValue(), fitting, wishes.options());
				items.addAll(plan.items());
				requests.addAll(plan.requests());
			}
		}
		return new DeploymentPlan(items, requests);
	}

	/** How many engines will really get something. */
	static long engines(DeploymentPlan plan) {
		return plan.items().stream().filter(i -> i.refusal().isEmpty()).map(DeploymentPlan.Item::connection).distinct().count();
	}

	/** Such as "Deploy to 2 engines". */
	static String button(DeploymentPlan plan) {
		return Texts.format(Messages.Deploy_button, engines(plan));
	}
}
