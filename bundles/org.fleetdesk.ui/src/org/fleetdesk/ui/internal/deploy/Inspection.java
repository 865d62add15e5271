package org.fleetdesk.ui.internal.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.files.Finding;
import org.fleetdesk.tasks.Artifact;
import org.fleetdesk.tasks.ArtifactHandler;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Errors;
import org.fleetdesk.ui.internal.Messages;

/**
 * What dropped files are.
 *
 * @param found   those that a handler knows, also the broken ones
 * @param refused those that nobody knows, with the reason
 */
public record Inspection(List<Found> found, List<Refused> refused) {

	private static final int HEAD = 512;

	/** A file and who can deploy it; findings are worst first. */
	public record Found(Artifact artifact, ArtifactHandler handler) {
	}

	/** @param reason a sentence that names the file */
	public record Refused(String name, String reason) {
	}

	/** Reads the files; blocks, ends on interrupt. One file's fault is not another's. */
	public static Inspection of(List<Path> files, List<ArtifactHandler> handlers) throws InterruptedException {
		var found = new ArrayList<Found>();
		var refused = new ArrayList<Refused>();
		for (Path file : new LinkedHashSet<>(files)) {
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			String name = Texts.plain(String.valueOf(file.getFileName()));
			try {
				var problem = unusable(file, name);
				var handler = problem.isPresent() ? Optional.<ArtifactHandler>empty() : handler(file, handlers);
				if (handler.isPresent()) {
					found.add(new Found(worstFirst(handler.get().inspect(file)), handler.get()));
				} else {
					refused.add(new Refused(name, problem.orElseGet(() -> unknown(name, handlers))));
				}
			} catch (IOException e) {
				refused.add(new Refused(name, Texts.format(Messages.Deploy_unreadable, name, Errors.message(e))));
			}
		}
		return new Inspection(found, refused);
	}

	private static Optional<String> unusable(Path file, String name) throws IOException {
		if (Files.isDirectory(file)) {
			return Optional.of(Texts.format(Messages.Deploy_folder, name));
		}
		if (!Files.exists(file)) {
			return Optional.of(Texts.format(Messages.Deploy_missing, name));
		}
		if (!Files.isRegularFile(file)) {
			return Optional.of(Texts.format(Messages.Deploy_no_file, name));
		}
		return Files.size(file) == 0 ? Optional.of(Texts.format(Messages.Deploy_empty, name)) : Optional.empty();
	}

	private static Optional<ArtifactHandler> handler(Path file, List<ArtifactHandler> handlers) throws IOException {
		byte[] head;
		try (var in = Files.newInputStream(file)) {
			head = in.readNBytes(HEAD);
		}
		return handlers.stream().filter(h -> h.sniff(file, head)).findFirst();
	}

	/** Such as "meter.zip is neither an SO3 image (.itb) nor an application tarball". */
	private static String unknown(String name, List<ArtifactHandler> handlers) {
		List<String> takes = handlers.stream().map(ArtifactHandler::takes).toList();
		return switch (takes.size()) {
			case 0 -> Texts.format(Messages.Deploy_no_handler, name);
			case 1 -> Texts.format(Messages.Deploy_not, name, takes.getFirst());
			default -> Texts.format(Messages.Deploy_neither, name, String.join(", ", takes.subList(0, takes.size() - 1)), takes.getLast());
		};
	}

	private static Artifact worstFirst(Artifact a) {
		var findings = a.findings().stream().sorted(Comparator.comparing(Finding::severity)).toList();
		return new Artifact(a.file(), a.engineKind(), a.name(), a.title(), a.size(), a.digest(), findings, a.facts());
	}

	/** Those that go to engines of a kind. */
	List<Artifact> ofKind(String engineKind) {
		return found.stream().map(Found::artifact).filter(a -> a.engineKind().equals(engineKind)).toList();
	}

	/** All but those. */
	Inspection without(String engineKind) {
		return new Inspection(found.stream().filter(f -> !f.artifact().engineKind().equals(engineKind)).toList(), refused);
	}

	/** Those that can be deployed. */
	public List<Found> usable() {
		return found.stream().filter(f -> f.artifact().usable()).toList();
	}
}
