package org.fleetdesk.tasks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.fleetdesk.core.Connection;

/** Knows one kind of file that can be deployed to engines of one kind; a service. */
public interface ArtifactHandler {

	/** The engine kind its artifacts go to. */
	String engineKind();

	/** What it takes, for messages, such as "an SO3 image (.itb)". */
	String takes();

	/**
	 * Whether the file is of this handler's kind, told from its first bytes and name; fast.
	 *
	 * @param head the first bytes, at most 512
	 */
	boolean sniff(Path file, byte[] head);

	/**
	 * Reads the whole file and checks it. Defects are findings, not exceptions.
	 *
	 * @throws IOException when the file cannot be read
	 */
	Artifact inspect(Path file) throws IOException, InterruptedException;

	/** Looks at the targets and says what would happen; blocks, each target in its own deadline. Unreachable targets are refused items. */
	DeploymentPlan plan(List<Artifact> artifacts, List<Connection> targets, DeploymentOptions options) throws InterruptedException;
}
