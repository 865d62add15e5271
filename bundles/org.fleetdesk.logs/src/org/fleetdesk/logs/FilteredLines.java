package org.fleetdesk.logs;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.fleetdesk.logs.internal.FilterIndex;

/**
 * The rows of another view that fulfil a query. The index of them (8 bytes a matching row) is made in the background and grows
 * while the other view grows; {@link #onChange} tells of it.
 */
public final class FilteredLines implements LogLines {

	private static final int MERGE = 256;

	private final LogLines base;
	private final FilterIndex index;
	private final LineBlock scratch = new LineBlock(256 << 10);

	/** @param base stays open when this is closed */
	public FilteredLines(LogLines base, LogQuery query) {
		this.base = base;
		index = new FilterIndex(base, query, Duration.ofMillis(30));
	}

	@Override
	public long first() {
		return index.rowOf(base.first());
	}

	@Override
	public long end() {
		return index.size();
	}

	@Override
	public List<String> sources() {
		return base.sources();
	}

	/** The row of the other view that a row of this one shows. */
	public long baseRow(long row) {
		return index.baseRow(row);
	}

	/** The first row of this view that shows the given row of the other view or a later one. */
	public long rowOf(long baseRow) {
		return index.rowOf(baseRow);
	}

	/** How many rows of the other view were looked at: as many as it has when the index is complete. */
	public long scanned() {
		return index.scanned();
	}

	/** Why the filter stopped, as a sentence for the user; empty while all is well. */
	public String problem() {
		return index.problem();
	}

	@Override
	public synchronized void read(long from, int count, LineBlock into) throws IOException {
		into.clear(from);
		long end = Math.min(end(), from + count);
		scratch.clear(0);
		for (long row = Math.max(0, from); row < end && !into.isFull(); row++) {
			long wanted = index.baseRow(row);
			if (wanted < scratch.from() || wanted >= scratch.from() + scratch.count()) {
				long last = index.baseRow(Math.min(end - 1, row + MERGE));
				base.read(wanted, (int) Math.min(MERGE, last - wanted + 1), scratch);
				if (scratch.count() == 0) {
					throw new IOException("Row " + wanted + " of the log cannot be read");
				}
			}
			int i = (int) (wanted - scratch.from());
			into.add(scratch, i, scratch.source(i));
		}
	}

	@Override
	public Subscription onChange(Runnable listener) {
		return index.onChange(listener);
	}

	@Override
	public void close() {
		index.close();
	}
}
