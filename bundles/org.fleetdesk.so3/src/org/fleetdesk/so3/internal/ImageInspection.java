package org.fleetdesk.so3.internal;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.fleetdesk.files.Finding;
import org.fleetdesk.files.Severity;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.model.FitException;
import org.fleetdesk.so3.model.FitImage;
import org.fleetdesk.so3.model.Progress;
import org.fleetdesk.so3.model.SubImage;
import org.fleetdesk.tasks.Artifact;

/** Looks into an image file. */
final class ImageInspection {

	private ImageInspection() {
	}

	static Artifact inspect(Path file) throws IOException, InterruptedException {
		try {
			long size = Files.size(file);
			String digest = "sha256:" + FitImage.sha256(file, Progress.NONE);
			try {
				return artifact(file, size, digest, FitImage.read(file));
			} catch (FitException e) {
				return new Artifact(file, So3.KIND, name(file), "Not a usable SO3 image", size, digest, List.of(new Finding(Severity.ERROR, e.where(), e.getMessage())),
						Map.of());
			}
		} catch (ClosedByInterruptException e) {
			Thread.interrupted();
			throw new InterruptedException();
		}
	}

	private static Artifact artifact(Path file, long size, String digest, FitImage image) {
		String arch = image.kernel().map(SubImage::arch).orElse("");
		String type = image.capsule() ? "capsule" : "stand-alone kernel";
		return new Artifact(file, So3.KIND, name(file), "SO3 image" + (arch.isEmpty() ? "" : ", " + arch) + (image.kernel().isPresent() ? ", " + type : ""), size, digest,
				image.findings(), facts(image, arch, type));
	}

	private static Map<String, String> facts(FitImage image, String arch, String type) {
		var facts = new LinkedHashMap<String, String>();
		facts.put("Description", image.description());
		facts.put("Type", image.kernel().isEmpty() ? "" : image.capsule() ? "capsule (needs the AVZ hypervisor)" : type);
		facts.put("Architecture", arch);
		image.identity().ifPresent(identity -> {
			facts.put("Name", identity.name());
			facts.put("Species id", identity.spid());
			facts.put("About", identity.shortDescription());
		});
		image.board().ifPresent(board -> facts.put("Board", board.model()));
		image.timestamp().ifPresent(time -> facts.put("Built", time.toString()));
		facts.put("Parts", String.join(", ", image.images().stream().map(i -> i.name() + " (" + i.type() + ")").toList()));
		facts.values().removeIf(String::isEmpty);
		return facts;
	}

	/** What an engine and Docker's clients take as a name: lower case letters, digits, and single {@code . _ -} between them. */
	static String name(Path file) {
		String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
		name = name.endsWith(".itb") ? name.substring(0, name.length() - 4) : name;
		name = name.replaceAll("[^a-z0-9._-]+", "-").replaceAll("([._-])[._-]*", "$1").replaceAll("^[._-]+", "");
		name = name.substring(0, Math.min(name.length(), 64)).replaceAll("[._-]+$", "");
		return name.isEmpty() ? "image" : name;
	}
}
