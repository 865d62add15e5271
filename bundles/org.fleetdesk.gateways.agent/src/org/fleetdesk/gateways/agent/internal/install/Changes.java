package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.gateways.agent.internal.install.Snapshot.Kind;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What is different in the watched folders after {@code install.sh}.
 *
 * @param made    what was not there before, files and folders; the deepest first
 * @param changed files that were there
 * @param removed what is not there any more
 * @param later   what was made or changed after the machine was started again, by others then; it is none of the above
 * @param whole   false when not all could be watched
 */
record Changes(List<String> made, List<String> changed, List<String> removed, List<String> later, boolean whole) {

	private static final ObjectMapper JSON = new ObjectMapper();

	Changes {
		later = later == null ? List.of() : later; // as earlier versions of the agent wrote it
	}

	/**
	 * @param kept   copies of before, also of files that are not in the watched folders
	 * @param others whether what is at a path was last changed when {@code install.sh} did not run any more
	 */
	static Changes between(Snapshot before, Snapshot after, KeptFiles kept, Predicate<Path> others) {
		var made = new ArrayList<Path>();
		var changed = new TreeSet<String>();
		var later = new TreeSet<String>();
		after.entries().forEach((path, entry) -> {
			var earlier = before.entries().get(path);
			if (earlier != null && !earlier.equals(entry)) {
				if (earlier.kind() == Kind.FOLDER && entry.kind() == Kind.FOLDER) {
					return; // made anew: what counts is what is in it
				}
				(others.test(path) ? later : changed).add(path.toString());
			} else if (earlier == null && before.knows(path)) {
				if (others.test(path)) {
					later.add(path.toString());
				} else {
					made.add(path);
				}
			}
		});
		var removed = new TreeSet<String>();
		before.entries().keySet().stream().filter(p -> !after.entries().containsKey(p) && after.knows(p)).forEach(p -> removed.add(p.toString()));
		for (var file : kept.touched()) {
			Path path = Path.of(file.path());
			(Snapshot.entry(path).isEmpty() ? removed : others.test(path) ? later : changed).add(file.path());
		}
		made.sort(Comparator.reverseOrder());
		return new Changes(made.stream().map(Path::toString).toList(), List.copyOf(changed), List.copyOf(removed), List.copyOf(later),
				before.partial().isEmpty() && after.partial().isEmpty());
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
