package org.fleetdesk.so3.internal.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.TaskVerb;
import org.fleetdesk.text.Text;
import org.fleetdesk.core.Action;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Image;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.so3.internal.cli.Found.On;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code container list|inspect|create|start|stop|…}; what needs more than names stands in the other classes of this package. */
@Component
public final class ContainerCommand implements CommandContribution {

	/** Verbs that ask for nothing but names. */
	private static final Set<String> PLAIN = Set.of(So3.START, So3.STOP, So3.RESTART, So3.PAUSE, So3.UNPAUSE, So3.KILL, So3.REMOVE);

	private final Found found;
	private final TaskService tasks;

	@Activate
	public ContainerCommand(@Reference Connections connections, @Reference Sessions sessions, @Reference TaskService tasks) {
		found = new Found(connections, sessions);
		this.tasks = tasks;
	}

	@Command(name = "container", description = "SO3 containers.", mixinStandardHelpOptions = true)
	static final class Group {
	}

	@Override
	public Object newCommand() {
		var line = new CommandLine(new Group()).addSubcommand(new ListAll(found)).addSubcommand(new ContainerLooks.Inspect(found)).addSubcommand(new Create());
		for (Action action : So3.CONTAINER_ACTIONS.stream().filter(a -> PLAIN.contains(a.verb())).toList()) {
			String verb = action.verb().substring(action.verb().lastIndexOf('.') + 1);
			boolean remove = action.verb().equals(So3.REMOVE);
			var command = new CommandLine(remove ? new Remove(found, tasks, action) : new Act(found, tasks, action));
			command.getCommandSpec().usageMessage().description(action.label() + "s containers.");
			line.addSubcommand(verb, command, remove ? new String[] { "rm" } : new String[0]);
		}
		var prune = new CommandLine(new Prune(found, tasks, So3.PRUNE_CONTAINERS, "stopped containers"));
		prune.getCommandSpec().usageMessage().description("Removes all stopped containers from engines.");
		return line.addSubcommand(prune).addSubcommand(new ContainerChanges.Rename(found, tasks)).addSubcommand(new ContainerChanges.Label(found, tasks))
				.addSubcommand(new ContainerChanges.Update(found, tasks)).addSubcommand(CheckpointCommands.command(found, tasks))
				.addSubcommand(new ContainerChanges.Restore(found, tasks)).addSubcommand(new ContainerLooks.Stats(found)).addSubcommand(new ContainerLooks.Top(found))
				.addSubcommand(new ContainerLooks.Wait(found));
	}

	@Command(name = "list", description = "Lists containers and their states.")
	static final class ListAll extends Listing<So3Container> {

		ListAll(Found found) {
			super(found, So3Session::containers, "NAME", "STATE", "SLOT", "IMAGE", "RUNTIME", "ON", "CREATED");
		}

		@Override
		ObjectNode json(On<So3Container> c) {
			return ContainerCommand.json(c.connection(), c.thing());
		}

		@Override
		List<String> row(On<So3Container> c) {
			return List.of(c.thing().name(), c.thing().stateText(), slot(c.thing()), c.thing().image(), c.thing().runtime(), c.connection().name(),
					c.thing().created().map(Text::time).orElse(""));
		}
	}

	private static String slot(So3Container container) {
		return container.slot().isPresent() ? Integer.toString(container.slot().getAsInt()) : "";
	}

	static ObjectNode json(Connection connection, So3Container container) {
		var node = JsonNodeFactory.instance.objectNode().put("on", connection.name()).put("name", container.name()).put("id", container.id())
				.put("state", container.state()).put("nativeState", container.nativeState()).put("image", container.image()).put("imageId", container.imageId())
				.put("runtime", container.runtime()).put("status", container.status());
		container.slot().ifPresent(slot -> node.put("slot", slot));
		container.exitCode().ifPresent(code -> node.put("exitCode", code));
		container.created().ifPresent(time -> node.put("created", time.toString()));
		container.started().ifPresent(time -> node.put("started", time.toString()));
		if (!container.spid().isEmpty()) {
			node.put("spid", container.spid());
		}
		var labels = node.putObject("labels");
		container.labels().forEach(labels::put);
		return node;
	}

	@Command(name = "create", description = "Creates a container of an image that is on the engine.", mixinStandardHelpOptions = true)
	final class Create extends TaskVerb {

		@Parameters(index = "0", paramLabel = "IMAGE")
		String image;
		@Option(names = "--on", paramLabel = "NAME", required = true, arity = "1..*", description = "The connections to create it on.")
		List<String> on;
		@Option(names = "--name", description = "The container's name; the image's by default.")
		String name;
		@Option(names = "--start", description = "Start it.")
		boolean start;
		@Option(names = "--label", paramLabel = "KEY=VALUE", description = "A label to put on it; may be given more than once.")
		Map<String, String> labels = new LinkedHashMap<>();

		@Override
		public Integer call() throws Exception {
			String called = name == null ? So3Image.nameOf(image) : name;
			var parameters = JsonNodeFactory.instance.objectNode().put("image", image).put("name", called).put("start", start);
			var node = parameters.putObject("labels");
			labels.forEach(node::put);
			var targets = found.named(on).stream().map(c -> new TaskTarget(ResourceId.engine(c.id()), c.name())).toList();
			return run(tasks, List.of(new TaskRequest(1, So3.CREATE, "Create " + called, targets, parameters)));
		}
	}

	/** A verb on containers that asks for nothing more. */
	static class Act extends ContainerTask {

		@Parameters(paramLabel = "NAME", arity = "1..*", description = "Names, or CONNECTION/NAME.")
		List<String> names;

		private final Action action;

		Act(Found found, TaskService tasks, Action action) {
			super(found, tasks);
			this.action = action;
		}

		ObjectNode wishes() {
			return parameters();
		}

		@Override
		public Integer call() throws Exception {
			return run(names, action.verb(), action.label() + " %s", wishes());
		}
	}

	static final class Remove extends Act {

		@Option(names = { "-f", "--force" }, description = "Also when it runs.")
		boolean force;

		Remove(Found found, TaskService tasks, Action action) {
			super(found, tasks, action);
		}

		@Override
		ObjectNode wishes() {
			return parameters().put("force", force);
		}
	}
}
