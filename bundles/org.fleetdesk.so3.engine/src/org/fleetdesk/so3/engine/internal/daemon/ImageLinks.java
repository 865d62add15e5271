package org.fleetdesk.so3.engine.internal.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
import org.fleetdesk.so3.model.FitImage;
import org.fleetdesk.so3.model.Progress;

/** Gives containers links of their own to images of the store, so that they keep them whatever becomes of the store. */
final class ImageLinks {

	/** How often an image may be replaced under our hands by uploads of the same name. */
	private static final int ATTEMPTS = 10;
	private static final String FILE = "image(-[0-9a-f]{12})?\\.itb";

	private final ImageStore images;
	private final Runtimes runtimes;

	ImageLinks(ImageStore images, Runtimes runtimes) {
		this.images = images;
		this.runtimes = runtimes;
	}

	/**
	 * An image that can be run here.
	 *
	 * @throws DaemonException not found; invalid when it is damaged; unsupported when the runtime refuses it
	 */
	StoredImage find(String reference) throws DaemonException, IOException {
		String name = ImageName.of(reference);
		StoredImage image = images.find(reference)
				.orElseThrow(() -> new DaemonException(Kind.NOT_FOUND, "No such image: " + (name.isEmpty() ? reference : ImageName.reference(name))));
		if (!image.facts().problem().isEmpty()) {
			throw new DaemonException(Kind.INVALID, "The image " + reference + " cannot be used: " + image.facts().problem());
		}
		runtimes.choose(image.file());
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
		for (int i = 0; i < ATTEMPTS; i++) {
			StoredImage image = find(reference);
			Path link = folder.resolve(file.orElse(fileOf(image)));
			Files.deleteIfExists(link);
			try {
				link(image.file(), link);
			} catch (NoSuchFileException e) {
				continue; // removed or replaced meanwhile
			}
			if (isOf(link, image)) {
				AtomicFiles.syncFolder(folder);
				AtomicFiles.syncFolder(folder.getParent());
				return version(reference, image, link);
			}
			Files.delete(link);
		}
		throw new DaemonException(Kind.CONFLICT, "The image " + reference + " is being replaced again and again; try again when its uploads have ended");
	}

	private static void link(Path from, Path link) throws IOException {
		try {
			Files.createLink(link, from);
		} catch (NoSuchFileException e) {
			throw e;
		} catch (UnsupportedOperationException | IOException e) {
			Files.copy(from, link);
		}
	}

	/** An upload may have put another file under the name since the image was looked up. */
	private static boolean isOf(Path link, StoredImage image) throws IOException {
		var file = Files.readAttributes(link, BasicFileAttributes.class);
		return file.size() == image.size()
				&& (file.lastModifiedTime().toInstant().equals(image.modified()) || image.id().equals("sha256:" + FitImage.sha256(link, Progress.NONE)));
	}

	private ImageVersion version(String reference, StoredImage image, Path link) throws DaemonException, IOException {
		var file = Files.readAttributes(link, BasicFileAttributes.class);
		GuestRuntime runtime = runtimes.choose(link);
		String why = runtime == runtimes.simulated() ? runtimes.whySimulated(link).orElse("") : "";
		String given = ImageName.of(reference);
		return new ImageVersion(image.id(), given.isEmpty() || !image.names().contains(given) ? image.names().getFirst() : given, link.getFileName().toString(),
				file.size(), file.lastModifiedTime().toInstant(), runtime.name(), why, image.facts().spid(), image.facts().shortDesc());
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
