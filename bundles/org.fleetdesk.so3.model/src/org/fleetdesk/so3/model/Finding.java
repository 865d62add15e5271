package org.fleetdesk.so3.model;

/**
 * One result of checking an image.
 *
 * @param path the node it is about, such as {@code /images/so3/hash-1}; {@code /} for the whole file
 * @param message a whole sentence or more, fit to be shown
 */
public record Finding(Severity severity, String path, String message) {

	@Override
	public String toString() {
		return severity + " " + path + ": " + message;
	}
}
