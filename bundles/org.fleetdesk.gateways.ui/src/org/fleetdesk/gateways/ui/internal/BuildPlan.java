package org.fleetdesk.gateways.ui.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

import org.fleetdesk.files.Finding;
import org.fleetdesk.files.Severity;
import org.fleetdesk.gateways.model.AppBuilder;
import org.fleetdesk.gateways.model.ApplicationPackage;
import org.fleetdesk.gateways.model.Buildfile;
import org.fleetdesk.gateways.model.PackageBuilder;
import org.fleetdesk.gateways.model.PackageInspector;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.ui.Texts;

/**
 * What an application is packed of.
 *
 * @param folder   where its files are
 * @param includes patterns; empty for everything in the folder
 * @param before   commands of its buildfile, before files are looked for
 * @param after    commands once the package is there
 */
record BuildPlan(Path folder, String name, String version, List<String> includes, List<String> excludes, List<String> before, List<String> after) {

	/** More than this is not packed with each key that is pressed. */
	private static final long MOST = 64L << 20;
	private static final String EVERYTHING = "**";

	/**
	 * What would come of it now.
	 *
	 * @param content  of the package; empty when there is none, or when it is only looked into once it is built
	 * @param findings worst first
	 * @param words    what was looked at
	 */
	record Check(Optional<ApplicationPackage> content, List<Finding> findings, String words) {

		boolean usable() {
			return findings.stream().noneMatch(f -> f.severity() == Severity.ERROR);
		}
	}

	BuildPlan {
		includes = List.copyOf(includes);
		excludes = List.copyOf(excludes);
		before = List.copyOf(before);
		after = List.copyOf(after);
	}

	/**
	 * Reads what the user named.
	 *
	 * @param source a folder, or a buildfile
	 * @throws IOException with a sentence that can be shown
	 */
	static BuildPlan of(String source) throws IOException {
		try {
			Path path = Path.of(source).toAbsolutePath().normalize();
			if (Files.isDirectory(path)) {
				String name = path.getFileName() == null ? "" : path.getFileName().toString();
				try {
					var called = PackageName.of(name + ".tar.gz"); // such as test_app.v1
					return new BuildPlan(path, called.name(), called.version(), List.of(), List.of(), List.of(), List.of());
				} catch (IllegalArgumentException e) {
					return new BuildPlan(path, name, "1", List.of(), List.of(), List.of(), List.of());
				}
			}
			if (!Files.isRegularFile(path)) {
				throw new IOException(Texts.format(Messages.File_missing, path));
			}
			var read = Buildfile.of(Files.readString(path));
			return new BuildPlan(path.getParent(), read.name(), read.version(), read.includes(), read.excludes(), read.before(), read.after());
		} catch (InvalidPathException e) {
			throw new IOException(Texts.format(Messages.File_no_path, source), e);
		} catch (IllegalArgumentException e) {
			throw new IOException(Texts.format(Messages.Build_no_buildfile, e.getMessage()), e);
		}
	}

	/** The same with what the user typed. */
	BuildPlan with(String newName, String newVersion, String newIncludes, String newExcludes) {
		return new BuildPlan(folder, newName.strip(), newVersion.strip(), patterns(newIncludes), patterns(newExcludes), before, after);
	}

	private static List<String> patterns(String text) {
		return Arrays.stream(text.strip().split("[\\s,]+")).filter(p -> !p.isEmpty()).toList();
	}

	boolean commands() {
		return !before.isEmpty() || !after.isEmpty();
	}

	private Buildfile buildfile() {
		return new Buildfile(name, version, includes.isEmpty() ? List.of(EVERYTHING) : includes, excludes, before, after);
	}

	private SortedMap<String, Path> files() throws IOException {
		return includes.isEmpty() && excludes.isEmpty() ? PackageBuilder.filesIn(folder) : buildfile().files(folder);
	}

	/** Packs it aside and looks into it; what commands make is not there yet. */
	Check check() throws IOException {
		var wrong = buildfile().check(folder);
		if (wrong.stream().anyMatch(f -> f.severity() == Severity.ERROR)) {
			return new Check(Optional.empty(), wrong, Messages.Build_not_yet);
		}
		if (!before.isEmpty()) {
			return new Check(Optional.empty(), wrong, Messages.Build_after_commands);
		}
		var files = files();
		long size = 0;
		for (Path file : files.values()) {
			size += Files.size(file);
		}
		if (size > MOST) {
			return new Check(Optional.empty(), wrong, Texts.format(Messages.Build_large, files.size(), Texts.size(size)));
		}
		var content = tried(files);
		return new Check(Optional.of(content), content.findings(), "");
	}

	private ApplicationPackage tried(SortedMap<String, Path> files) throws IOException {
		Path work = Files.createTempDirectory("fleetdesk-build");
		var called = new PackageName(name, version);
		try {
			return PackageInspector.ofShipments().inspect(PackageBuilder.build(called, files, work));
		} finally {
			Files.deleteIfExists(work.resolve(called.fileName()));
			Files.delete(work);
		}
	}

	/** Builds it; the commands of its buildfile run as this user. */
	AppBuilder.Built build(Path into) throws IOException, InterruptedException {
		var output = new StringBuffer();
		var builder = new AppBuilder(line -> output.append(line).append('\n'));
		try {
			return commands() ? builder.build(buildfile(), folder, into) : builder.build(new PackageName(name, version), files(), into);
		} catch (IOException e) {
			throw output.isEmpty() ? e : new IOException(e.getMessage() + "\n\n" + Texts.plainLines(output.toString()), e);
		}
	}
}
