package org.fleetdesk.logs;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.fleetdesk.logs.internal.MergeIndex;

/**
 * Several views as one, in order of time; {@link LineBlock#source} says whose a row is. What is there is merged in the background; a row that
 * comes late (its time lies before that of a row shown already) is shown where it came. A byte a row is kept.
 */
public final class MergedLines implements LogLines {

	private static final int MERGE = 128;

	private final List<LogLines> parts;
	private final List<String> sources;
	private final MergeIndex index;
	private final LineBlock[] scratch;

	/** @param parts single streams, at most 127; they stay open when this is closed */
	public MergedLines(List<LogLines> parts) {
		if (parts.isEmpty() || parts.size() > Byte.MAX_VALUE) {
			throw new IllegalArgumentException("Between 1 and 127 logs can be merged, not " + parts.size());
		}
		this.parts = List.copyOf(parts);
		sources = parts.stream().map(p -> p.sources().getFirst()).toList();
		scratch = new LineBlock[parts.size()];
		for (int i = 0; i < scratch.length; i++) {
			scratch[i] = new LineBlock(64 << 10);
		}
		index = new MergeIndex(this.parts, Duration.ofMillis(100));
	}

	@Override
	public long first() {
		return 0;
	}

	@Override
	public long end() {
		return index.size();
	}

	@Override
	public List<String> sources() {
		return sources;
	}

	@Override
	public Subscription onChange(Runnable listener) {
		return index.onChange(listener);
	}

	@Override
	public synchronized void read(long from, int count, LineBlock into) throws IOException {
		into.clear(from);
		long end = Math.min(end(), from + count);
		if (from >= end) {
			return;
		}
		long[] next = index.positions(from);
		for (var block : scratch) {
			block.clear(0);
		}
		for (long row = from; row < end && !into.isFull(); row++) {
			int source = index.source(row);
			long wanted = next[source]++;
			var block = scratch[source];
			if (wanted < block.from() || wanted >= block.from() + block.count()) {
				parts.get(source).read(wanted, (int) Math.min(MERGE, end - row), block);
				if (block.count() == 0) {
					throw new IOException("Line " + wanted + " of the log of " + sources.get(source) + " cannot be read");
				}
			}
			into.add(block, (int) (wanted - block.from()), source);
		}
	}

	@Override
	public void close() {
		index.close();
	}
}
