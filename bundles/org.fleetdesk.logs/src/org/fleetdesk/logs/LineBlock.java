package org.fleetdesk.logs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A reusable buffer for a run of rows: one byte array for all texts, and arrays for what is known of each row.
 * No object per line. Not safe for use by several threads at once.
 */
public final class LineBlock {

	/** How many text bytes a block takes unless told otherwise. */
	public static final int DEFAULT_BUDGET = 1 << 20;

	private final int budget;
	private long from;
	private int count;
	private byte[] text = new byte[16 << 10];
	private int used;
	private int[] starts = new int[256];
	private int[] lengths = new int[256];
	private long[] times = new long[256];
	private long[] lines = new long[256];
	private int[] flags = new int[256];
	private int[] sources = new int[256];

	public LineBlock() {
		this(DEFAULT_BUDGET);
	}

	/** @param budget text bytes after which a read stops; a single line may exceed it */
	public LineBlock(int budget) {
		this.budget = budget;
	}

	/** The number of the first row in here. */
	public long from() {
		return from;
	}

	/** How many rows are in here. */
	public int count() {
		return count;
	}

	/** The bytes of all texts; row {@code i} is at {@link #start} with {@link #length}, without a line end. Changes with the next read. */
	public byte[] bytes() {
		return text;
	}

	/** Where the text of the i-th row of this block begins in {@link #bytes()}. */
	public int start(int i) {
		return starts[i];
	}

	/** The length in bytes of the text of the i-th row of this block. */
	public int length(int i) {
		return lengths[i];
	}

	/** The time of the i-th row in nanoseconds since 1970. */
	public long time(int i) {
		return times[i];
	}

	/** The flags ({@link LineFlags}) of the i-th row. */
	public int flags(int i) {
		return flags[i];
	}

	/** Whether the i-th row has one of these flags. */
	public boolean is(int i, int flag) {
		return (flags[i] & flag) != 0;
	}

	/** The line number of the i-th row within its stream. */
	public long line(int i) {
		return lines[i];
	}

	/** The stream of the i-th row as an index in {@link LogLines#sources()}. */
	public int source(int i) {
		return sources[i];
	}

	/** The text of the i-th row as it came, control characters included; invalid UTF-8 becomes U+FFFD. */
	public String text(int i) {
		return new String(text, starts[i], lengths[i], StandardCharsets.UTF_8);
	}

	/** Empties the block; rows added from now on count from {@code row}. For implementations of {@link LogLines}. */
	public void clear(long row) {
		from = row;
		count = 0;
		used = 0;
	}

	/** Whether the budget is used up. For implementations of {@link LogLines}. */
	public boolean isFull() {
		return used >= budget;
	}

	/** The budget left in bytes, at least 1. For implementations of {@link LogLines}. */
	public int left() {
		return Math.max(1, budget - used);
	}

	/**
	 * Adds a row. For implementations of {@link LogLines}.
	 *
	 * @param source index of the stream
	 * @param line number within the stream
	 */
	public void add(int source, long line, long time, int flag, byte[] from, int offset, int length) {
		if (count == starts.length) {
			int size = count * 2;
			starts = Arrays.copyOf(starts, size);
			lengths = Arrays.copyOf(lengths, size);
			times = Arrays.copyOf(times, size);
			lines = Arrays.copyOf(lines, size);
			flags = Arrays.copyOf(flags, size);
			sources = Arrays.copyOf(sources, size);
		}
		if (used + length > text.length) {
			text = Arrays.copyOf(text, Math.max(used + length, text.length * 2));
		}
		System.arraycopy(from, offset, text, used, length);
		starts[count] = used;
		lengths[count] = length;
		times[count] = time;
		lines[count] = line;
		flags[count] = flag;
		sources[count] = source;
		used += length;
		count++;
	}

	/** Adds a row of another block. For implementations of {@link LogLines}. */
	public void add(LineBlock other, int i, int source) {
		add(source, other.lines[i], other.times[i], other.flags[i], other.text, other.starts[i], other.lengths[i]);
	}
}
