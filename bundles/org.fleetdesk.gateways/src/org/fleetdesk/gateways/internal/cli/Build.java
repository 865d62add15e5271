package org.fleetdesk.gateways.internal.cli;

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

import org.fleetdesk.cli.ExitCode;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.files.Severity;
import org.fleetdesk.gateways.model.Buildfile;
import org.fleetdesk.gateways.model.PackageBuilder;
import org.fleetdesk.gateways.model.PackageInspector;
import org.fleetdesk.gateways.model.PackageName;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code app build}. */
@Command(name = "build", description = "Packs an application from a folder, or as a buildfile says, and checks it. The package is there only when it can be installed.",
		mixinStandardHelpOptions = true)
final class Build extends FleetCommand {

	private static final File NOTHING = new File("/dev/null");
	private static final Duration REST = Duration.ofSeconds(2);

	@Parameters(paramLabel = "FOLDER|BUILDFILE", description = "A folder, all of which is packed, or a buildfile (JSON: name, version, includes, excludes, pre_build_cmds, post_build_cmds).")
	Path source;

	@Option(names = { "-n", "--app-name" }, paramLabel = "NAME", description = "The application's name. Default: the buildfile's, or the folder's name.")
	String name;

	@Option(names = { "-s", "--app-version" }, paramLabel = "VERSION", description = "Its version; needed for a folder. Default: the buildfile's.")
	String version;

	@Option(names = "--to", paramLabel = "FOLDER", description = "Where the package is put. Default: here.")
	Path to;

	@Override
	public Integer call() throws Exception {
		Path from = out.directory().resolve(source).normalize();
		Path into = to == null ? out.directory() : out.directory().resolve(to).normalize();
		if (Files.isDirectory(from)) {
			if (version == null) {
				throw new UsageException("Say the version of the application with --app-version; " + from + " does not tell it.");
			}
			return pack(name(name == null ? from.getFileName().toString() : name, version), PackageBuilder.filesIn(from), into);
		}
		var buildfile = read(from);
		Path folder = from.toAbsolutePath().getParent();
		var problems = buildfile.check(folder);
		problems.forEach(f -> out.note(from + ": " + PackageLooks.sentence(f)));
		if (problems.stream().anyMatch(f -> f.severity() == Severity.ERROR)) {
			return ExitCode.FAILED;
		}
		run(buildfile.before(), folder);
		int code = pack(name(buildfile.name(), buildfile.version()), buildfile.files(folder), into);
		run(buildfile.after(), folder);
		return code;
	}

	private static PackageName name(String name, String version) throws UsageException {
		try {
			return new PackageName(name, version);
		} catch (IllegalArgumentException e) {
			throw new UsageException(e.getMessage());
		}
	}

	private Buildfile read(Path file) throws IOException, UsageException {
		try {
			var read = Buildfile.of(Files.readString(file));
			return new Buildfile(name == null ? read.name() : name, version == null ? read.version() : version, read.includes(), read.excludes(), read.before(), read.after());
		} catch (IllegalArgumentException e) {
			throw new UsageException(file + " is no buildfile: " + e.getMessage());
		}
	}

	/** Beside its place until it is known to be usable: an older package stays when the new one is not. */
	private int pack(PackageName name, SortedMap<String, Path> files, Path into) throws IOException {
		Files.createDirectories(into);
		Path work = Files.createTempDirectory(into, ".build-");
		try {
			Path built = PackageBuilder.build(name, files, work);
			var app = PackageInspector.ofShipments().inspect(built);
			Path place = into.resolve(name.fileName());
			PackageLooks.show(place, app, out);
			if (!app.usable()) {
				out.note("The package is not kept.");
				return ExitCode.FAILED;
			}
			Files.move(built, place, StandardCopyOption.ATOMIC_MOVE);
			return ExitCode.DONE;
		} finally {
			try (var left = Files.walk(work)) {
				for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
					Files.delete(path);
				}
			}
		}
	}

	/** As the user who asks; their output goes to standard error, so that a script can read what this command prints. */
	private void run(List<String> commands, Path folder) throws IOException, InterruptedException {
		for (String command : commands) {
			out.note("$ " + command);
			var process = new ProcessBuilder("/bin/sh", "-c", command).directory(folder.toFile()).redirectErrorStream(true).redirectInput(Redirect.from(NOTHING)).start();
			var reader = Thread.ofVirtual().name("output of a build command").start(() -> process.inputReader().lines().forEach(out::note));
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
