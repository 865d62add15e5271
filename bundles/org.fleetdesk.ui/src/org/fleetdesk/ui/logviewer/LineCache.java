package org.fleetdesk.ui.logviewer;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CancellationException;

import org.fleetdesk.logs.LineBlock;
import org.fleetdesk.logs.LineMatcher;
import org.fleetdesk.logs.LogLines;
import org.fleetdesk.logs.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines around the visible ones, read by a thread of its own. New lines are told to the view only after they are read, at most 30 times
 * a second, so that following does not flicker. All methods return at once and are for the UI thread.
 */
final class LineCache implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(LineCache.class);
	private static final int BLOCK = 64;
	private static final int MAX_CHARS = 8_000_000;
	private static final long FRAME = 33_000_000L;

	/** What the view shows. */
	private record Wish(long from, long to, int tail, LineMatcher matcher) {
	}

	/** Work on the reader's thread; an interrupt means that the view is closed. */
	@FunctionalInterface
	interface Work {
		void run(LogLines lines) throws IOException, InterruptedException;
	}

	private final LogLines lines;
	private final boolean owner;
	private final Runnable changed;
	private final Subscription subscription;
	private final Thread reader;
	private final LineBlock block = new LineBlock();
	private final LinkedHashMap<Long, DisplayLine[]> blocks = new LinkedHashMap<>(64, 0.75f, true);
	private final Queue<Work> work = new ArrayDeque<>();
	private int chars;
	private boolean grown = true;
	private boolean wished;
	private boolean read;
	private Wish wish = new Wish(0, 0, 1, null);
	private long first;
	private long end;
	private String problem = "";
	private volatile boolean closed;

	/**
	 * @param owner whether the lines are closed with this
	 * @param changed called on the reader's thread after something new can be shown
	 */
	LineCache(LogLines lines, boolean owner, Runnable changed) {
		this.lines = lines;
		this.owner = owner;
		this.changed = changed;
		subscription = lines.onChange(this::grown);
		reader = Thread.ofPlatform().daemon().name("log viewer").start(this::run);
	}

	private synchronized void grown() {
		grown = true;
		notifyAll();
	}

	synchronized long first() {
		return first;
	}

	/** One more than the last row that the view may show. */
	synchronized long end() {
		return end;
	}

	/** Whether it is known what rows there are. */
	synchronized boolean isRead() {
		return read || !problem.isEmpty();
	}

	/** Why nothing more can be read, as a sentence for the user; empty while all is well. */
	synchronized String problem() {
		return problem;
	}

	/** A row, or null while it is not read. */
	synchronized DisplayLine get(long row) {
		var found = blocks.get(row / BLOCK);
		return found == null ? null : found[(int) (row % BLOCK)];
	}

	/**
	 * Says what is visible.
	 *
	 * @param tail how many rows at the end must be read before growth is told; 0 when the end is not in view
	 * @param matcher what to look for in visible rows; may be null
	 */
	synchronized void want(long from, long to, int tail, LineMatcher matcher) {
		var now = new Wish(from, to, tail, matcher);
		if (!now.equals(wish)) {
			wish = now;
			wished = true;
			notifyAll();
		}
	}

	/** Runs on the reader's thread, between reads. */
	synchronized void submit(Work job) {
		work.add(job);
		notifyAll();
	}

	private void run() {
		try {
			long told = System.nanoTime() - FRAME;
			while (true) {
				Wish now;
				boolean growth;
				Work job;
				synchronized (this) {
					long wait = grown ? told + FRAME - System.nanoTime() : 1_000_000_000L;
					while (!wished && work.isEmpty() && (!grown || wait > 0)) {
						wait(Math.max(1, wait / 1_000_000));
						wait = grown ? told + FRAME - System.nanoTime() : 1_000_000_000L;
					}
					growth = grown && wait <= 0;
					grown &= !growth;
					wished = false;
					now = wish;
					job = work.poll();
				}
				if (job != null) {
					job.run(lines);
				}
				boolean news = load(now.from, now.to, now.matcher);
				if (growth) {
					news |= grow(now);
					told = System.nanoTime();
				}
				if (news) {
					changed.run();
				}
			}
		} catch (InterruptedException | CancellationException _) {
			LOG.trace("A log viewer was closed");
		} catch (IOException | RuntimeException e) {
			if (closed) {
				return;
			}
			LOG.warn("The log cannot be shown", e);
			synchronized (this) {
				problem = "The log cannot be read: " + e.getMessage();
			}
			changed.run();
		} finally {
			subscription.close();
			if (owner) {
				lines.close();
			}
		}
	}

	private boolean grow(Wish now) throws IOException {
		long oldest = lines.first();
		long newest = lines.end();
		load(Math.max(oldest, newest - now.tail), newest, now.matcher);
		synchronized (this) {
			boolean news = oldest != first || newest != end || !read;
			read = true;
			first = oldest;
			end = newest;
			return news;
		}
	}

	private boolean load(long from, long to, LineMatcher matcher) throws IOException {
		boolean news = false;
		long stop = Math.min(to, lines.end());
		for (long row = Math.max(0, from); row < stop; row++) {
			var line = get(row);
			if (line == null) {
				read(row / BLOCK);
				line = get(row);
				news = true;
			}
			if (line != null && !line.isMatched(matcher)) {
				line.match(matcher);
				news = true;
			}
		}
		return news;
	}

	private void read(long number) throws IOException {
		var found = new DisplayLine[BLOCK];
		long row = number * BLOCK;
		long stop = Math.min(row + BLOCK, lines.end());
		int size = 0;
		while (row < stop) {
			lines.read(row, (int) (stop - row), block);
			for (int i = 0; i < block.count(); i++) {
				var line = new DisplayLine(block, i);
				size += line.text().length();
				found[(int) ((row + i) % BLOCK)] = line;
			}
			if (block.count() == 0) {
				break;
			}
			row += block.count();
		}
		put(number, found, size);
	}

	private synchronized void put(long number, DisplayLine[] found, int size) {
		chars += size - size(blocks.put(number, found));
		for (Iterator<Map.Entry<Long, DisplayLine[]>> i = blocks.entrySet().iterator(); (chars > MAX_CHARS || blocks.size() > 256) && blocks.size() > 8 && i.hasNext();) {
			var oldest = i.next();
			if (oldest.getKey() != number) {
				chars -= size(oldest.getValue());
				i.remove();
			}
		}
	}

	private static int size(DisplayLine[] lines) {
		int size = 0;
		for (int i = 0; lines != null && i < lines.length; i++) {
			size += lines[i] == null ? 0 : lines[i].text().length();
		}
		return size;
	}

	@Override
	public void close() {
		closed = true;
		subscription.close();
		reader.interrupt();
	}
}
