package org.fleetdesk.so3.internal.cli;

import java.util.List;

import org.fleetdesk.cli.ResourceLook;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Checkpoint;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.text.Text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code container checkpoint create|list|remove}. */
final class CheckpointCommands {

	private CheckpointCommands() {
	}

	@Command(name = "checkpoint", description = "Kept states of containers, to which 'container restore' goes back.", mixinStandardHelpOptions = true)
	static final class Group {
	}

	static CommandLine command(Found found, TaskService tasks) {
		return new CommandLine(new Group()).addSubcommand(new Create(found, tasks)).addSubcommand(new ListAll(found)).addSubcommand(new Remove(found, tasks));
	}

	@Command(name = "create", description = "Keeps the present state of a running container.")
	static final class Create extends ContainerTask {

		@Parameters(index = "0", paramLabel = "NAME", description = "A name, or CONNECTION/NAME.")
		String container;
		@Parameters(index = "1", paramLabel = "CHECKPOINT", description = "What it is to be called.")
		String name;
		@Option(names = "--stop", description = "End the container when its state is kept.")
		boolean stop;

		Create(Found found, TaskService tasks) {
			super(found, tasks);
		}

		@Override
		public Integer call() throws Exception {
			return run(List.of(container), So3.CHECKPOINT, "Keep %s as checkpoint " + escaped(name), parameters().put("name", name).put("stop", stop));
		}
	}

	@Command(name = "remove", aliases = "rm", description = "Removes a checkpoint of a container.")
	static final class Remove extends ContainerTask {

		@Parameters(index = "0", paramLabel = "NAME", description = "A name, or CONNECTION/NAME.")
		String container;
		@Parameters(index = "1", paramLabel = "CHECKPOINT")
		String name;

		Remove(Found found, TaskService tasks) {
			super(found, tasks);
		}

		@Override
		public Integer call() throws Exception {
			return run(List.of(container), So3.REMOVE_CHECKPOINT, "Remove checkpoint " + escaped(name) + " of %s", parameters().put("name", name));
		}
	}

	@Command(name = "list", description = "Lists the checkpoints of a container.")
	static final class ListAll extends ResourceLook {

		@Parameters(paramLabel = "NAME", description = "A name, or CONNECTION/NAME.")
		String container;

		private final Found found;

		ListAll(Found found) {
			this.found = found;
		}

		@Override
		public Integer call() throws Exception {
			var one = found.containers(List.of(container), on, out).getFirst();
			var checkpoints = one.session().checkpoints(one.thing());
			if (out.json()) {
				var array = JsonNodeFactory.instance.arrayNode();
				checkpoints.forEach(c -> array.add(json(c)));
				out.json(array);
			} else {
				out.table(List.of("CHECKPOINT", "CREATED", "SIZE"), checkpoints.stream().map(c -> List.of(c.name(), c.created().map(Text::time).orElse(""),
						c.size().isPresent() ? Text.bytes(c.size().getAsLong()) : "")).toList());
			}
			return 0;
		}

		private static ObjectNode json(So3Checkpoint checkpoint) {
			var node = JsonNodeFactory.instance.objectNode().put("name", checkpoint.name());
			checkpoint.created().ifPresent(time -> node.put("created", time.toString()));
			checkpoint.size().ifPresent(size -> node.put("size", size));
			return node;
		}
	}
}
