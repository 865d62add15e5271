package org.fleetdesk.so3.internal.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.TaskOutput;
import org.fleetdesk.text.Text;
import org.fleetdesk.core.Action;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Image;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code container list|inspect|create|start|stop|restart|pause|unpause|kill|rm}. */
@Component
public final class ContainerCommand implements CommandContribution {

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
		var line = new CommandLine(new Group()).addSubcommand(new ListAll()).addSubcommand(new Inspect()).addSubcommand(new Create());
		for (Action action : So3.CONTAINER_ACTIONS) {
			String verb = action.verb().substring(action.verb().lastIndexOf('.') + 1);
			var command = new CommandLine(action.verb().equals(So3.REMOVE) ? new Remove() : new Act(action));
			command.getCommandSpec().usageMessage().description(action.label() + "s containers.");
			String[] aliases = verb.equals("remove") ? new String[] { "rm" } : new String[0];
			line.addSubcommand(verb, command, aliases);
		}
		return line;
	}

	@Command(name = "list", description = "Lists containers and their states.", mixinStandardHelpOptions = true)
	final class ListAll extends FleetCommand {

		@Option(names = "--on", paramLabel = "NAME", arity = "1..*", description = "The connections to look at; all by default.")
		List<String> on;

		@Override
		public Integer call() throws Exception {
			var failures = new ArrayList<EngineException>();
			var all = found.all(found.named(on), So3Session::containers, out, failures);
			if (out.json()) {
				var array = JsonNodeFactory.instance.arrayNode();
				all.forEach(c -> array.add(json(c.connection(), c.thing())));
				out.json(array);
			} else {
				out.table(List.of("NAME", "STATE", "SLOT", "IMAGE", "RUNTIME", "ON", "CREATED"), all.stream().map(c -> List.of(c.thing().name(), c.thing().stateText(),
						slot(c.thing()), c.thing().image(), c.thing().runtime(), c.connection().name(), c.thing().created().map(Text::time).orElse(""))).toList());
			}
			return code(failures);
		}
	}

	static int code(List<EngineException> failures) {
		return failures.isEmpty() ? 0 : failures.stream().anyMatch(f -> f.kind() == EngineException.Kind.UNREACHABLE || f.kind() == EngineException.Kind.TIMED_OUT) ? 3 : 1;
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

	@Command(name = "inspect", description = "Prints what the engine says of containers, as JSON.", mixinStandardHelpOptions = true)
	final class Inspect extends FleetCommand {

		@Parameters(paramLabel = "NAME", arity = "1..*", description = "Names, or CONNECTION/NAME.")
		List<String> names;
		@Option(names = "--on", paramLabel = "NAME", arity = "1", description = "The connections to look at; all by default.")
		List<String> on;

		@Override
		public Integer call() throws Exception {
			var mapper = new ObjectMapper();
			for (var container : found.containers(names, on, out)) {
				var node = mapper.readTree(container.session().inspect(container.thing()));
				if (out.json()) {
					out.json(node);
				} else {
					mapper.writerWithDefaultPrettyPrinter().writeValueAsString(node).lines().forEach(out::line);
				}
			}
			return 0;
		}
	}

	@Command(name = "create", description = "Creates a container of an image that is on the engine.", mixinStandardHelpOptions = true)
	final class Create extends FleetCommand {

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
		public boolean changes() {
			return true;
		}

		@Override
		public Integer call() throws Exception {
			String called = name == null ? So3Image.nameOf(image) : name;
			var parameters = JsonNodeFactory.instance.objectNode().put("image", image).put("name", called).put("start", start);
			var node = parameters.putObject("labels");
			labels.forEach(node::put);
			var targets = found.named(on).stream().map(c -> new TaskTarget(ResourceId.engine(c.id()), c.name())).toList();
			return new TaskOutput(tasks, out).run(List.of(new TaskRequest(1, So3.CREATE, "Create " + called, targets, parameters)));
		}
	}

	/** A verb on containers. */
	@Command(mixinStandardHelpOptions = true)
	class Act extends FleetCommand {

		@Parameters(paramLabel = "NAME", arity = "1..*", description = "Names, or CONNECTION/NAME.")
		List<String> names;
		@Option(names = "--on", paramLabel = "NAME", arity = "1", description = "The connections to look at; all by default.")
		List<String> on;

		private final Action action;

		Act(Action action) {
			this.action = action;
		}

		@Override
		public boolean changes() {
			return true;
		}

		ObjectNode parameters() {
			return JsonNodeFactory.instance.objectNode();
		}

		@Override
		public Integer call() throws Exception {
			var targets = found.containers(names, on, out).stream()
					.map(c -> new TaskTarget(new ResourceId(c.connection().id(), So3.CONTAINER, c.thing().key()), c.label(c.thing().name()))).distinct().toList();
			String title = action.label() + " " + (targets.size() == 1 ? targets.getFirst().label() : targets.size() + " containers");
			return new TaskOutput(tasks, out).run(List.of(new TaskRequest(1, action.verb(), title, targets, parameters())));
		}
	}

	@Command(mixinStandardHelpOptions = true)
	final class Remove extends Act {

		@Option(names = { "-f", "--force" }, description = "Also when it runs.")
		boolean force;

		Remove() {
			super(So3.CONTAINER_ACTIONS.stream().filter(a -> a.verb().equals(So3.REMOVE)).findFirst().orElseThrow());
		}

		@Override
		ObjectNode parameters() {
			return super.parameters().put("force", force);
		}
	}
}
