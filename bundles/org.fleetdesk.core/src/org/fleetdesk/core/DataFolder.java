package org.fleetdesk.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The data folder of this process; a service. One process at a time owns it: only the owner writes, all others ask it over
 * {@link #controlSocket()}.
 */
public interface DataFolder {

	/** The system property that names the folder; without it {@code $XDG_DATA_HOME/fleetdesk} or {@code ~/.local/share/fleetdesk}. */
	String PROPERTY = "fleetdesk.data";

	/** Exists and is private to the user (0700). */
	Path path();

	/** A subfolder, made when missing. */
	Path folder(String name) throws IOException;

	/**
	 * Becomes the owner until the process ends, unless another is.
	 *
	 * @return empty when this process is the owner now (or was), else who is, as text for the user ("process 4711, the console")
	 */
	Optional<String> own(String as) throws IOException;

	/** Whether this process is the owner. */
	boolean owned();

	/** Whether any process owns it, told from what the last owner wrote about itself. */
	boolean ownerLives();

	/** Runs the action as soon as this process is the owner: at once, or within the call of {@link #own}. */
	void whenOwned(Runnable action);

	/**
	 * The socket on which the owner takes commands (0600). The kernel bounds such a path to about 100 bytes: in a folder with a longer
	 * one the owner puts it into a private folder under the temporary one, and {@code control.path} in the data folder says where.
	 */
	Path controlSocket();
}
