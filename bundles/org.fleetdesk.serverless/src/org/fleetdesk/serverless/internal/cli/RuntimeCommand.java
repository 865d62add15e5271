package org.fleetdesk.serverless.internal.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.ResourceFinder.Choice;
import org.fleetdesk.cli.ResourceFinder.On;
import org.fleetdesk.cli.ResourceLook;
import org.fleetdesk.cli.ResourceTask;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.logs.FurtherLog;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.logs.LogSource;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.internal.EngineLogSource;
import org.fleetdesk.serverless.internal.ServerlessLogSource;
import org.fleetdesk.serverless.internal.cli.Listing.Column;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code runtime list|show|create|update|rename|scale|recover|repair|problems|logs|probe|delete}. */
@Component
public final class RuntimeCommand implements CommandContribution {

	private static final String WHAT = "runtime";

	private final Found found;
	private final TaskService tasks;
	private final LogSource logs;
	private final LogSource engineLogs;

	@Activate
	public RuntimeCommand(@Reference Connections connections, @Reference Sessions sessions, @Reference TaskService tasks) {
		found = new Found(connections, sessions);
		this.tasks = tasks;
		logs = new ServerlessLogSource(connections, sessions);
		engineLogs = new EngineLogSource(connections, sessions);
	}

	@Command(name = "runtime", description = "Serverless runtimes.", mixinStandardHelpOptions = true)
	static final class Group {
	}

	@Override
	public Object newCommand() {
		var list = new Listing(found, Serverless.RUNTIME, new Column("NAME", "name"), new Column("STATE", "state"), new Column("SINCE", Serverless.SINCE),
				new Column("FLAVOURS", Serverless.FLAVOURS), new Column("CPU", Serverless.CPU), new Column("MEMORY", Serverless.MEMORY), new Column("DISK", Serverless.DISK),
				new Column("ENDPOINT", Serverless.ENDPOINT), new Column("SERVICE", Serverless.SERVICE_ID), new Column("HOST", Serverless.HOST), new Column("ON", "on"),
				new Column("PROBLEM", Serverless.PROBLEM));
		return new CommandLine(new Group()).addSubcommand(described(list, "Lists runtimes and their states."))
				.addSubcommand(described(new Show(found, Serverless.RUNTIME, WHAT), "Prints what is known of runtimes, with their services, roles and virtual machines."))
				.addSubcommand(new Create()).addSubcommand(new Update()).addSubcommand(new Rename()).addSubcommand(new Scale())
				.addSubcommand("recover", described(new Act(found, tasks, Serverless.RUNTIME, WHAT, Serverless.RECOVER, "Recover"), "Has the cloud try again what failed of runtimes."))
				.addSubcommand(new Repair()).addSubcommand(new Problems(found)).addSubcommand(new RuntimeLogs())
				.addSubcommand(new Probe()).addSubcommand("delete", described(new Act(found, tasks, Serverless.RUNTIME, WHAT, Serverless.DELETE, "Delete"),
						"Deletes runtimes, with their services and virtual machines."), "rm");
	}

	static CommandLine described(Object command, String description) {
		var line = new CommandLine(command);
		line.getCommandSpec().usageMessage().description(description);
		return line;
	}

	@Command(name = "logs", description = "Prints the log of a runtime's OneFlow service, or what the engine itself says of the runtime.", mixinStandardHelpOptions = true)
	final class RuntimeLogs extends Logs {

		@Option(names = "--engine", description = "The engine's own lines; NAME may also be the number of a runtime that is gone.")
		boolean engine;

		RuntimeLogs() {
			super(RuntimeCommand.this.found, logs, Serverless.RUNTIME, WHAT);
		}

		@Override
		protected void stream(OptionalInt tail, boolean follow, LogSink sink) throws IOException, EngineException, UsageException, InterruptedException {
			if (!engine) {
				super.stream(tail, follow, sink);
				return;
			}
			engineLogs.stream(new FurtherLog(runtime(), Serverless.ENGINE_LOG).id(), LogPosition.START, follow, sink);
		}

		/** One that is gone is in no list. */
		private ResourceId runtime() throws EngineException, UsageException, InterruptedException {
			try {
				return meant().resource().id();
			} catch (EngineException e) {
				var connections = found.named(on);
				if (e.kind() != Kind.NOT_FOUND || connections.size() != 1 || !name().matches("\\d{1,9}")) {
					throw e;
				}
				return new ResourceId(connections.getFirst().id(), Serverless.RUNTIME, name());
			}
		}
	}

