package org.fleetdesk.gateways.model;

import java.nio.charset.StandardCharsets;

/**
 * The file name of an application package, {@code NAME.vVERSION.tar.gz} (Gateway Engine's document, "The Application Tarball"; its early rule, exactly four
 * parts between dots, is not kept: versions have dots since release 1.1.4).
 *
 * @param name    of the application, of its program in the supervisor and of its log: not empty, without dots, slashes, colons and white space
 * @param version any text without slashes and white space; versions have no order
 */
public record PackageName(String name, String version) {

	private static final String SUFFIX = ".tar.gz";
	private static final String FORM = "a package is called NAME.vVERSION.tar.gz, such as test_app.v1.tar.gz";
	/** What file systems allow. */
	private static final int LONGEST = 255;

	/** @throws IllegalArgumentException which says what is wrong with the name or the version */
	public PackageName {
		demand(!name.isEmpty(), "The name of the application is empty");
		demand(!version.isEmpty(), "The version is empty");
		demand(name.chars().noneMatch(c -> forbidden(c) || c == '.' || c == ':' || c == ','),
				"The name of the application \"" + shown(name) + "\" has a character that it must not have: dots, slashes, colons, commas and white space are not allowed");
		demand(version.chars().noneMatch(PackageName::forbidden),
				"The version \"" + shown(version) + "\" has a character that it must not have: slashes and white space are not allowed");
		demand((name + ".v" + version + SUFFIX).getBytes(StandardCharsets.UTF_8).length <= LONGEST, "The name is longer than " + LONGEST + " bytes");
	}

	/**
	 * Reads a file name, without folders.
	 *
	 * @throws IllegalArgumentException which says what is wrong
	 */
	public static PackageName of(String fileName) {
		demand(fileName.endsWith(SUFFIX), "The file \"" + shown(fileName) + "\" does not end in " + SUFFIX);
		String stem = fileName.substring(0, fileName.length() - SUFFIX.length());
		int dot = stem.indexOf(".v");
		demand(dot >= 0, "The file \"" + shown(fileName) + "\" does not tell its version");
		return new PackageName(stem.substring(0, dot), stem.substring(dot + 2));
	}

	public String fileName() {
		return name + ".v" + version + SUFFIX;
	}

	private static boolean forbidden(int c) {
		return c == '/' || c == '\\' || Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
				|| Character.isSurrogate((char) c);
	}

	/** What cannot be seen in a message is left out of it. */
	private static String shown(String text) {
		return text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
	}

	private static void demand(boolean right, String problem) {
		if (!right) {
			throw new IllegalArgumentException(problem + "; " + FORM + ".");
		}
	}

	@Override
	public String toString() {
		return fileName();
	}
}
