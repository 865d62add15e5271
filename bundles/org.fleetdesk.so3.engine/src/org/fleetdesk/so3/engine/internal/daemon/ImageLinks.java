package org.fleetdesk.so3.engine.internal.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.so3.engine.internal.daemon.DaemonException.Kind;
import org.fleetdesk.so3.engine.internal.images.ImageName;
import org.fleetdesk.so3.engine.internal.images.ImageStore;
import org.fleetdesk.so3.engine.internal.images.StoredImage;
import org.fleetdesk.so3.engine.internal.runtime.GuestRuntime;

/** Gives containers links of their own to images of the store, so that they keep them whatever becomes of the store. */
final class ImageLinks {

	private static final String FILE = "image(-[0-9a-f]{12})?\\.itb";

	private final ImageStore images;
	private final Runtimes runtimes;

	ImageLinks(ImageStore images, Runtimes runtimes) {
		this.images = images;
		this.runtimes = runtimes;
	}

	/**
	 * An image that can be run here. Waits while it is being read for the first time.
	 *
	 * @throws DaemonException not found; invalid when it is damaged; unsupported when the runtime refuses it
	 */
	StoredImage find(String reference) throws DaemonException, InterruptedException, IOException {
		images.awaitRead(reference);
		StoredImage image = usable(reference, images.find(reference).orElseThrow(() -> missing(reference)));
		runtimes.choose(image.file());
		return image;
	}

	private static DaemonException missing(String reference) {
		String name = ImageName.of(reference);
		return new DaemonException(Kind.NOT_FOUND, "No such image: " + (name.isEmpty() ? reference : ImageName.reference(name)));
	}

	private static StoredImage usable(String reference, StoredImage image) throws DaemonException {
		if (!image.facts().problem().isEmpty()) {
			throw new DaemonException(Kind.INVALID, "The image " + reference + " cannot be used: " + image.facts().problem());
		}
		return image;
	}

	/** Name of the file for an image that comes after a container's first one. */
	static String fileOf(StoredImage image) {
		return "image-" + image.id().substring("sha256:".length(), "sha256:".length() + 12) + ".itb";
	}

	/**
	 * Links an image into a container's folder: a hard link, or a copy where that is not possible.
	 *
	 * @param reference as the user names it
	 * @param file      name of the link; chosen by the image when empty
	 */
	ImageVersion link(String reference, Path folder, Optional<String> file) throws DaemonException, IOException {
		var held = images.hold(reference, image -> folder.resolve(file.orElse(fileOf(image)))).orElseThrow(() -> missing(reference));
		AtomicFiles.syncFolder(folder.getParent());
		var image = usable(reference, held.image());
		Path link = held.file();
		var attributes = Files.readAttributes(link, BasicFileAttributes.class);
		GuestRuntime runtime = runtimes.choose(link);
		String why = runtime == runtimes.simulated() ? runtimes.whySimulated(link).orElse("") : "";
		return new ImageVersion(image.id(), held.name(), link.getFileName().toString(), attributes.size(), attributes.lastModifiedTime().toInstant(), runtime.name(), why,
				image.facts().spid(), image.facts().shortDesc());
	}

	/** Removes what an interrupted update has left. */
	static void sweep(Path folder, Set<String> used) throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			for (Path file : files.filter(f -> f.getFileName().toString().matches(FILE) && !used.contains(f.getFileName().toString())).toList()) {
				Files.delete(file);
			}
		}
	}
}
