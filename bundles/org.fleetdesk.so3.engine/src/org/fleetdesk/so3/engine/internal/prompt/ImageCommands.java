package org.fleetdesk.so3.engine.internal.prompt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.fleetdesk.docker.DockerEngine;
import org.fleetdesk.docker.DockerFailure;
import org.fleetdesk.docker.EngineObject;
import org.fleetdesk.text.Text;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code images}; the original engine's prompt had {@code image info} and {@code image rm NAME}. */
@Command(name = "images", aliases = "image", description = "Images; alone: lists them.")
final class ImageCommands implements Callable<Integer> {

	private final DockerEngine engine;
	private final Screen screen;

	ImageCommands(DockerEngine engine, Screen screen) {
		this.engine = engine;
		this.screen = screen;
	}

	@Override
	public Integer call() throws DockerFailure, InterruptedException {
		return list();
	}

	@Command(name = "list", aliases = "ls", description = "Lists the images.")
	int list() throws DockerFailure, InterruptedException {
		var images = engine.images();
		screen.table(List.of("IMAGE", "SIZE", "CREATED", "ID"), images.stream().map(i -> List.of(name(i), Text.bytes(i.number("Size", 0)),
				i.time("Created").map(Text::time).orElse(""), shortened(i.id()))).toList());
		return 0;
	}

	static String name(EngineObject image) {
		return String.join(" ", image.texts("RepoTags"));
	}

	static String shortened(String id) {
		String digits = id.startsWith("sha256:") ? id.substring(7) : id;
		return digits.length() > 12 ? digits.substring(0, 12) : digits;
	}

	@Command(name = "inspect", aliases = "info", description = "Shows what the engine knows of images; without a name: lists them.")
	int inspect(@Parameters(paramLabel = "IMAGE", arity = "0..*", description = "Names or ids.") List<String> images) throws DockerFailure, InterruptedException {
		if (images == null || images.isEmpty()) {
			return list();
		}
		for (String image : images) {
			screen.lines(engine.inspectImage(image).json().toPrettyString());
		}
		return 0;
	}

	@Command(name = "rm", description = "Removes images.")
	int remove(@Option(names = { "-f", "--force" }, description = "Also when containers were made of them.") boolean force,
			@Parameters(paramLabel = "IMAGE", arity = "1..*", description = "Names or ids.") List<String> images) throws DockerFailure, InterruptedException {
		for (String image : images) {
			engine.removeImage(image, force);
			screen.line("removed " + image);
		}
		return 0;
	}

	@Command(name = "load", description = "Copies an .itb file into the folder of images, after checking it.")
	int load(@Option(names = "--name", paramLabel = "NAME", description = "How the image is to be called; else its own name is taken.") String name,
			@Parameters(paramLabel = "FILE", description = "The file.") Path file) throws DockerFailure, InterruptedException {
		if (!Files.isReadable(file)) {
			screen.problem("The file " + file + " cannot be read");
			return 1;
		}
		for (String loaded : engine.load(file, Optional.ofNullable(name), sent -> {
		})) {
			screen.line("loaded " + loaded);
		}
		return 0;
	}
}
