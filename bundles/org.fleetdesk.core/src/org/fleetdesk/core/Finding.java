package org.fleetdesk.core;

/**
 * Something that an inspection found in a file.
 *
 * @param where the place within the file, such as a node path, or empty
 */
public record Finding(Severity severity, String where, String message) {
}
