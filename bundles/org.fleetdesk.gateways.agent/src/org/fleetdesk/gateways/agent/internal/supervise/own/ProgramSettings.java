package org.fleetdesk.gateways.agent.internal.supervise.own;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A section {@code [program:NAME]} with its expressions replaced and its defaults (supervisord 4.2's).
 *
 * @param command     as it was written, for the list of configurations
 * @param arguments   the program and its arguments
 * @param environment in addition to the supervisor's own
 * @param user        name of the user who runs it; empty: the supervisor's own
 * @param umask       empty: the supervisor's own
 * @param startsecs   seconds after which it counts as up
 * @param startretries how often it is tried again before it is given up
 * @param stopsignal  name or number, such as {@code TERM}
 * @param stopwaitsecs seconds after which it is killed
 * @param out         log of its standard output, of its standard error too when {@code redirectStderr}
 */
record ProgramSettings(String name, String command, List<String> arguments, Optional<Path> directory, Map<String, String> environment, Optional<String> user, OptionalInt umask,
		int priority, boolean autostart, AutoRestart autorestart, int startsecs, int startretries, Set<Integer> exitcodes, String stopsignal, int stopwaitsecs, boolean stopasgroup,
		boolean killasgroup, boolean redirectStderr, Log out, Log err) {

	enum AutoRestart {
		NEVER,
		/** After an exit status that is none of {@code exitcodes}. */
		UNEXPECTED, ALWAYS
	}

	/**
	 * @param file     empty: none is kept
	 * @param maxBytes beyond which it is rotated; 0: never
	 * @param backups  older logs that are kept, {@code FILE.1} is the youngest
	 */
	record Log(Optional<Path> file, long maxBytes, int backups) {
	}
}