	@Command(name = "create", description = "Creates a runtime.", mixinStandardHelpOptions = true)
	final class Create extends ResourceTask<Found> {

		@Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The runtime's name; one is made by default.")
		String name;
		@Option(names = "--flavour", paramLabel = "FLAVOUR", description = "Of the FaaS function, such as Function.")
		String flavour;
		@Option(names = "--daas", paramLabel = "FLAVOUR", description = "Of a DaaS function, such as Data; none by default.")
		String daas;
		@Mixin
		Description description;

		Create() {
			super(RuntimeCommand.this.found, RuntimeCommand.this.tasks);
		}

		@Override
		public Integer call() throws Exception {
			var connections = found.named(on);
			if (connections.size() > 1) {
				throw new UsageException("Say on which connection: --on NAME.");
			}
			var runtime = description.read(out);
			if (name != null) {
				runtime.put("NAME", name);
			}
			if (flavour != null) {
				runtime.withObject("/FAAS").put("FLAVOUR", flavour);
			}
			if (daas != null) {
				runtime.withObject("/DAAS").put("FLAVOUR", daas);
			}
			if (runtime.path("FAAS").path("FLAVOUR").asText("").isBlank()) {
				throw new UsageException("Say what it is made of: --flavour FLAVOUR, or --file FILE.");
			}
			String called = runtime.path("NAME").asText("");
			var target = new TaskTarget(ResourceId.engine(connections.getFirst().id()), connections.getFirst().name());
			return submit(List.of(new TaskRequest(1, Serverless.CREATE, "Create " + (called.isEmpty() ? "a runtime" : called), List.of(target), parameters().set("runtime", runtime))));
		}
	}

	@Command(name = "update", description = "Changes the capacity of runtimes, and their wishes for a place; what is not given stays.")
	final class Update extends Act {

		@Mixin
		Description description;

		Update() {
			super(RuntimeCommand.this.found, RuntimeCommand.this.tasks, Serverless.RUNTIME, WHAT, Serverless.UPDATE, "Update");
		}

		@Override
		ObjectNode wishes() throws Exception {
			var runtime = description.read(out);
			if (runtime.isEmpty()) {
				throw new UsageException("Say what is to be changed, such as --cpu 2.");
			}
			return parameters().set("runtime", runtime);
		}
	}

	@Command(name = "rename", description = "Gives a runtime another name.")
	final class Rename extends ResourceTask<Found> {

		@Parameters(index = "0", paramLabel = "NAME", description = "A name or id, or CONNECTION/NAME.")
		String runtime;
		@Parameters(index = "1", paramLabel = "NEW", description = "The name that it gets.")
		String name;

		Rename() {
			super(RuntimeCommand.this.found, RuntimeCommand.this.tasks);
		}

		@Override
		public Integer call() throws Exception {
			return runOn(found.meant(Serverless.RUNTIME, WHAT, List.of(runtime), Choice.NONE, on, out), WHAT, Serverless.RENAME, "Rename %s to " + escaped(name), parameters().put("name", name));
		}
	}

	@Command(name = "scale", description = "Gives a role of a runtime another number of virtual machines.")
	final class Scale extends ResourceTask<Found> {

		@Parameters(index = "0", paramLabel = "NAME", description = "A name or id, or CONNECTION/NAME.")
		String runtime;
		@Parameters(index = "1", paramLabel = "NUMBER", description = "How many virtual machines it is to have.")
		int cardinality;
		@Option(names = "--role", paramLabel = "ROLE", defaultValue = "FAAS", description = "The role; FAAS by default.")
		String role;
		@Option(names = { "-f", "--force" }, description = "Also beyond the role's limits.")
		boolean force;

		Scale() {
			super(RuntimeCommand.this.found, RuntimeCommand.this.tasks);
		}

		@Override
		public Integer call() throws Exception {
			if (cardinality < 0) {
				throw new UsageException("A role has 0 virtual machines or more.");
			}
			return runOn(found.meant(Serverless.RUNTIME, WHAT, List.of(runtime), Choice.NONE, on, out), WHAT, Serverless.SCALE, "Scale %s to " + cardinality,
					parameters().put("role", role).put("cardinality", cardinality).put("force", force));
		}
	}

	/** Also what has lost its runtime. */
	@Command(name = "repair", description = "Repairs what 'runtime problems' lists: runtimes, services, roles and virtual machines.")
	final class Repair extends ResourceTask<Found> {

