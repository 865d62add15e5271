package org.fleetdesk.so3.engine.internal.runtime;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A container's own log: one append-only file, one writer, any number of readers in this process. */
public final class ContainerLog implements Closeable {

	/** Opens the log for its only writer; makes it, and its folder, when absent. */
	public static ContainerLog open(Path file) throws IOException {
		throw new IOException("not there yet: " + file);
	}

	/**
	 * Gives the entries that the query selects, oldest first. With {@code follow} this blocks until the running guest has ended, the log is closed,
	 * {@code until} has passed or the thread is interrupted.
	 *
	 * @throws IOException when the file cannot be read, or from the sink
	 */
	public void read(LogQuery query, LogSink sink) throws IOException, InterruptedException {
		throw new IOException("not there yet: " + query + sink);
	}

	/** Ends all followers and the writing. The file stays. */
	@Override
	public void close() throws IOException {
	}
}
