package org.fleetdesk.serverless.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LineSplitter;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.logs.LogStream;

/**
 * The log of a virtual machine, a file that OpenNebula appends to, read piece by piece: {@code ID.log}, or {@code ID/vm.log} where OpenNebula keeps it in the folder of the
 * machine. Its lines begin with a time of the front end's clock without a zone ({@code Sun Nov 22 10:08:26 2026 [Z0][VM][I]: New state is ACTIVE}), which is taken for this
 * machine's zone.
 */
final class VmLog {

	/** Of a longer log only the end is read. */
	static final long LARGEST = 64L << 20;

	private static final Pattern LINE = Pattern.compile("(\\w{3} \\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\d{4}) (?:\\[Z\\d+])?\\[[^]]*]\\[(\\w)]:.*", Pattern.DOTALL);
	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);
	/** So much of a line tells its time and severity. */
	private static final int BEGINNING = 80;
	private static final int BLOCK = 32 << 10;
	private static final int HEAD = 512;
	/** When summer time ends, an hour comes twice. */
	private static final long TWICE = Duration.ofHours(2).toNanos();

	private final VmLogFolder.Reader reader;
	private final List<String> names;
	private final String where;
	private final LogPosition from;
	private final LogSink sink;
	private final byte[] block = new byte[BLOCK];
	private LineSplitter splitter = new LineSplitter(this::line);
	private String name;
	private byte[] head = new byte[0];
	private long offset;
	private long seen;
	private boolean lost;
	private boolean cutLine;
	private long time = LogSink.NO_TIME;

	/** @param where the folder, for people */
	VmLog(VmLogFolder.Reader reader, int vm, String where, LogPosition from, LogSink sink) {
		this.reader = reader;
		names = List.of(vm + ".log", vm + "/vm.log");
		this.where = where;
		this.from = from;
		this.sink = sink;
	}

	/**
	 * Hands on what is new.
	 *
	 * @return whether something was
	 * @throws EngineException NOT_FOUND when there was no such file from the beginning
	 */
	boolean read() throws EngineException, IOException, InterruptedException {
		long size = find();
		if (size < 0) {
			return false;
		}
		if (lost || size < offset || size != seen && !sameHead()) {
			anew();
		}
		seen = size;
		if (offset == 0 && size > 0) {
			begin(size);
		}
		boolean grown = offset < size;
		while (offset < size) {
			int count = reader.read(name, offset, block, (int) Math.min(block.length, size - offset));
			if (count <= 0) {
				break; // it is shorter now; the next look sees that
			}
			offset += count;
			splitter.chunk(LogSink.NO_TIME, block, 0, count, 0);
		}
		return grown;
	}

	/** Hands on a last line that has no end. */
	void finish() throws IOException {
		splitter.finish(true);
	}

	private long find() throws EngineException, InterruptedException {
		for (String candidate : name == null ? names : List.of(name)) {
			long size = reader.size(candidate);
			if (size >= 0) {
				if (name == null) {
					sink.connected();
				}
				name = candidate;
				return size;
			}
		}
		if (name == null) {
			throw new EngineException(Kind.NOT_FOUND, "There is no log of the virtual machine in %s: neither %s nor %s".formatted(where, names.get(0), names.get(1)));
		}
		lost = true;
		return -1;
	}

	/** Whether it still is the file that was read before. */
	private boolean sameHead() throws EngineException, InterruptedException {
		return head.length == 0 || Arrays.equals(head, head(head.length));
	}

	private byte[] head(int length) throws EngineException, InterruptedException {
		var bytes = new byte[length];
		int count = reader.read(name, 0, bytes, length);
		return Arrays.copyOf(bytes, Math.max(0, count));
	}

	private void anew() throws IOException {
		finish();
		sink.mark("The log of the virtual machine begins anew; lines may be missing here");
		splitter = new LineSplitter(this::line);
		head = new byte[0];
		offset = 0;
		lost = false;
		cutLine = false;
	}

	private void begin(long size) throws EngineException, InterruptedException, IOException {
		head = head((int) Math.min(HEAD, size));
		if (size > LARGEST) {
			offset = size - LARGEST;
			cutLine = true;
			if (!from.hasTime()) {
				sink.mark("The first %,d bytes of the log are left out".formatted(offset));
			}
		}
	}

	private void line(long unknown, byte[] bytes, int at, int length, int flags) throws IOException {
		if (cutLine) {
			cutLine = false;
			return;
		}
		var known = LINE.matcher(new String(bytes, at, Math.min(length, BEGINNING), StandardCharsets.ISO_8859_1));
		boolean first = known.matches();
		if (first) {
			long now = time(known.group(1));
			time = now == LogSink.NO_TIME || time != LogSink.NO_TIME && now < time && time - now <= TWICE ? time : now;
		}
		// a line without a time goes on with the one before it
		if (!from.hasTime() || time == LogSink.NO_TIME || time >= from.timeNanos()) {
			sink.lines(time, bytes, at, length, first ? severity(known.group(2)) : 0);
		}
	}

	private static long time(String text) {
		try {
			return LogStream.nanos(LocalDateTime.parse(text, TIME).atZone(ZoneId.systemDefault()).toInstant());
		} catch (DateTimeException | ArithmeticException e) {
			return LogSink.NO_TIME;
		}
	}

	private static int severity(String letter) {
		return switch (letter) {
		case "E" -> LineFlags.ERROR;
		case "W" -> LineFlags.WARNING;
		default -> 0;
		};
	}
}
