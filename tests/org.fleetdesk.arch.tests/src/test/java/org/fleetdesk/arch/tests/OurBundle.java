package org.fleetdesk.arch.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

/**
 * One bundle of ours with its compiled classes.
 *
 * @param name without the prefix {@code org.fleetdesk.}
 */
record OurBundle(String name, Path folder, JavaClasses classes, Set<String> exported) {

	/** Base knows nobody; clients and engines know base; the UI knows clients and base; the launcher stands outside OSGi, alone; nobody's main code knows a test fixture. */
	enum Layer {
		UI, CLIENT, ENGINE, BASE, LAUNCHER, FIXTURE;

		boolean mayUse(Layer other) {
			return switch (this) {
			case UI -> other == UI || other == CLIENT || other == BASE;
			case CLIENT -> other == CLIENT || other == BASE;
			case ENGINE -> other == ENGINE || other == BASE;
			case BASE -> other == BASE;
			case LAUNCHER, FIXTURE -> false;
			};
		}
	}

	private static final Set<String> DOMAINS = Set.of("so3", "serverless", "gateways", "userclouds");
	private static final Set<String> SHARED_CLIENTS = Set.of("core", "tasks", "logs", "cli");
	private static final Set<String> BASES = Set.of("docker", "http", "files", "text", "opennebula", "faults");

	static List<OurBundle> all() {
		try (Stream<Path> folders = Files.list(Path.of(System.getProperty("fleetdesk.bundles")).normalize())) {
			return folders.filter(f -> Files.isDirectory(f.resolve("target/classes"))).sorted(Comparator.naturalOrder()).map(OurBundle::read).toList();
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	private static OurBundle read(Path folder) {
		var manifest = new Manifest();
		try (var in = Files.newInputStream(folder.resolve("META-INF/MANIFEST.MF"))) {
			manifest.read(in);
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
		String exports = Optional.ofNullable(manifest.getMainAttributes().getValue("Export-Package")).orElse("");
		Set<String> exported = Stream.of(exports.replaceAll("\"[^\"]*\"", "").split(",")).map(e -> e.split(";")[0].strip()).filter(e -> !e.isEmpty())
				.collect(Collectors.toSet());
		return new OurBundle(folder.getFileName().toString().substring("org.fleetdesk.".length()), folder,
				new ClassFileImporter().importPath(folder.resolve("target/classes")), exported);
	}

	Layer layer() {
		if (name.equals("ui") || name.endsWith(".ui")) {
			return Layer.UI;
		}
		if (name.equals("engine") || name.endsWith(".engine") || name.endsWith(".agent")) {
			return Layer.ENGINE;
		}
		if (name.endsWith(".model") || BASES.contains(name)) {
			return Layer.BASE;
		}
		if (SHARED_CLIENTS.contains(name) || DOMAINS.contains(name)) {
			return Layer.CLIENT;
		}
		if (name.equals("launch")) {
			return Layer.LAUNCHER;
		}
		if (name.equals("faults")) {
			return Layer.FIXTURE;
		}
		throw new IllegalStateException("Bundle " + name + " has no place in the matrix of layers (docs/architecture.md); give it one in OurBundle too");
	}

	/** The domain, if it is no shared bundle. */
	Optional<String> domain() {
		String first = name.split("\\.")[0];
		return DOMAINS.contains(first) ? Optional.of(first) : Optional.empty();
	}

	/** Java sources, without tests. */
	List<Path> sources() {
		if (!Files.isDirectory(folder.resolve("src"))) {
			return List.of();
		}
		try (Stream<Path> files = Files.walk(folder.resolve("src"))) {
			return files.filter(f -> f.toString().endsWith(".java")).toList();
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}
}
