package org.fleetdesk.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Whether this process's error stream goes to the journal of systemd. */
final class Journal {

	private Journal() {
	}

	/**
	 * systemd sets {@code JOURNAL_STREAM} to the device and inode of the stream (systemd.exec(5)); a child that inherits the variable may have another stream.
	 *
	 * @param stream the error stream as a file, {@code /proc/self/fd/2}
	 */
	static boolean takes(Map<String, String> environment, Path stream) {
		String journal = environment.get("JOURNAL_STREAM");
		if (journal == null) {
			return false;
		}
		try {
			return journal.equals(Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino"));
		} catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
			return false;
		}
	}
}
