package org.fleetdesk.so3.internal.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.Output;
import org.fleetdesk.cli.ResourceLook;
import org.fleetdesk.cli.ResourceVerb;
import org.fleetdesk.text.Text;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.docker.EngineObject;
import org.fleetdesk.so3.Capability;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Image;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.so3.internal.cli.Found.On;
import org.fleetdesk.tasks.Artifact;
import org.fleetdesk.tasks.Artifacts;
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

/** {@code image list|inspect|history|tag|remove|prune}. */
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
		var prune = new CommandLine(new Prune(found, tasks, So3.PRUNE_IMAGES, "unused images"));
		prune.getCommandSpec().usageMessage().description("Removes all images from engines of which there is no container.");
		return new CommandLine(new Group()).addSubcommand(new ListAll(found)).addSubcommand(new Inspect()).addSubcommand(new History()).addSubcommand(new Tag())
				.addSubcommand(new Remove()).addSubcommand(prune);
	}

	@Command(name = "list", description = "Lists the images on engines.")
	static final class ListAll extends Listing<So3Image> {

		ListAll(Found found) {
			super(found, So3Session::images, "NAME", "TYPE", "SIZE", "ID", "ON", "CREATED");
		}

		@Override
		ObjectNode json(On<So3Image> i) {
			return ImageCommand.json(i.connection(), i.thing());
		}

		@Override
		List<String> row(On<So3Image> i) {
			return List.of(String.join(",", i.thing().names()), i.thing().type(), Text.bytes(i.thing().size()), shortened(i.thing().id()), i.connection().name(),
					i.thing().created().map(Text::time).orElse(""));
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
					print(out, described(image));
				}
			}
			return code;
		}

		/** With what the engine says, where it does. */
		private static ObjectNode described(On<So3Image> image) throws Exception {
			var node = json(image.connection(), image.thing());
			if (image.session().host().refusal(Capability.INSPECT_IMAGE).isEmpty()) {
				node.set("engine", new ObjectMapper().readTree(image.session().inspectImage(reference(image.thing()))));
			}
			return node;
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

	/** By name where it has one: the engines do not all find an image by its id. */
	private static String reference(So3Image image) {
		return image.names().isEmpty() ? image.id() : image.name();
	}

	private static TaskTarget target(On<So3Image> image) {
		return new TaskTarget(new ResourceId(image.connection().id(), So3.IMAGE, image.thing().id()), image.label(image.thing().name()));
	}

	@Command(name = "history", description = "Prints what an image was made of.")
	final class History extends ResourceLook {

		@Parameters(paramLabel = "NAME", description = "A name or id, or CONNECTION/NAME.")
		String name;

		@Override
		public Integer call() throws Exception {
			var image = found.images(List.of(name), on, out).getFirst();
			var layers = new ObjectMapper().readTree(image.session().imageHistory(reference(image.thing())));
			if (out.json()) {
				out.json(layers);
				return 0;
			}
			var rows = new ArrayList<List<String>>();
			layers.forEach(node -> {
				var layer = new EngineObject(node);
				rows.add(List.of(shortened(layer.id()), layer.time("Created").map(Text::time).orElse(""), Text.bytes(Math.max(0, layer.number("Size", 0))),
						layer.text("CreatedBy"), layer.text("Comment")));
			});
			out.table(List.of("ID", "CREATED", "SIZE", "CREATED BY", "COMMENT"), rows);
			return 0;
		}
	}

	@Command(name = "tag", description = "Gives an image one more name.")
	final class Tag extends ResourceVerb {

		@Parameters(index = "0", paramLabel = "NAME", description = "A name or id, or CONNECTION/NAME.")
		String name;
		@Parameters(index = "1", paramLabel = "TAG", description = "The further name, such as ticker:v2.")
		String tag;

		Tag() {
			super(ImageCommand.this.tasks);
		}

		@Override
		public Integer call() throws Exception {
			return run(List.of(target(found.images(List.of(name), on, out).getFirst())), "image", So3.TAG_IMAGE, "Tag image %s as " + escaped(tag), parameters().put("tag", tag));
		}
	}

	@Command(name = "remove", aliases = "rm", description = "Removes images from engines.")
	final class Remove extends ResourceVerb {

		@Parameters(paramLabel = "NAME", arity = "1..*", description = "Names or ids, or CONNECTION/NAME.")
		List<String> names;

		Remove() {
			super(ImageCommand.this.tasks);
		}

		@Override
		public Integer call() throws Exception {
			var targets = found.images(names, on, out).stream().map(ImageCommand::target).distinct().toList();
			return run(targets, "image", So3.REMOVE_IMAGE, targets.size() == 1 ? "Remove image %s" : "Remove %s", parameters());
		}
	}
}
