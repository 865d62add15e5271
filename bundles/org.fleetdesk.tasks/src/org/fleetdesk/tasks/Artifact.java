package org.fleetdesk.tasks;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.fleetdesk.files.Finding;
import org.fleetdesk.files.Severity;

/**
 * An inspected file.
 *
 * @param engineKind the engine kind that it can go to
 * @param name       what it will be called on the engine, such as "ticker"
 * @param title      one line on what it is, such as "SO3 image, arm64, kernel"
 * @param size       in bytes
 * @param digest     such as {@code sha256:3f…}
 * @param findings   worst first
 * @param facts      in display order
 */
public record Artifact(Path file, String engineKind, String name, String title, long size, String digest, List<Finding> findings, Map<String, String> facts) {

	public Artifact {
		findings = List.copyOf(findings);
		facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
	}

	/** Whether it can be deployed. */
	public boolean usable() {
		return findings.stream().noneMatch(f -> f.severity() == Severity.ERROR);
	}
}
