package org.fleetdesk.logs;

import java.io.IOException;
import java.util.List;

/**
 * Rows of text that can be read in blocks: the lines of one stream, a filtered choice of them, or several streams merged by time.
 * Rows are numbered from 0 and keep their numbers; rows at the old end may vanish ({@link #first()} grows).
 * Safe for use by several threads. Reading touches files, so not on the UI thread; the other methods return at once.
 */
public interface LogLines extends AutoCloseable {

	/** The number of the oldest row that is still there; equal to {@link #end()} when there is none. */
	long first();

	/** One more than the number of the newest row. */
	long end();

	/**
	 * Reads rows, as many as are there and fit in the block's budget: the block's {@link LineBlock#count()} may be smaller than asked for,
	 * but is at least 1 when the row {@code from} exists. Rows that vanished meanwhile have {@link LineFlags#GONE} set and an empty text.
	 *
	 * @param from the first row; may lie before {@link #first()}
	 * @param count how many rows, at least 1
	 * @param into cleared and filled
	 * @throws IOException when a file cannot be read or this view is closed
	 */
	void read(long from, int count, LineBlock into) throws IOException;

	/** As {@link #read}, but the texts may be left empty: only times, flags, sources and line numbers are wanted. */
	default void readIndex(long from, int count, LineBlock into) throws IOException {
		read(from, count, into);
	}

	/**
	 * Calls the listener after rows were added or removed, on some other thread than the UI thread, coalesced (at most once per flush of the store).
	 * A listener must return quickly.
	 */
	Subscription onChange(Runnable listener);

	/** The names of the sources that {@link LineBlock#source} counts; one for a single stream. */
	List<String> sources();

	/** Closes files of this view and ends its background work. What it was made from stays open. */
	@Override
	void close();
}
