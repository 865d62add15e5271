package org.fleetdesk.so3.engine.internal.images;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Names of images and of their files. {@code x:latest} is the file {@code x.itb}, {@code x:v2} is {@code x@v2.itb}; a slash in a repository is {@code +},
 * a colon (of a registry's port) is {@code =}, because a folder on an SD card knows neither. None of the three can be part of a repository's name.
 */
public final class ImageName {

	/** The end of every image file's name. */
	public static final String SUFFIX = ".itb";
	/** Where the original engines keep their images. */
	private static final List<String> ORIGINAL_FOLDERS = List.of("/mnt/ME/", "/mnt/capsules/image/");
	private static final int MAX_LENGTH = 64;
	/** Of a file's name in bytes; less than file systems take, so that temporary names fit too. */
	private static final int MAX_FILE = 240;

	private ImageName() {
	}

	/**
	 * The name that a user's reference means: {@code x}, {@code x:latest}, {@code x.itb} and {@code /mnt/ME/x.itb} (as the original engine wants it) all mean
	 * {@code x}; {@code x:v2} and {@code x.itb:v2} mean {@code x:v2}.
	 *
	 * @return a name that may or may not exist; empty when the reference cannot be one
	 */
	public static String of(String reference) {
		String text = reference.strip();
		String file = withoutFolder(text);
		if (text.startsWith(StoredImage.ID)) {
			return "";
		}
		if (!file.equals(text)) {
			return ofFile(file).map(ImageReference::name).orElse("");
		}
		try {
			return withoutSuffix(ImageReference.parse(text)).name();
		} catch (IllegalArgumentException e) {
			return "";
		}
	}

	/** What is left of a path in the folder of an original engine; any other text as it is. */
	static String withoutFolder(String path) {
		return ORIGINAL_FOLDERS.stream().filter(path::startsWith).findFirst().map(f -> path.substring(f.length())).orElse(path);
	}

	/**
	 * The reference that a client names a new image by; a suffix {@code .itb} is left away.
	 *
	 * @throws IllegalArgumentException in Docker's words, when there can be no such image
	 */
	public static ImageReference wanted(String reference) {
		var parsed = withoutSuffix(ImageReference.parse(reference));
		if (fileOf(parsed.name()).length() > MAX_FILE) {
			throw new IllegalArgumentException("repository name and tag must not be more than " + (MAX_FILE - SUFFIX.length() - 1) + " characters together here");
		}
		return parsed;
	}

	private static ImageReference withoutSuffix(ImageReference parsed) {
		String repository = parsed.repository();
		return repository.endsWith(SUFFIX)
				? new ImageReference(repository.substring(0, repository.length() - SUFFIX.length()), parsed.tag(), parsed.digest())
				: parsed;
	}

	/** The file of a name as {@link #of} gives it. */
	static String fileOf(String name) {
		int slash = name.lastIndexOf('/');
		int colon = name.indexOf(':', slash + 1);
		String repository = colon < 0 ? name : name.substring(0, colon);
		return repository.replace('/', '+').replace(':', '=') + (colon < 0 ? "" : "@" + name.substring(colon + 1)) + SUFFIX;
	}

	/** The reference that a file of that name has; empty when the file's name stands for none. */
	static Optional<ImageReference> ofFile(String file) {
		String base = file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : file;
		int at = base.indexOf('@');
		String repository = (at < 0 ? base : base.substring(0, at)).replace('+', '/').replace('=', ':');
		try {
			var parsed = ImageReference.parse(repository + (at < 0 ? "" : ":" + base.substring(at + 1)));
			return fileOf(parsed.name()).equals(base + SUFFIX) ? Optional.of(parsed) : Optional.empty();
		} catch (IllegalArgumentException e) {
			return Optional.empty();
		}
	}

	/**
	 * Makes a repository's name that Docker's clients accept out of any text: lower case, {@code a-z 0-9 . _ -}, at most 64 characters.
	 *
	 * @return empty when nothing of the text can be used
	 */
	public static String sanitise(String text) {
		String name = text.strip().toLowerCase(Locale.ROOT);
		name = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
		name = name.replaceAll("[^a-z0-9._-]+", "-").replaceAll("([._-])[._-]*", "$1").replaceAll("^[._-]+", "");
		return name.substring(0, Math.min(name.length(), MAX_LENGTH)).replaceAll("[._-]+$", "");
	}

	/** The Docker reference of a name, which always has a tag. */
	public static String reference(String name) {
		return name.indexOf(':', name.lastIndexOf('/') + 1) < 0 ? name + ":" + ImageReference.LATEST : name;
	}

	/** The repository of a name. */
	public static String repository(String name) {
		int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
		return colon < 0 ? name : name.substring(0, colon);
	}
}
