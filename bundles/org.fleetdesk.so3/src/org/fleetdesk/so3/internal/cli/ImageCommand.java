package org.fleetdesk.so3.internal.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.Output;
import org.fleetdesk.cli.TaskOutput;
import org.fleetdesk.text.Text;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Image;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.tasks.Artifact;
import org.fleetdesk.tasks.Artifacts;
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

/** {@code image list|inspect|remove}. */
@Component
public final class ImageCommand implements CommandContribution {

	private final Found found;
	private final TaskService tasks;
	private final Artifacts artifacts;

	@Activate
	public ImageCommand(@Reference Connections connections, @Reference Sessions sessions, @Reference TaskService tasks, @Reference Artifacts artifacts) {
		found = new Found(connections, sessions);
		this.tasks = tasks;
		this.artifacts = artifacts;
	}

	@Command(name = "image", description = "SO3 images.", mixinStandardHelpOptions = true)
	static final class Group {
	}

	@Override
	public Object newCommand() {
		return new CommandLine(new Group()).addSubcommand(new ListAll()).addSubcommand(new Inspect()).addSubcommand(new Remove());
	}

	@Command(name = "list", description = "Lists the images on engines.", mixinStandardHelpOptions = true)
	final class ListAll extends FleetCommand {

		@Option(names = "--on", paramLabel = "NAME", arity = "1..*", description = "The connections to look at; all by default.")
		List<String> on;

		@Override
		public Integer call() throws Exception {
			var failures = new ArrayList<EngineException>();
			var all = found.all(found.named(on), So3Session::images, out, failures);
			if (out.json()) {
				var array = JsonNodeFactory.instance.arrayNode();
				all.forEach(i -> array.add(json(i.connection(), i.thing())));
				out.json(array);
			} else {
				out.table(List.of("NAME", "TYPE", "SIZE", "ID", "ON", "CREATED"), all.stream().map(i -> List.of(String.join(",", i.thing().names()), i.thing().type(),
						Text.bytes(i.thing().size()), shortened(i.thing().id()), i.connection().name(), i.thing().created().map(Text::time).orElse(""))).toList());
			}
			return ContainerCommand.code(failures);
		}
	}

	private static String shortened(String id) {
		String digits = id.substring(id.indexOf(':') + 1);
		return digits.substring(0, Math.min(12, digits.length()));
	}

	private static ObjectNode json(Connection connection, So3Image image) {
		var node = JsonNodeFactory.instance.objectNode().put("on", connection.name()).put("id", image.id()).put("size", image.size()).put("type", image.type())
				.put("arch", image.arch()).put("spid", image.spid()).put("description", image.description()).put("problem", image.problem());
		var names = node.putArray("names");
		image.names().forEach(names::add);
		image.created().ifPresent(time -> node.put("created", time.toString()));
		return node;
	}

	@Command(name = "inspect", description = "Looks into image files, or prints what engines say of their images.", mixinStandardHelpOptions = true)
	final class Inspect extends FleetCommand {

		@Parameters(paramLabel = "FILE|NAME", arity = "1..*", description = "Files, or names of images on engines.")
		List<String> names;
		@Option(names = "--on", paramLabel = "NAME", arity = "1", description = "The connections to look at; all by default. With it, all words are names.")
		List<String> on;

		@Override
		public Integer call() throws Exception {
			int code = 0;
			for (String name : names) {
				Path file = out.directory().resolve(name).normalize();
				if (on == null && (Files.exists(file) || name.endsWith(".itb"))) {
					code = Math.max(code, inspect(file));
				} else {
					var image = found.images(List.of(name), on, out).getFirst();
					print(out, json(image.connection(), image.thing()));
				}
			}
			return code;
		}

		private int inspect(Path file) throws Exception {
			var refusal = artifacts.refusal(file);
			if (refusal.isPresent()) {
				out.note(refusal.get());
				return 1;
			}
			Artifact artifact = artifacts.inspect(file);
			if (out.json()) {
				out.json(json(artifact));
			} else {
				out.line(artifact.file() + ": " + artifact.title() + ", " + Text.bytes(artifact.size()));
				out.line("  Digest: " + artifact.digest());
				artifact.facts().forEach((k, v) -> out.line("  " + k + ": " + v));
				artifact.findings().forEach(f -> out.line("  " + f.severity().name().toLowerCase() + (f.where().isEmpty() ? "" : " " + f.where()) + ": " + f.message()));
			}
			return artifact.usable() ? 0 : 1;
		}
	}

	private static ObjectNode json(Artifact artifact) {
		var node = JsonNodeFactory.instance.objectNode().put("file", artifact.file().toString()).put("image", artifact.name()).put("title", artifact.title())
				.put("size", artifact.size()).put("digest", artifact.digest()).put("usable", artifact.usable());
		var facts = node.putObject("facts");
		artifact.facts().forEach(facts::put);
		var findings = node.putArray("findings");
		artifact.findings().forEach(f -> findings.addObject().put("severity", f.severity().name().toLowerCase()).put("where", f.where()).put("message", f.message()));
		return node;
	}

	private static void print(Output out, ObjectNode node) {
		if (out.json()) {
			out.json(node);
		} else {
			node.properties().stream().filter(e -> !e.getValue().asText().isEmpty() || e.getValue().isArray())
					.forEach(e -> out.line(e.getKey() + ": " + (e.getValue().isTextual() ? e.getValue().asText() : e.getValue().toString())));
		}
	}

	@Command(name = "remove", aliases = "rm", description = "Removes images from engines.", mixinStandardHelpOptions = true)
	final class Remove extends FleetCommand {

		@Parameters(paramLabel = "NAME", arity = "1..*", description = "Names or ids, or CONNECTION/NAME.")
		List<String> names;
		@Option(names = "--on", paramLabel = "NAME", arity = "1", description = "The connections to look at; all by default.")
		List<String> on;

		@Override
		public boolean changes() {
			return true;
		}

		@Override
		public Integer call() throws Exception {
			var targets = found.images(names, on, out).stream()
					.map(i -> new TaskTarget(new ResourceId(i.connection().id(), So3.IMAGE, i.thing().id()), i.label(i.thing().name()))).distinct().toList();
			String title = "Remove " + (targets.size() == 1 ? "image " + targets.getFirst().label() : targets.size() + " images");
			return new TaskOutput(tasks, out).run(List.of(new TaskRequest(1, So3.REMOVE_IMAGE, title, targets, JsonNodeFactory.instance.objectNode())));
		}
	}
}
