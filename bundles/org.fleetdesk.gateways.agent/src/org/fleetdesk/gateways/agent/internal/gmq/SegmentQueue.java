package org.fleetdesk.gateways.agent.internal.gmq;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.fleetdesk.engine.StateFile;
import org.fleetdesk.files.AtomicFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A client's queue on disk: entries are appended to files of a mebibyte or so, and read from the front. How far the cloud has taken them is kept in
 * {@code position.json}, with the counts. What is told to be stored outlives the process and the machine; after a kill between the cloud's answer and that
 * file an entry is there once more, which does no harm, as it carries its time. When there is no more room the oldest file goes.
 */
final class SegmentQueue implements AutoCloseable {

	/**
	 * From the front of a queue.
	 *
	 * @param ends where each entry ends in the queue
	 */
	record Batch(List<Entry> entries, List<Long> ends) {
	}

	/** How much is kept at most, and in how large files, in bytes. */
	record Room(long queue, long segment) {

		static Room of(long queue) {
			return new Room(queue, Math.clamp(queue / 8, 4096, 1 << 20));
		}
	}

	private static final Logger LOG = LoggerFactory.getLogger(SegmentQueue.class);
	private static final String SUFFIX = ".queue";
	private static final int CHUNK = 512 << 10;

	private record Position(long taken, Counts counts) {
	}

	private final Path folder;
	private final StateFile state;
	private final ObjectMapper mapper;
	/** By the place of their first byte in the queue as a whole: their lengths. */
	private final TreeMap<Long, Long> segments = new TreeMap<>();
	private volatile Room room;
	private FileChannel last;
	private long taken;
	private long pending;
	private Counts counts;

	private SegmentQueue(Path folder, Room room, ObjectMapper mapper) {
		this.folder = folder;
		this.room = room;
		this.mapper = mapper;
		state = new StateFile(folder.resolve("position.json"), 1, mapper);
	}

	/** Opens a queue, or begins one, and makes whole what a kill left: the half-written end of the last file goes. */
	static SegmentQueue open(Path folder, Room room, ObjectMapper mapper) throws IOException {
		Files.createDirectories(folder);
		var queue = new SegmentQueue(folder, room, mapper);
		queue.recover();
		return queue;
	}

	private synchronized void recover() throws IOException {
		var position = position();
		counts = position.counts();
		try (var files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
			for (Path file : files) {
				segments.put(Long.parseLong(file.getFileName().toString().replace(SUFFIX, ""), 16), Files.size(file));
			}
		}
		long first = segments.isEmpty() ? position.taken() : segments.firstKey();
		taken = Math.max(position.taken(), first);
		long damaged = 0;
		for (long start : List.copyOf(segments.keySet())) {
			damaged += count(start, start == segments.lastKey());
		}
		while (!segments.isEmpty() && segments.size() > 1 && end(segments.firstKey()) <= taken) {
			remove(segments.firstKey());
		}
		if (damaged > 0) {
			counts = counts.plus(Counts.ofDamaged(damaged));
			keep();
		}
		if (segments.isEmpty() || end(segments.lastKey()) < taken) {
			begin(taken);
		} else {
			last = FileChannel.open(file(segments.lastKey()), StandardOpenOption.WRITE);
			last.position(segments.get(segments.lastKey()));
		}
	}

	/** Without a position all entries are sent once more, and their times tell the cloud that it has them. */
	private Position position() {
		try {
			var stored = state.read();
			return stored.isPresent() ? mapper.treeToValue(stored.get(), Position.class) : new Position(0, Counts.NONE);
		} catch (IOException e) {
			LOG.error("{}; what is in the queue is sent once more", e.getMessage());
			return new Position(0, Counts.NONE);
		}
	}

	/** Counts the entries of a file that are still to be sent; @return damaged bytes between entries. */
	private long count(long start, boolean isLast) throws IOException {
		var bytes = ByteBuffer.wrap(Files.readAllBytes(file(start)));
		int at = (int) Math.clamp(taken - start, 0, bytes.limit());
		long damaged = 0;
		for (Optional<Frames.Frame> frame = Frames.next(bytes, at); frame.isPresent(); frame = Frames.next(bytes, at)) {
			at = frame.get().end();
			damaged += frame.get().skipped();
			pending++;
		}
		if (isLast && at < bytes.limit()) { // written when the process died, and nobody was told that it is stored
			try (var channel = FileChannel.open(file(start), StandardOpenOption.WRITE)) {
				channel.truncate(at).force(true);
			}
			segments.put(start, (long) at);
			return damaged;
		}
		return damaged + bytes.limit() - at;
	}

	/** Appends entries; they are on disk after {@link #force}. On failure none of them is there. */
	synchronized void append(List<Entry> entries) throws IOException {
		long start = segments.lastKey();
		if (segments.get(start) >= room.segment()) {
			last.force(true);
			begin(end(start));
			start = segments.lastKey();
		}
		long length = segments.get(start);
		try {
			for (Entry entry : entries) {
				var frame = ByteBuffer.wrap(Frames.frame(entry));
				while (frame.hasRemaining()) {
					last.write(frame);
				}
			}
		} catch (IOException e) {
			last.truncate(length);
			throw e;
		}
		segments.put(start, last.position());
		pending += entries.size();
	}

