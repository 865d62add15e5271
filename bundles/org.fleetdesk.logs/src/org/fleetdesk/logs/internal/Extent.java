package org.fleetdesk.logs.internal;

import java.util.List;

/**
 * What of a stream is in its files: immutable, replaced at each flush.
 *
 * @param segments in order, never empty
 * @param end one more than the last line's number
 * @param lastBytes text bytes in the last segment
 * @param totalBytes text bytes in all segments
 */
public record Extent(List<Segment> segments, long end, int lastBytes, long totalBytes) {

	/** The oldest line's number. */
	public long first() {
		return segments.getFirst().firstLine();
	}

	/** The index of the segment that holds a line. */
	public int segmentOf(long line) {
		int low = 0;
		int high = segments.size() - 1;
		while (low < high) {
			int middle = (low + high + 1) >>> 1;
			if (segments.get(middle).firstLine() <= line) {
				low = middle;
			} else {
				high = middle - 1;
			}
		}
		return low;
	}

	/** One more than the last line of the i-th segment. */
	public long endOf(int i) {
		return i + 1 < segments.size() ? segments.get(i + 1).firstLine() : end;
	}
}
