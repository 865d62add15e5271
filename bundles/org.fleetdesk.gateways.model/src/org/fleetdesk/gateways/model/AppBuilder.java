package org.fleetdesk.gateways.model;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;

/** Packs applications from folders and buildfiles, with the commands of a buildfile, and keeps only what can be installed. */
public final class AppBuilder {

	private static final File NOTHING = new File("/dev/null");
	private static final Duration REST = Duration.ofSeconds(2);

	/**
	 * What was packed.
	 *
	 * @param file where the package is when {@link ApplicationPackage#usable}; nothing was changed there otherwise
	 * @param app  its inspection
	 */
	public record Built(Path file, ApplicationPackage app) {
	}

	private final Consumer<String> said;

	/** @param said hears of each command of a buildfile and, line by line, what it prints; also on another thread */
	public AppBuilder(Consumer<String> said) {
		this.said = said;
	}

	/**
	 * Packs what a buildfile names; its commands run before and afterwards, as the user who asks.
	 *
	 * @param folder the buildfile's
	 * @param into   where the package is put
	 * @throws IllegalArgumentException when the buildfile is none; {@link Buildfile#check} says more
	 * @throws IOException              when a file cannot be read, or a command fails; the message can be shown
	 */
	public Built build(Buildfile buildfile, Path folder, Path into) throws IOException, InterruptedException {
		run(buildfile.before(), folder);
		var built = build(new PackageName(buildfile.name(), buildfile.version()), buildfile.files(folder), into);
		run(buildfile.after(), folder);
		return built;
	}

	/** Packs these files, by their paths in the archive. An older package of this name stays when the new one is not usable. */
	public Built build(PackageName name, SortedMap<String, Path> files, Path into) throws IOException {
		Files.createDirectories(into);
		Path work = Files.createTempDirectory(into, ".build-");
		try {
			Path built = PackageBuilder.build(name, files, work);
			var app = PackageInspector.ofShipments().inspect(built);
			Path place = into.resolve(name.fileName());
			if (app.usable()) {
				Files.move(built, place, StandardCopyOption.ATOMIC_MOVE);
			}
			return new Built(place, app);
		} finally {
			try (var left = Files.walk(work)) {
				for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
					Files.delete(path);
				}
			}
		}
	}

	private void run(List<String> commands, Path folder) throws IOException, InterruptedException {
		for (String command : commands) {
			said.accept("$ " + command);
			var process = new ProcessBuilder("/bin/sh", "-c", command).directory(folder.toFile()).redirectErrorStream(true).redirectInput(Redirect.from(NOTHING)).start();
			var reader = Thread.ofVirtual().name("output of a build command").start(() -> process.inputReader().lines().forEach(said));
			try {
				int code = process.waitFor();
				reader.join(REST); // what it left in the background may hold its output open
				if (code != 0) {
					throw new IOException("The command \"" + command + "\" of the buildfile ended with exit code " + code + "; nothing further is done");
				}
			} finally {
				process.descendants().forEach(ProcessHandle::destroyForcibly);
				process.destroyForcibly();
			}
		}
	}
}
