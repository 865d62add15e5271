package org.fleetdesk.so3.internal.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.fleetdesk.cli.UsageException;
import org.fleetdesk.so3.So3;
import org.fleetdesk.tasks.TaskService;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code container rename|update|label|restore}. */
final class ContainerChanges {

	private ContainerChanges() {
	}

	@Command(name = "rename", description = "Gives a container another name.")
	static final class Rename extends ContainerTask {

		@Parameters(index = "0", paramLabel = "NAME", description = "A name, or CONNECTION/NAME.")
		String container;
		@Parameters(index = "1", paramLabel = "NEW", description = "The name that it gets.")
		String name;

		Rename(Found found, TaskService tasks) {
			super(found, tasks);
		}

		@Override
		public Integer call() throws Exception {
			return run(List.of(container), So3.RENAME, "Rename %s to " + escaped(name), parameters().put("name", name));
		}
	}

	@Command(name = "update", description = "Exchanges the image of containers; they keep their ids, names and labels. A container whose new image does not live goes back to the old one.")
	static final class Update extends ContainerTask {

		@Parameters(paramLabel = "NAME", arity = "1..*", description = "Names, or CONNECTION/NAME.")
		List<String> names;
		@Option(names = "--image", paramLabel = "IMAGE", required = true, description = "An image that is on the engine: its name, or its id.")
		String image;

		Update(Found found, TaskService tasks) {
			super(found, tasks);
		}

		@Override
		public Integer call() throws Exception {
			return run(names, So3.UPDATE, "Update %s to " + escaped(image), parameters().put("image", image));
		}
	}

	@Command(name = "label", description = "Sets and removes labels of containers.")
	static final class Label extends ContainerTask {

		@Parameters(paramLabel = "NAME", arity = "1..*", description = "Names, or CONNECTION/NAME.")
		List<String> names;
		@Option(names = "--set", paramLabel = "KEY=VALUE", description = "A label to set; may be given more than once.")
		Map<String, String> set = new LinkedHashMap<>();
		@Option(names = "--remove", paramLabel = "KEY", arity = "1", description = "A label to remove; may be given more than once.")
		List<String> remove = List.of();

		Label(Found found, TaskService tasks) {
			super(found, tasks);
		}

		@Override
		public Integer call() throws Exception {
			if (set.isEmpty() && remove.isEmpty()) {
				throw new UsageException("Say which labels: --set KEY=VALUE or --remove KEY.");
			}
			var parameters = parameters();
			set.forEach(parameters.putObject("set")::put);
			remove.forEach(parameters.putArray("remove")::add);
			return run(names, So3.LABEL, "Label %s", parameters);
		}
	}

	@Command(name = "restore", description = "Starts a container from a checkpoint; what runs of it is ended first.")
	static final class Restore extends ContainerTask {

		@Parameters(index = "0", paramLabel = "NAME", description = "A name, or CONNECTION/NAME.")
		String container;
		@Parameters(index = "1", paramLabel = "CHECKPOINT")
		String name;

		Restore(Found found, TaskService tasks) {
			super(found, tasks);
		}

		@Override
		public Integer call() throws Exception {
			return run(List.of(container), So3.RESTORE, "Restore %s from checkpoint " + escaped(name), parameters().put("name", name));
		}
	}
}
