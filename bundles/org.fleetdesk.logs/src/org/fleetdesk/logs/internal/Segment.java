package org.fleetdesk.logs.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The two files of a run of lines: {@code <first line, 16 hex digits>.log} with the text and {@code .idx} with the index.
 *
 * @param firstLine number of the first line
 */
public record Segment(Path folder, long firstLine) implements Comparable<Segment> {

	static final String INDEX = ".idx";

	public Path text() {
		return folder.resolve("%016x.log".formatted(firstLine));
	}

	public Path index() {
		return folder.resolve("%016x".formatted(firstLine) + INDEX);
	}

	void delete() throws IOException {
		// The index goes first: a text without one is not taken for a segment.
		Files.deleteIfExists(index());
		Files.deleteIfExists(text());
	}

	@Override
	public int compareTo(Segment other) {
		return Long.compare(firstLine, other.firstLine);
	}
}
