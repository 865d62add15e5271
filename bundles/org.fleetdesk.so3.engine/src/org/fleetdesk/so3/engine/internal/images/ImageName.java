package org.fleetdesk.so3.engine.internal.images;

import java.util.Locale;

/**
 * Names of images. An image is the file {@code NAME.itb}; its Docker reference is {@code NAME:latest}.
 */
public final class ImageName {

	/** The end of every image file's name. */
	public static final String SUFFIX = ".itb";
	private static final int MAX_LENGTH = 64;
	private static final String TAG = ":latest";

	private ImageName() {
	}

	/**
	 * The name that a user's reference means: {@code x}, {@code x:latest}, {@code x.itb}, {@code x.itb:latest} and {@code /mnt/ME/x.itb} (as the original
	 * engine wants it) all mean {@code x}.
	 *
	 * @return a name that may or may not exist, never with a slash in it; empty when the reference cannot mean an image of this engine
	 */
	public static String of(String reference) {
		String name = reference.strip();
		name = name.endsWith(TAG) ? name.substring(0, name.length() - TAG.length()) : name;
		name = name.substring(name.lastIndexOf('/') + 1);
		name = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
		return name.startsWith(".") || name.indexOf(':') >= 0 || name.indexOf('@') >= 0 || name.indexOf('\0') >= 0 ? "" : name;
	}

	/**
	 * Makes a name that Docker's clients accept out of any text: lower case, {@code a-z 0-9 . _ -}, at most 64 characters.
	 *
	 * @return empty when nothing of the text can be used
	 */
	public static String sanitise(String text) {
		String name = text.strip().toLowerCase(Locale.ROOT);
		name = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
		name = name.replaceAll("[^a-z0-9._-]+", "-").replaceAll("([._-])[._-]*", "$1").replaceAll("^[._-]+", "");
		return name.substring(0, Math.min(name.length(), MAX_LENGTH)).replaceAll("[._-]+$", "");
	}

	/** The Docker reference of a name. */
	public static String reference(String name) {
		return name + TAG;
	}
}
