package org.fleetdesk.gateways.agent.internal.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.files.Finding;
import org.fleetdesk.files.Severity;
import org.fleetdesk.gateways.model.AppBuilder;
import org.fleetdesk.gateways.model.ApplicationPackage;
import org.fleetdesk.gateways.model.Buildfile;
import org.fleetdesk.gateways.model.PackageBuilder;
import org.fleetdesk.gateways.model.PackageInspector;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.gateways.model.PackageText;
import org.fleetdesk.text.Text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** {@code -x}, {@code -y}, {@code --build-app}, {@code -w} and {@code -z}. */
final class DeveloperTools {

	private static final List<String> BUILDFILES = List.of("gwe-buildfile.json", "gwe.build");
	private static final String PASS = "[PASS]";
	private static final String HELP = """
			Edit %s now:
			  name, version    the NAME and VERSION of NAME.vVERSION.tar.gz
			  includes         files to pack, or patterns such as *.py
			  excludes         what of them not to pack
			  pre_build_cmds   commands for a shell before the package is made
			  post_build_cmds  commands for a shell afterwards
			Check it with gwe --check-buildfile %s, and build it with gwe --build-app %s.
			""";

	private final Terminal terminal;
	private final boolean json;

	DeveloperTools(Terminal terminal, boolean json) {
		this.terminal = terminal;
		this.json = json;
	}

	/** Asks for what is not given. */
	int createBuildfile(String name, String version) throws IOException {
		String file = name == null || version == null ? ask("Buildfile", "my_app.json") : name + ".json";
		String app = name == null ? ask("Name of the application", file.replaceFirst("\\.[^.]*$", "")) : name;
		String number = version == null ? ask("Version", "1") : version;
		PackageName of;
		try {
			of = new PackageName(app, number);
		} catch (IllegalArgumentException e) {
			return failed(e.getMessage());
		}
		Path path = terminal.path(file);
		if (Files.exists(path)) {
			return failed(path + " exists already.");
		}
		AtomicFiles.write(path, out -> out.write(Buildfile.of(of).text().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
		terminal.out().println(path);
		terminal.out().print(HELP.formatted(file, file, file));
		return ExitCodes.DONE;
	}

	private String ask(String what, String usual) throws IOException {
		terminal.out().print(what + " [" + usual + "]: ");
		terminal.out().flush();
		String line = terminal.in().readLine();
		return line == null || line.isBlank() ? usual : line.strip();
	}

	/** {@code -y}: by the buildfile of the folder where there is one, otherwise all of its files. */
	int build(String name, String version) throws IOException, InterruptedException {
		for (String file : BUILDFILES) {
			if (isBuildfile(terminal.path(file))) {
				return build(file, name, version);
			}
		}
		if (name != null && isBuildfile(terminal.path(name + ".json"))) {
			return build(name + ".json", name, version);
		}
		if (name == null || version == null) {
			return failed("Say the application's name and version: gwe --build-app-tarball --app-name NAME --app-version VERSION.");
		}
		try {
			var files = PackageBuilder.filesIn(terminal.directory());
			files.keySet().removeIf(f -> f.endsWith(".tar.gz") || f.startsWith("."));
			return built(new AppBuilder(terminal.err()::println).build(new PackageName(name, version), files, terminal.directory()));
		} catch (IllegalArgumentException e) {
			return failed(e.getMessage());
		}
	}

	private static boolean isBuildfile(Path file) throws IOException {
		return Files.isRegularFile(file) && Files.readString(file).stripLeading().startsWith("{");
	}

	/** As a buildfile says; name and version given here count more. */
	int build(String file, String name, String version) throws IOException, InterruptedException {
		Path path = terminal.path(file);
		Buildfile read;
		try {
			read = Buildfile.of(Files.readString(path));
		} catch (IllegalArgumentException e) {
			return failed(path + " is no buildfile: " + e.getMessage());
		}
		var buildfile = new Buildfile(name == null ? read.name() : name, version == null ? read.version() : version, read.includes(), read.excludes(), read.before(), read.after());
		Path folder = path.toAbsolutePath().getParent();
		var findings = buildfile.check(folder);
		findings.forEach(f -> terminal.err().println(Text.harmless(PackageText.sentence(f))));
		if (hasError(findings)) {
			return failed(path + " cannot be used.");
		}
		return built(new AppBuilder(line -> terminal.err().println(Text.harmless(line))).build(buildfile, folder, terminal.directory()));
	}

	/** The path alone goes to standard output, for scripts. */
	private int built(AppBuilder.Built built) {
		if (!built.app().usable()) {
			show(built.file(), built.app(), terminal.err());
			return failed("The package is not kept.");
		}
		built.app().findings().forEach(f -> terminal.err().println(Text.harmless(PackageText.sentence(f))));
		terminal.out().println(built.file().toAbsolutePath());
		return ExitCodes.DONE;
	}

	int checkBuildfile(String file) throws IOException {
		Path path = terminal.path(file);
		List<Finding> findings;
		try {
			findings = Buildfile.of(Files.readString(path)).check(path.toAbsolutePath().getParent());
		} catch (IllegalArgumentException e) {
			findings = List.of(new Finding(Severity.ERROR, "", e.getMessage()));
		}
		if (json) {
			var node = JsonNodeFactory.instance.objectNode().put("file", path.toString()).put("usable", !hasError(findings));
			var list = node.putArray("findings");
			findings.forEach(f -> list.addObject().put("severity", f.severity().name().toLowerCase(java.util.Locale.ROOT)).put("where", f.where()).put("message", f.message()));
			terminal.out().println(node);
		} else {
			findings.forEach(f -> terminal.out().println(Text.harmless(PackageText.sentence(f))));
			terminal.out().println(hasError(findings) ? "[FAIL]" : PASS);
		}
		return hasError(findings) ? ExitCodes.FAILED : ExitCodes.DONE;
	}

	int checkTarball(String file) throws IOException {
		Path path = terminal.path(file);
		var app = PackageInspector.ofShipments().inspect(path);
		show(path, app, terminal.out());
		if (!json) {
			terminal.out().println(app.usable() ? PASS : "[FAIL]");
		}
		return app.usable() ? ExitCodes.DONE : ExitCodes.FAILED;
	}

	private void show(Path file, ApplicationPackage app, PrintStream out) {
		if (json) {
			out.println(PackageText.json(file, app));
		} else {
			PackageText.lines(file, app, Text::bytes).forEach(line -> out.println(Text.harmless(line)));
		}
	}

	private int failed(String message) {
		terminal.err().println(Text.harmless(message));
		return ExitCodes.FAILED;
	}

	private static boolean hasError(List<Finding> findings) {
		return findings.stream().anyMatch(f -> f.severity() == Severity.ERROR);
	}
}
