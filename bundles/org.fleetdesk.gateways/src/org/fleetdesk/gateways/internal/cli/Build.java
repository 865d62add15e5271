package org.fleetdesk.gateways.internal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.fleetdesk.cli.ExitCode;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.files.Severity;
import org.fleetdesk.gateways.model.AppBuilder;
import org.fleetdesk.gateways.model.Buildfile;
import org.fleetdesk.gateways.model.PackageBuilder;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.gateways.model.PackageText;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code app build}. */
@Command(name = "build", description = "Packs an application from a folder, or as a buildfile says, and checks it. The package is there only when it can be installed.",
		mixinStandardHelpOptions = true)
final class Build extends FleetCommand {

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
		var builder = new AppBuilder(out::note);
		if (Files.isDirectory(from)) {
			if (version == null) {
				throw new UsageException("Say the version of the application with --app-version; " + from + " does not tell it.");
			}
			return shown(builder.build(name(name == null ? from.getFileName().toString() : name, version), PackageBuilder.filesIn(from), into));
		}
		var buildfile = read(from);
		Path folder = from.toAbsolutePath().getParent();
		var problems = buildfile.check(folder);
		problems.forEach(f -> out.note(from + ": " + PackageText.sentence(f)));
		if (problems.stream().anyMatch(f -> f.severity() == Severity.ERROR)) {
			return ExitCode.FAILED;
		}
		return shown(builder.build(buildfile, folder, into));
	}

	private int shown(AppBuilder.Built built) {
		PackageLooks.show(built.file(), built.app(), out);
		if (!built.app().usable()) {
			out.note("The package is not kept.");
			return ExitCode.FAILED;
		}
		return ExitCode.DONE;
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
}
