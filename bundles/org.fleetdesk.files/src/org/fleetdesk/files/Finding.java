package org.fleetdesk.files;

/**
 * One result of checking a file.
 *
 * @param where   the place within the file, such as the node {@code /images/so3/hash-1} of an image or a member of an archive; {@code /} or empty for the whole
 * @param message a whole sentence or more, fit to be shown
 */
public record Finding(Severity severity, String where, String message) {

	@Override
	public String toString() {
		return severity + " " + where + ": " + message;
	}
}