	synchronized void force() throws IOException {
		last.force(true);
		long all = segments.values().stream().mapToLong(Long::longValue).sum();
		while (all > room.queue() && segments.size() > 1) {
			all -= segments.firstEntry().getValue();
			drop();
		}
	}

	private void drop() throws IOException {
		long start = segments.firstKey();
		long before = pending;
		pending = 0;
		count(start, false);
		long gone = pending;
		pending = before - gone;
		taken = Math.max(taken, end(start));
		counts = counts.plus(Counts.ofDropped(gone));
		remove(start);
		kept();
	}

	/**
	 * The oldest entries that are to be sent. Of those of one alias and one second the last one counts.
	 *
	 * @param most  how many at most, of different aliases or times
	 * @param bytes about how many bytes of values and names at most
	 * @return empty when nothing is to be sent
	 */
	synchronized Optional<Batch> peek(int most, int bytes) throws IOException {
		var entries = new ArrayList<Entry>();
		var ends = new ArrayList<Long>();
		var distinct = new HashSet<Map.Entry<String, Long>>();
		long at = taken;
		int size = 0;
		for (long start : segments.tailMap(segments.floorKey(at)).keySet()) {
			long end = end(start);
			while (at < end) {
				var chunk = read(start, at, end);
				int place = 0;
				int begun = entries.size();
				for (var frame = Frames.next(chunk, 0); frame.isPresent(); frame = Frames.next(chunk, place)) {
					var entry = frame.get().entry();
					var key = Map.entry(entry.alias(), entry.seconds());
					if (!entries.isEmpty() && (size >= bytes || distinct.size() >= most && !distinct.contains(key))) {
						return Optional.of(new Batch(entries, ends));
					}
					distinct.add(key);
					entries.add(entry);
					size += entry.value().length() + entry.alias().length();
					place = frame.get().end();
					ends.add(at + place);
				}
				// when nothing in there is whole, the next one may begin at its end
				at = entries.size() > begun ? at + place : at + chunk.limit() < end ? at + chunk.limit() - Frames.HEAD - Frames.MAX : end;
			}
		}
		return entries.isEmpty() ? Optional.empty() : Optional.of(new Batch(entries, ends));
	}

	private ByteBuffer read(long start, long at, long end) throws IOException {
		var chunk = ByteBuffer.allocate((int) Math.min(CHUNK, end - at));
		try (var channel = FileChannel.open(file(start), StandardOpenOption.READ)) {
			while (chunk.hasRemaining() && channel.read(chunk, at - start + chunk.position()) >= 0) {
				// until it is full
			}
		}
		return chunk.flip();
	}

	/** Entries have left the queue, as the counts tell; some may have been dropped meanwhile. */
	synchronized void take(Batch batch, Counts became) throws IOException {
		counts = counts.plus(became);
		pending -= batch.ends().stream().filter(end -> end > taken).count();
		taken = Math.max(taken, batch.ends().getLast());
		removeTaken();
		if (!kept() && end(segments.lastKey()) == taken && segments.get(segments.lastKey()) > 0) { // there may be room without the last one
			begin(taken);
			removeTaken();
			kept();
		}
	}

	/** What the cloud has goes first: on a full disk there is room for the position only then, and files that are not there say how far it has them, too. */
	private void removeTaken() throws IOException {
		while (segments.size() > 1 && end(segments.firstKey()) <= taken) {
			remove(segments.firstKey());
		}
	}

	/** Keeps the position; without it, what is left of its file is sent once more after the next start, which does no harm. */
	private boolean kept() {
		try {
			keep();
			return true;
		} catch (IOException e) {
			LOG.warn("How far the queue {} was sent cannot be kept: {}", folder, e.getMessage());
			return false;
		}
	}

	/** How many entries are to be sent. */
	synchronized long pending() {
		return pending;
	}

	synchronized Counts counts() {
		return counts;
	}

	void room(Room changed) {
		room = changed;
	}

	private void keep() throws IOException {
		state.write(new Position(taken, counts));
	}

	private void begin(long start) throws IOException {
		var channel = FileChannel.open(file(start), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
		AtomicFiles.syncFolder(folder);
		if (last != null) {
			last.close();
		}
		last = channel;
		segments.put(start, 0L);
	}

	private void remove(long start) throws IOException {
		Files.deleteIfExists(file(start));
		segments.remove(start);
	}

	private long end(long start) {
		return start + segments.get(start);
	}

	private Path file(long start) {
		return folder.resolve("%016x%s".formatted(start, SUFFIX));
	}

	@Override
	public synchronized void close() throws IOException {
		last.close();
	}
}
