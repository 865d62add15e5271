package org.fleetdesk.gateways.model;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;

import org.fleetdesk.files.Finding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How an application is packed (spec/gateways.md 2.4, "Buildfile"):
 * {@code {"name": "my_app", "version": "1", "includes": ["install.sh", "*.py"], "excludes": [], "pre_build_cmds": [], "post_build_cmds": []}}.
 *
 * @param name     of the application, as {@link PackageName} has it
 * @param version  of the application
 * @param includes files, or patterns such as {@code *.py} and {@code lib/**}, relative to the buildfile's folder
 * @param excludes which of them not
 * @param before   commands for a shell before files are looked for
 * @param after    commands for a shell once the package is there
 */
public record Buildfile(String name, String version, List<String> includes, List<String> excludes, List<String> before, List<String> after) {

	public Buildfile {
		includes = List.copyOf(includes);
		excludes = List.copyOf(excludes);
		before = List.copyOf(before);
		after = List.copyOf(after);
	}

	/** A fresh one, which packs the install script alone. */
	public static Buildfile of(PackageName name) {
		return new Buildfile(name.name(), name.version(), List.of("install.sh"), List.of(), List.of(), List.of());
	}

	/** @throws IllegalArgumentException when the text is no buildfile; the message names the property and can be shown */
	public static Buildfile of(String text) {
		var json = Json.object(text);
		return new Buildfile(text(json, "name"), text(json, "version"), list(json, "includes"), list(json, "excludes"), list(json, "pre_build_cmds"), list(json, "post_build_cmds"));
	}

	private static String text(ObjectNode json, String property) {
		JsonNode value = json.path(property);
		if (!value.isTextual() && !value.isNumber()) {
			throw new IllegalArgumentException("Its \"" + property + "\" is missing or no text.");
		}
		return value.asText();
	}

	private static List<String> list(ObjectNode json, String property) {
		var list = new ArrayList<String>();
		JsonNode value = json.path(property);
		if (!value.isMissingNode() && !value.isArray()) {
			throw new IllegalArgumentException("Its \"" + property + "\" is no list, such as [\"install.sh\"].");
		}
		value.forEach(item -> {
			if (!item.isTextual()) {
				throw new IllegalArgumentException("One item of its \"" + property + "\" is no text.");
			}
			list.add(item.asText());
		});
		return list;
	}

	/** As the file has it. */
	public String text() {
		var json = Json.object().put("name", name).put("version", version);
		add(json, "includes", includes);
		add(json, "excludes", excludes);
		add(json, "pre_build_cmds", before);
		add(json, "post_build_cmds", after);
		return json.toPrettyString() + "\n";
	}

	private static void add(ObjectNode json, String property, List<String> values) {
		var list = json.putArray(property);
		values.forEach(list::add);
	}

	/**
	 * What is wrong with it, the gravest first; the place is a property. Files that commands make beforehand are not there yet when there are such commands.
	 *
	 * @param folder the buildfile's
	 * @throws IOException when the folder cannot be read
	 */
	public List<Finding> check(Path folder) throws IOException {
		var findings = new Findings();
		try {
			new PackageName(name, version);
		} catch (IllegalArgumentException e) {
			findings.error("name", e.getMessage());
		}
		if (includes.isEmpty()) {
			findings.error("includes", "It includes nothing; at least install.sh has to be in a package.");
		}
		try {
			for (String pattern : includes) {
				if (before.isEmpty() && new Buildfile(name, version, List.of(pattern), List.of(), List.of(), List.of()).files(folder).isEmpty()) {
					findings.error("includes", "There is no file \"" + PackageReader.shown(pattern) + "\" in " + folder + ".");
				}
			}
			var files = files(folder);
			if (before.isEmpty() && !includes.isEmpty() && !files.containsKey("install.sh") && !files.containsKey("setup.py")) {
				findings.error("includes", "It includes no install.sh (and no setup.py).");
			}
		} catch (IllegalArgumentException e) {
			findings.error("includes", e.getMessage());
		}
		return findings.sorted();
	}

	/**
	 * The files that are to be packed, by their paths in the archive.
	 *
	 * @throws IllegalArgumentException when an include or exclude is no pattern; the message can be shown
	 * @throws IOException              when the folder cannot be read, or one of the files is something that no package has
	 */
	public SortedMap<String, Path> files(Path folder) throws IOException {
		var included = includes.stream().map(Buildfile::matcher).toList();
		var excluded = excludes.stream().map(Buildfile::matcher).toList();
		var files = new TreeMap<String, Path>();
		try (var all = Files.walk(folder)) {
			for (Path path : all.sorted().toList()) {
				Path relative = folder.relativize(path);
				if (included.stream().anyMatch(m -> m.matches(relative)) && excluded.stream().noneMatch(m -> m.matches(relative))) {
					PackageBuilder.filesIn(path).forEach((name, file) -> files.put(folder.relativize(file).toString(), file));
				}
			}
		}
		files.values().removeIf(file -> excluded.stream().anyMatch(m -> m.matches(folder.relativize(file))));
		return files;
	}

	private static PathMatcher matcher(String pattern) {
		try {
			return FileSystems.getDefault().getPathMatcher("glob:" + (pattern.startsWith("./") ? pattern.substring(2) : pattern));
		} catch (PatternSyntaxException e) {
			throw new IllegalArgumentException("\"" + PackageReader.shown(pattern) + "\" is no pattern for files: " + e.getDescription() + ".", e);
		}
	}
}