		@Parameters(paramLabel = "NAME", arity = "0..*", description = "Names or ids, or CONNECTION/NAME, of any kind.")
		List<String> names = List.of();
		@Option(names = "--all", description = "All for which a repair is known.")
		boolean all;

		Repair() {
			super(RuntimeCommand.this.found, RuntimeCommand.this.tasks);
		}

		@Override
		public Integer call() throws Exception {
			if (names.isEmpty() != all) {
				throw new UsageException("Say what to repair: names, or --all.");
			}
			List<On> meant = all ? repairable() : troubled();
			if (meant.isEmpty()) {
				out.show(JsonNodeFactory.instance.arrayNode(), "There is nothing to repair.");
				return 0;
			}
			return runOn(meant, "resource", Serverless.REPAIR, "Repair %s", parameters());
		}

		/** A name may be that of a runtime and of its service; the one with the problem is meant. */
		private List<On> troubled() throws Exception {
			var failures = new ArrayList<EngineException>();
			var there = found.all("", on, out, failures);
			var result = new ArrayList<On>();
			for (String name : names) {
				var matching = there.stream().filter(o -> o.resource().name().equals(name) || o.resource().id().key().equals(name)
						|| (o.connection().name() + "/" + o.resource().name()).equals(name) || (o.connection().name() + "/" + o.resource().id().key()).equals(name)).toList();
				if (matching.isEmpty()) {
					throw failures.isEmpty() ? new EngineException(Kind.NOT_FOUND, "There is nothing named '%s'.".formatted(name)) : failures.getLast();
				}
				result.addAll(distinct(matching.stream().filter(o -> !o.resource().attribute(Serverless.REPAIR_TEXT).isEmpty()).toList()));
			}
			return result;
		}

		private List<On> repairable() throws Exception {
			var failures = new ArrayList<EngineException>();
			var there = found.all("", on, out, failures);
			if (there.isEmpty() && !failures.isEmpty()) {
				throw failures.getLast();
			}
			return distinct(there.stream().filter(o -> !o.resource().attribute(Serverless.REPAIR_TEXT).isEmpty()).toList());
		}

		/** What is wrong with a runtime may be what is wrong with its service: it is repaired once. */
		private List<On> distinct(List<On> all) {
			var once = new LinkedHashMap<ResourceId, On>();
			all.forEach(o -> once.put(o.resource().id(), o));
			all.forEach(o -> found.children(o).forEach(c -> drop(c, once)));
			return List.copyOf(once.values());
		}

		private void drop(On on, LinkedHashMap<ResourceId, On> once) {
			once.remove(on.resource().id());
			found.children(on).forEach(c -> drop(c, once));
		}
	}

	@Command(name = "problems", description = "Lists what has failed, is stuck, or has lost what it belongs to, and the repair that fits.")
	static final class Problems extends Listing {

		Problems(Found found) {
			super(found, "", new Column("KIND", "kind"), new Column("ID", Serverless.ID), new Column("NAME", "name"), new Column("STATE", "state"), new Column("ON", "on"),
					new Column("PROBLEM", Serverless.PROBLEM), new Column("REPAIR", Serverless.REPAIR_TEXT));
		}

		@Override
		boolean listed(On on) {
			return !on.resource().attribute(Serverless.PROBLEM).isEmpty();
		}
	}

	@Command(name = "probe", description = "Asks whether the endpoint of a runtime answers.")
	final class Probe extends ResourceLook {

		@Parameters(paramLabel = "NAME", description = "A name or id, or CONNECTION/NAME.")
		String name;

		@Override
		public Integer call() throws Exception {
			var runtime = found.meant(Serverless.RUNTIME, WHAT, List.of(name), Choice.NONE, on, out).getFirst();
			var answer = found.session(runtime).answer(runtime.resource().attribute(Serverless.ENDPOINT));
			out.show(JsonNodeFactory.instance.objectNode().put("url", answer.url().toString()).put("answers", answer.answers()).put("status", answer.status())
					.put("milliseconds", answer.took().toMillis()).put("text", answer.text()),
					answer.answers() ? "%s answers with status %d in %d ms: %s".formatted(answer.url(), answer.status(), answer.took().toMillis(), answer.text())
							: "%s does not answer: %s".formatted(answer.url(), answer.text()));
			return answer.answers() ? 0 : 3;
		}
	}
}
