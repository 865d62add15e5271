package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.gateways.agent.internal.install.Snapshot.Kind;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What is different in the watched folders after {@code install.sh}.
 *
 * @param made    what was not there before, files and folders; the deepest first
 * @param changed files that were there
 * @param removed what is not there any more
 * @param whole   false when not all could be watched
 */
record Changes(List<String> made, List<String> changed, List<String> removed, boolean whole) {

	private static final ObjectMapper JSON = new ObjectMapper();

	static Changes between(Snapshot before, Snapshot after) {
		var made = new ArrayList<Path>();
		var changed = new ArrayList<String>();
		after.entries().forEach((path, entry) -> {
			var earlier = before.entries().get(path);
			if (earlier != null && !earlier.equals(entry)) {
				if (earlier.kind() == Kind.FOLDER && entry.kind() == Kind.FOLDER) {
					return; // made anew: what counts is what is in it
				}
				changed.add(path.toString());
			} else if (earlier == null && before.knows(path)) {
				made.add(path);
			}
		});
		var removed = before.entries().keySet().stream().filter(p -> !after.entries().containsKey(p) && after.knows(p)).map(Path::toString).sorted().toList();
		made.sort(Comparator.reverseOrder());
		changed.sort(null);
		return new Changes(made.stream().map(Path::toString).toList(), List.copyOf(changed), removed, before.partial().isEmpty() && after.partial().isEmpty());
	}

	/** Files that the installation wrote: an update may have to put them back. */
	List<String> written() {
		var written = new ArrayList<>(changed);
		made.stream().filter(p -> Snapshot.entry(Path.of(p)).filter(e -> e.kind() == Kind.FILE || e.kind() == Kind.LINK).isPresent()).forEach(written::add);
		written.sort(null);
		return written;
	}

	boolean none() {
		return made.isEmpty() && changed.isEmpty() && removed.isEmpty();
	}

	void write(Path file) throws IOException {
		AtomicFiles.writePrivate(file, JSON.writeValueAsBytes(this));
	}

	static Changes read(Path file) throws IOException {
		return JSON.readValue(Files.readAllBytes(file), Changes.class);
	}
}
