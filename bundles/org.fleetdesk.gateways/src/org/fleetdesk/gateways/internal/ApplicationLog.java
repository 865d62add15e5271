package org.fleetdesk.gateways.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.gateways.LogPiece;
import org.fleetdesk.logs.LineSplitter;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.logs.LogStream;

/**
 * The log of a program on a gateway, read piece by piece through the cloud. Its lines have no times of their own: what is there at first has none, what comes later the time of its coming.
 * Where it goes on after a pause is found by the last lines that are known.
 */
final class ApplicationLog {

	private static final int PIECE = 256 << 10;
	/** Characters of a line without an end that are held back; what a log keeps in one piece has their bytes. */
	private static final int LONGEST = LineSplitter.MAX_LINE / 4;
	private static final long OFTEN = 1000;
	private static final long SELDOM = 5000;

	private final GatewaysSession session;
	private final String product;
	private final String serial;
	private final String application;
	private final LogSink sink;
	private final InstantSource clock;
	/** Behind the last line end, in the gateway's bytes; a line is passed on when it is whole. */
	private String rest = "";
	private long end;
	private Consumer<Place> places = place -> {
	};
	private long last = LogPosition.NO_TIME;

	ApplicationLog(GatewaysSession session, String product, String serial, String application, LogSink sink, InstantSource clock) {
		this.session = session;
		this.product = product;
		this.serial = serial;
		this.application = application;
		this.sink = sink;
		this.clock = clock;
	}

	/**
	 * Where it was broken off, while this process remembers that; lines that are equal again and again do not tell it.
	 *
	 * @param offset in the gateway's file
	 * @param rest   of a line that has no end there yet
	 * @param line   the last one that was passed on
	 * @param time   its time
	 */
	record Place(long offset, String rest, byte[] line, long time) {

		boolean fits(LogPosition from) {
			return from.hasTime() && from.after().isEmpty() && from.timeNanos() == time && from.atTime().getFirst() == LogPosition.hash(line, 0, line.length, 0);
		}
	}

	/** @param known where this process broke off before @param remember hears where it is */
	void stream(LogPosition from, boolean follow, Optional<Place> known, Consumer<Place> remember) throws IOException, EngineException, InterruptedException {
		places = remember;
		var place = known.filter(p -> p.fits(from));
		LogPiece piece;
		if (place.isPresent()) {
			end = place.get().offset();
			rest = place.get().rest();
			last = from.timeNanos();
			piece = tail(end);
			sink.connected();
			pass(List.of(place.get().line()), last);
			more(piece);
		} else {
			piece = tail(-1);
			sink.connected();
			end = piece.offset();
			begin(lines(piece, true), from);
		}
		long pause = OFTEN;
		while (follow || place.isPresent() && !piece.text().isEmpty()) {
			if (follow) {
				Thread.sleep(pause);
			}
			piece = tail(end);
			more(piece);
			pause = piece.text().isEmpty() ? Math.min(SELDOM, pause * 3 / 2) : OFTEN;
		}
		if (!rest.isEmpty()) {
			pass(List.of(bytes(rest)), LogSink.NO_TIME);
		}
	}

	private LogPiece tail(long offset) throws EngineException, InterruptedException {
		return session.tail(product, serial, application, offset, PIECE);
	}

	private void more(LogPiece piece) throws IOException {
		if (piece.offset() < end) {
			rest = "";
			end = 0;
			sink.mark("The log was rotated on the gateway; lines may be missing here");
			return;
		}
		end = piece.offset();
		send(lines(piece, false), now());
	}

	/** Each later than the one before, so that it is found again. */
	private long now() {
		last = Math.max(LogStream.nanos(clock.instant()), last == LogPosition.NO_TIME ? last : last + 1);
		return last;
	}

	/** @param cut whether it may begin in the middle of a line */
	private List<byte[]> lines(LogPiece piece, boolean cut) {
		String text = rest + piece.text();
		int from = cut && text.getBytes(StandardCharsets.UTF_8).length >= PIECE ? text.indexOf('\n') + 1 : 0;
		var lines = new ArrayList<byte[]>();
		for (int at = text.indexOf('\n', from); at >= 0; at = text.indexOf('\n', from)) {
			lines.add(bytes(text.substring(from, at > from && text.charAt(at - 1) == '\r' ? at - 1 : at)));
			from = at + 1;
		}
		while (text.length() - from > LONGEST) { // what never ends is kept in pieces
			int to = from + LONGEST - (Character.isHighSurrogate(text.charAt(from + LONGEST - 1)) ? 1 : 0);
			lines.add(bytes(text.substring(from, to)));
			from = to;
		}
		rest = text.substring(from);
		return lines;
	}

	private static byte[] bytes(String line) {
		return line.getBytes(StandardCharsets.UTF_8);
	}

	private void send(List<byte[]> lines, long time) throws IOException {
		pass(lines, time);
		if (!lines.isEmpty() && time != LogSink.NO_TIME) {
			places.accept(new Place(end, rest, lines.getLast(), time));
		}
	}

	private void pass(List<byte[]> lines, long time) throws IOException {
		for (byte[] line : lines) {
			byte[] whole = Arrays.copyOf(line, line.length + 1);
			whole[line.length] = '\n'; // an empty line is one, too
			sink.lines(time, whole, 0, whole.length, 0);
		}
	}

	private void begin(List<byte[]> lines, LogPosition from) throws IOException {
		if (from.empty()) {
			send(lines, LogSink.NO_TIME);
			return;
		}
		last = from.timeNanos();
		var known = new ArrayList<>(from.atTime().reversed());
		int timed = known.size();
		from.after().forEach(g -> known.add(g.hash()));
		long[] there = lines.stream().mapToLong(l -> LogPosition.hash(l, 0, l.length, 0)).toArray();
		int next = next(there, known);
		if (next < 0) {
			sink.mark("The log was rotated on the gateway meanwhile; lines may be missing here");
			send(lines, LogSink.NO_TIME);
			return;
		}
		int matched = Math.min(next, known.size());
		int skipped = known.size() - matched;
		if (skipped <= timed) {
			int again = Math.max(0, timed - skipped);
			send(lines.subList(next - matched, next - matched + again), from.timeNanos());
			send(lines.subList(next - matched + again, next), LogSink.NO_TIME);
		} else if (next < lines.size()) {
			sink.mark("The log goes on here");
		}
		send(lines.subList(next, lines.size()), now());
	}

	/** The last place at which the known lines end, as far back as both go; -1 when there is none. */
	private static int next(long[] there, List<Long> known) {
		for (int end = there.length; end > 0; end--) {
			int matched = 0;
			while (matched < end && matched < known.size() && there[end - 1 - matched] == known.get(known.size() - 1 - matched)) {
				matched++;
			}
			if (matched > 0 && matched == Math.min(end, known.size())) {
				return end;
			}
		}
		return -1;
	}
}
