package org.fleetdesk.tasks.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import org.fleetdesk.core.Connection;
import org.fleetdesk.tasks.Artifact;
import org.fleetdesk.tasks.ArtifactHandler;
import org.fleetdesk.tasks.Artifacts;
import org.fleetdesk.tasks.DeploymentOptions;
import org.fleetdesk.tasks.DeploymentPlan;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Finds the handler for a file by its first bytes. */
@Component
public final class InstalledArtifacts implements Artifacts {

	private static final int HEAD = 512;

	private final List<ArtifactHandler> handlers = new CopyOnWriteArrayList<>();

	@Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
	public void add(ArtifactHandler handler) {
		handlers.add(handler);
	}

	public void remove(ArtifactHandler handler) {
		handlers.remove(handler);
	}

	@Override
	public Optional<String> refusal(Path file) throws IOException {
		String name = String.valueOf(file.getFileName());
		if (!Files.exists(file)) {
			return Optional.of(name + " is not there (" + file.getParent() + ").");
		}
		if (Files.isDirectory(file)) {
			return Optional.of(name + " is a folder; drop the files in it.");
		}
		if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
			return Optional.of(name + " cannot be read; check its permissions.");
		}
		if (Files.size(file) == 0) {
			return Optional.of(name + " is empty.");
		}
		return handler(file).isPresent() ? Optional.empty() : Optional.of(name + " is not " + takes() + ".");
	}

	@Override
	public Artifact inspect(Path file) throws IOException, InterruptedException {
		var handler = handler(file);
		if (handler.isEmpty()) {
			throw new IOException(refusal(file).orElseThrow());
		}
		return handler.get().inspect(file);
	}

	@Override
	public DeploymentPlan plan(List<Artifact> artifacts, List<Connection> targets, DeploymentOptions options) throws InterruptedException {
		String kind = artifacts.getFirst().engineKind();
		var handler = handlers.stream().filter(h -> h.engineKind().equals(kind)).findFirst()
				.orElseThrow(() -> new IllegalArgumentException("nothing installed deploys to " + kind + " engines"));
		return handler.plan(artifacts, targets, options);
	}

	private Optional<ArtifactHandler> handler(Path file) throws IOException {
		byte[] head;
		try (var in = Files.newInputStream(file)) {
			head = in.readNBytes(HEAD);
		}
		return handlers.stream().filter(h -> h.sniff(file, head)).findFirst();
	}

	private String takes() {
		return handlers.isEmpty() ? "something that an installed domain can deploy"
				: String.join(" or ", handlers.stream().map(ArtifactHandler::takes).toList());
	}
}
