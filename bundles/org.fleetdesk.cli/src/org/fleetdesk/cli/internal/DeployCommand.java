package org.fleetdesk.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.TaskVerb;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.files.Severity;
import org.fleetdesk.tasks.Artifact;
import org.fleetdesk.tasks.Artifacts;
import org.fleetdesk.tasks.DeploymentOptions;
import org.fleetdesk.tasks.DeploymentPlan;
import org.fleetdesk.tasks.TaskService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code deploy FILE… --on NAME…}: what a drop on the console does. */
@Component
public final class DeployCommand implements CommandContribution {

	private final Artifacts artifacts;
	private final Connections connections;
	private final TaskService tasks;

	@Activate
	public DeployCommand(@Reference Artifacts artifacts, @Reference Connections connections, @Reference TaskService tasks) {
		this.artifacts = artifacts;
		this.connections = connections;
		this.tasks = tasks;
	}

	@Override
	public Object newCommand() {
		return new Deploy();
	}

	@Command(name = "deploy", description = "Inspects files, uploads them to engines, and creates and starts what they hold.", mixinStandardHelpOptions = true)
	final class Deploy extends TaskVerb {

		@Parameters(paramLabel = "FILE", arity = "1..*")
		List<Path> files;
		@Option(names = "--on", paramLabel = "NAME", required = true, arity = "1..*", description = "The connections to deploy to.")
		List<String> targets;
		@Option(names = "--name", description = "The name of what is created, when one file is given.")
		String name;
		@Option(names = "--image-only", description = "Upload the image, create nothing.")
		boolean imageOnly;
		@Option(names = "--start", negatable = true, defaultValue = "true", fallbackValue = "true", description = "Start what is created (default), or not.")
		boolean start;
		@Option(names = "--label", paramLabel = "KEY=VALUE", description = "A label to put on it; may be given more than once.")
		Map<String, String> labels = new LinkedHashMap<>();
		@Option(names = "--dry-run", description = "Show the plan, change nothing.")
		boolean dryRun;

		@Override
		public boolean changes() {
			return !dryRun;
		}

		@Override
		public Integer call() throws Exception {
			if (name != null && files.size() > 1) {
				throw new UsageException("--name names one container, but " + files.size() + " files are given.");
			}
			var on = new LinkedHashSet<Connection>();
			for (String target : targets) {
				on.addAll(ConnectionNames.named(connections, target));
			}
			boolean allGood = true;
			var byKind = new LinkedHashMap<String, List<Artifact>>();
			for (Path given : files) {
				Path file = out.directory().resolve(given).normalize();
				try {
					var refusal = artifacts.refusal(file);
					if (refusal.isEmpty()) {
						var artifact = artifacts.inspect(file);
						byKind.computeIfAbsent(artifact.engineKind(), k -> new ArrayList<>()).add(artifact);
						continue;
					}
					out.note(refusal.get());
				} catch (IOException e) { // one file's fault is not another's
					out.note("%s cannot be read: %s.".formatted(file.getFileName(), e.getMessage()));
				}
				allGood = false;
			}
			var options = new DeploymentOptions(Optional.ofNullable(name), !imageOnly, start && !imageOnly, labels);
			var items = new ArrayList<DeploymentPlan.Item>();
			var requests = new ArrayList<org.fleetdesk.tasks.TaskRequest>();
			for (var kind : byKind.keySet()) {
				var fitting = on.stream().filter(c -> c.kind().equals(kind)).toList();
				if (fitting.isEmpty()) {
					byKind.get(kind).forEach(a -> out.note(a.file().getFileName() + " goes to " + kind + " engines, and none of the given ones is."));
					allGood = false;
					continue;
				}
				var plan = artifacts.plan(byKind.get(kind), fitting, options);
				items.addAll(plan.items());
				requests.addAll(plan.requests());
			}
			allGood &= items.stream().allMatch(i -> i.refusal().isEmpty());
			print(items);
			if (dryRun || requests.isEmpty()) {
				return allGood ? CommandRunner.DONE : CommandRunner.FAILED;
			}
			int code = run(tasks, requests);
			return code == CommandRunner.DONE && !allGood ? CommandRunner.FAILED : code;
		}

		private void print(List<DeploymentPlan.Item> items) {
			for (var item : items) {
				if (out.json()) {
					if (dryRun) {
						out.json(json(item));
					} else if (!item.refusal().isEmpty()) {
						out.note(item.artifact().file().getFileName() + ": " + item.refusal());
					}
					continue;
				}
				String head = item.artifact().file().getFileName() + " on " + engine(item);
				if (!item.refusal().isEmpty()) {
					out.note(head + ": not deployed: " + item.refusal());
				} else {
					out.note(head + ": " + String.join(", ", item.steps()));
				}
				item.artifact().findings().stream().filter(f -> f.severity() != Severity.INFO)
						.forEach(f -> out.note("  " + f.severity().name().toLowerCase() + (f.where().isEmpty() ? "" : " " + f.where()) + ": " + f.message()));
				item.warnings().forEach(w -> out.note("  warning: " + w));
			}
		}

		private com.fasterxml.jackson.databind.node.ObjectNode json(DeploymentPlan.Item item) {
			var artifact = item.artifact();
			var node = JsonNodeFactory.instance.objectNode().put("file", artifact.file().toString()).put("image", artifact.name()).put("digest", artifact.digest())
					.put("size", artifact.size()).put("on", engine(item)).put("name", item.resultName()).put("refusal", item.refusal());
			var steps = node.putArray("steps");
			item.steps().forEach(steps::add);
			var warnings = node.putArray("warnings");
			item.warnings().forEach(warnings::add);
			var findings = node.putArray("findings");
			artifact.findings().forEach(f -> findings.addObject().put("severity", f.severity().name().toLowerCase()).put("where", f.where()).put("message", f.message()));
			return node;
		}

		private String engine(DeploymentPlan.Item item) {
			return connections.find(item.connection()).map(Connection::name).orElse(item.connection());
		}
	}
}
