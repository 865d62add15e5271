package org.fleetdesk.gateways.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Small applications to try gateways with; shell scripts of our own. The same version of Fleetdesk always writes the same bytes. */
public final class SamplePackages {

	/** So that an unchanged sample keeps its digest. */
	private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

	private static final String INSTALL = """
			#!/bin/sh
			set -e
			mkdir -p /usr/local/bin
			cp tick_app.sh /usr/local/bin/tick_app.sh
			chmod 755 /usr/local/bin/tick_app.sh
			echo "tick_app %s is installed"
			""";
	private static final String SUPERVISOR = """
			[supervisord]
			command = /usr/local/bin/tick_app.sh
			""";

	private static final Map<PackageName, Map<String, String>> ALL = Map.of(
			new PackageName("tick_app", "1"), Map.of("install.sh", INSTALL.formatted("1"), "supervisor.conf", SUPERVISOR, "tick_app.sh", """
					#!/bin/sh
					# Counts, a line every five seconds
					n=0
					while true; do
						n=$((n + 1))
						echo "tick $n"
						sleep 5
					done
					"""),
			new PackageName("tick_app", "2-dies"), Map.of("install.sh", INSTALL.formatted("2-dies"), "supervisor.conf", SUPERVISOR, "tick_app.sh", """
					#!/bin/sh
					# To try what happens when a new version does not live
					echo "tick_app 2 cannot start"
					exit 1
					"""),
			new PackageName("say_system", "1"), Map.of("install.sh", """
					#!/bin/sh
					# Does something once: there is nothing for the supervisor to run
					uname -a
					df -P -k
					"""));

	private SamplePackages() {
	}

	/**
	 * Writes all samples, replacing older ones.
	 *
	 * @param folder made when it is not there
	 * @return the packages
	 */
	public static List<Path> writeTo(Path folder) throws IOException {
		Files.createDirectories(folder);
		var files = new ArrayList<Path>();
		for (var sample : ALL.entrySet().stream().sorted(Comparator.comparing(e -> e.getKey().fileName())).toList()) {
			files.add(write(sample.getKey(), sample.getValue(), folder));
		}
		return files;
	}

	private static Path write(PackageName name, Map<String, String> texts, Path folder) throws IOException {
		Path work = Files.createTempDirectory("fleetdesk-sample");
		try {
			for (var text : texts.entrySet()) {
				Path file = Files.writeString(work.resolve(text.getKey()), text.getValue());
				Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(text.getKey().endsWith(".sh") ? "rwxr-xr-x" : "rw-r--r--"));
				Files.setLastModifiedTime(file, FileTime.from(BUILT));
			}
			return PackageBuilder.build(name, PackageBuilder.filesIn(work), folder);
		} finally {
			for (String file : texts.keySet()) {
				Files.deleteIfExists(work.resolve(file));
			}
			Files.delete(work);
		}
	}
}
