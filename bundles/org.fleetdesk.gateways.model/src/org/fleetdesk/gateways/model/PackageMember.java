package org.fleetdesk.gateways.model;

import java.time.Instant;

/**
 * A file or folder in an application package.
 *
 * @param path      relative, without {@code .} and {@code ..}, folders separated by {@code /}
 * @param directory whether it is a folder
 * @param size      of a file, in bytes
 * @param mode      permission bits, such as 0755
 * @param owner     number of the user who owns it
 * @param modified  when it was changed last, as the archive says
 */
public record PackageMember(String path, boolean directory, long size, int mode, long owner, Instant modified) {

	/** Whether its owner may execute it. */
	public boolean executable() {
		return (mode & 0100) != 0;
	}

	/** Its name without folders. */
	public String name() {
		return path.substring(path.lastIndexOf('/') + 1);
	}
}
