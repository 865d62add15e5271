package org.fleetdesk.tasks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.Connection;

/** All installed {@link ArtifactHandler}s; a service, for drops and the command line alike. */
public interface Artifacts {

	/** Why a file is of no use, as a sentence that names it ("meter.zip is neither …"), or empty when a handler takes it. */
	Optional<String> refusal(Path file) throws IOException;

	/** Has the handler that takes the file inspect it; errors as {@link ArtifactHandler#inspect}, and when none takes it. */
	Artifact inspect(Path file) throws IOException, InterruptedException;

	/** Plans artifacts of one engine kind; see {@link ArtifactHandler#plan}. */
	DeploymentPlan plan(List<Artifact> artifacts, List<Connection> targets, DeploymentOptions options) throws InterruptedException;
}
