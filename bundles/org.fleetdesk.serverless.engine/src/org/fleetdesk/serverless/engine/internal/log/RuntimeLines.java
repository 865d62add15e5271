package org.fleetdesk.serverless.engine.internal.log;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.fleetdesk.serverless.engine.internal.log.KeptLines.Line;
import org.fleetdesk.serverless.engine.internal.log.KeptLines.Position;

/**
 * The lines of one runtime in {@code engine.log}, read from the files that are kept of it. They begin with the create that the runtime's number comes from: what
 * that said before there was a number stands before its first line with one, so that the lines of a runtime only grow at their end. Lines at DEBUG are left
 * out: they repeat what clients sent, and clients send it also for runtimes that are not theirs.
 */
public final class RuntimeLines {

	/** With this line a number becomes that of a runtime. */
	public static final String ALLOCATED = "Allocated Serverless Runtime Document";
	/** With this line, and the number of the owner, a runtime has gone. */
	public static final String DELETED = "Deleted Serverless Runtime Document of user ";

	/** The most lines on a page. */
	public static final int LONGEST_PAGE = 10_000;

	private static final int PAGE_BYTES = 1 << 20;
	/** A search goes through some 40 MB: a few at a time leave processors for creates. */
	private static final int AT_ONCE = 2;
	private static final Pattern LINE = Pattern.compile("[A-Z], \\[(?<time>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d) #\\d+] +[A-Z]+ -- : " + RequestLog.TAGS + "(?<text>.*)", Pattern.DOTALL);

	private final LogFile file;
	private final ZoneId zone;
	private final Semaphore searches = new Semaphore(AT_ONCE);

	RuntimeLines(LogFile file, ZoneId zone) {
		this.file = file;
		this.zone = zone;
	}

	/**
	 * A line.
	 *
	 * @param time in whole seconds
	 * @param text as it stands in the file
	 */
	public record Entry(Instant time, String text) {
	}

	/**
	 * A piece of a runtime's lines.
	 *
	 * @param next   where the next page begins, for {@link #page}; empty when there are no files
	 * @param more   whether there are more lines already
	 * @param missed whether the place where it was to begin has been rotated away, so that lines may be missing before these
	 */
	public record Page(List<Entry> lines, String next, boolean more, boolean missed) {
	}

	/** Whether a text has the form of {@link Page#next}. */
	public static boolean isPlace(String text) {
		return Position.parse(text).isPresent();
	}

	/**
	 * Reads on.
	 *
	 * @param after {@link Page#next} of an earlier page; empty: from the beginning
	 * @param since older lines are left out; its second counts whole
	 * @param limit the first lines of a create stay together, so that a page may have a few more
	 */
	public Page page(int runtime, Optional<String> after, Instant since, int limit) throws IOException, InterruptedException {
		searches.acquire();
		try (var kept = file.kept()) {
			return new Reading(kept, runtime, Instant.ofEpochSecond(since.getEpochSecond()), limit).page(after);
		} finally {
			searches.release();
		}
	}

	/** The number of the user whose runtime of this number was deleted last; empty when there is none of that number, or it was made anew. */
	public OptionalInt owner(int runtime) throws IOException, InterruptedException {
		searches.acquire();
		try (var kept = file.kept()) {
			var owner = new int[] { -1 };
			kept.walk(kept.beginning(), kept.end(), RequestLog.runtime(runtime), line -> {
				String text = parsed(line).map(m -> m.group("text")).orElse("");
				if (text.equals(ALLOCATED)) {
					owner[0] = -1;
				} else if (text.startsWith(DELETED) && text.substring(DELETED.length()).matches("\\d{1,9}")) {
					owner[0] = Integer.parseInt(text.substring(DELETED.length()));
				}
				return true;
			});
			return owner[0] < 0 ? OptionalInt.empty() : OptionalInt.of(owner[0]);
		} finally {
			searches.release();
		}
	}

	private static Optional<Matcher> parsed(Line line) {
		var matcher = LINE.matcher(line.text());
		return matcher.matches() ? Optional.of(matcher) : Optional.empty();
	}

	private final class Reading {

		private final KeptLines kept;
		private final String tag;
		private final Instant since;
		private final int limit;
		private final List<Entry> found = new ArrayList<>();
		private int bytes;
		private Instant last = Instant.MIN;
		private Position next;

		Reading(KeptLines kept, int runtime, Instant since, int limit) {
			this.kept = kept;
			tag = RequestLog.runtime(runtime);
			this.since = since;
			this.limit = limit;
		}

		Page page(Optional<String> after) throws IOException {
			var from = after.flatMap(Position::parse).flatMap(kept::find);
			boolean missed = after.isPresent() && from.isEmpty();
			next = from.isPresent() ? from.get() : birth();
			boolean all = kept.walk(next, kept.end(), tag, this::line);
			if (all) {
				next = kept.end();
			}
			return new Page(List.copyOf(found), kept.isEmpty() ? "" : next.toString(), !all, missed);
		}

		/** Where the last create of this number got it; another cloud may have had runtimes of the same number before. */
		private Position birth() throws IOException {
			var birth = new Position[] { kept.beginning() };
			kept.walk(kept.beginning(), kept.end(), tag, line -> {
				if (isBirth(line)) {
					birth[0] = line.begin();
				}
				return true;
			});
			return birth[0];
		}

		private boolean isBirth(Line line) {
			return parsed(line).filter(m -> m.group("text").equals(ALLOCATED)).isPresent();
		}

		/** @return whether the page takes more */
		private boolean line(Line line) throws IOException {
			if (found.size() >= limit || bytes >= PAGE_BYTES) {
				next = line.begin();
				return false;
			}
			if (isBirth(line)) {
				String request = RequestLog.request(parsed(line).orElseThrow().group("request"));
				kept.walk(kept.beginning(), line.begin(), request, before -> {
					add(before);
					return true;
				});
			}
			add(line);
			return true;
		}

		private void add(Line line) {
			var parsed = parsed(line);
			if (parsed.isEmpty() || line.text().startsWith("D,")) {
				return;
			}
			last = time(parsed.get().group("time"));
			if (!last.isBefore(since)) {
				found.add(new Entry(last, line.text()));
				bytes += line.text().length();
			}
		}

		/** When summer time ends, an hour comes twice. */
		private Instant time(String text) {
			var local = LocalDateTime.parse(text.replace(' ', 'T')).atZone(zone);
			return local.toInstant().isBefore(last) ? local.withLaterOffsetAtOverlap().toInstant() : local.toInstant();
		}
	}
}
