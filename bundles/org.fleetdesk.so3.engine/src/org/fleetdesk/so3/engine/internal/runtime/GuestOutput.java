package org.fleetdesk.so3.engine.internal.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts a guest's raw output into lines and writes them into the container's log and the slot's log, each byte once, also over a {@code kill -9} between any
 * two steps. The container's log is the truth: its records say what has been taken in. The slot's log gets each batch right after it, so it lacks at most
 * the last batch, and its lines bear the time of the record that completed them, so that what it lacks can be told.
 * Used by one thread at a time.
 */
final class GuestOutput {

	private static final Logger LOG = LoggerFactory.getLogger(GuestOutput.class);

	/** A batch stays below this, so that {@link ContainerLog#replay} sees the last one whole. */
	private static final int BATCH = 256 * 1024;

	private final ContainerLog log;
	private final SlotLog slotLog;
	private final String program;
	private final InstantSource clock;
	private final int boot;

	/** Grows up to {@link LogRecords#MAX_TEXT}. */
	private byte[] line = new byte[128];
	private int length;
	private int recorded;
	private long offset;
	private long lastNanos;
	private final ByteArrayOutputStream records = new ByteArrayOutputStream();
	private final ByteArrayOutputStream newSlotLines = new ByteArrayOutputStream();
	private final ByteArrayOutputStream slotLines = new ByteArrayOutputStream();
	private byte[] kept = {};
	private int keptRecorded;
	private long keptOffset;

	/**
	 * Goes on where the container's log ends, and brings the slot's log up to it.
	 *
	 * @param program who prints, for the slot's log
	 * @param boot    number of the guest's boot
	 */
	GuestOutput(ContainerLog log, SlotLog slotLog, String program, int boot, InstantSource clock) throws IOException {
		this.log = log;
		this.slotLog = slotLog;
		this.program = program;
		this.boot = boot;
		this.clock = clock;
		var position = log.position();
		offset = position.boot() == boot ? position.offset() : 0;
		lastNanos = Math.max(log.lastNanos(), slotLog.lastNanos());
		catchUp(slotLog.lastNanos());
		if (position.boot() != boot && length > 0) {
			finishLine();
			commit();
		}
	}

	/** An empty slot's log may have been cleared with the host's restart: what is older than that does not come back. */
	private void catchUp(long slotEnd) throws IOException {
		long slotNanos = slotEnd > 0 ? slotEnd : HostBoot.nanos();
		log.replay(record -> {
			int piece = Math.min(record.textLength(), LogRecords.MAX_TEXT - length);
			demand(length + piece);
			System.arraycopy(record.text(), record.textStart(), line, length, piece);
			length += piece;
			if (record.flag() != LogRecords.OPEN) {
				if (record.nanos() > slotNanos) {
					slotLog.format(record.nanos(), program, line, length, slotLines);
				}
				length = 0;
			}
		});
		recorded = length;
		try {
			flushSlot();
		} catch (IOException e) {
			LOG.warn("The log of slot {} cannot be brought up to date for now: {}", slotLog.slot(), e.getMessage());
		}
	}

	/** Number of the raw output's bytes that are taken in, those of an open line included. */
	long taken() {
		return offset;
	}

	/** Number of the raw output's bytes that are not needed any more. */
	long committed() {
		return keptOffset - kept.length;
	}

	/** True when the guest has printed a part of a line that is in no log yet. */
	boolean pending() {
		return length > recorded;
	}

	/** What the guest has printed since its last line feed. */
	byte[] openLine() {
		return Arrays.copyOf(line, length);
	}

	/** The guest goes on in the middle of a line, whose begin another boot of it has printed. To be told before the first byte. */
	void goOn(byte[] openLine) throws IOException {
		demand(openLine.length);
		System.arraycopy(openLine, 0, line, 0, openLine.length);
		length = openLine.length;
		flushOpen();
	}

	/** Takes in the next bytes of the raw output. After an error {@link #taken()} says with which byte to go on. */
	void accept(byte[] bytes, int count) throws IOException {
		flushSlot();
		keep();
		for (int i = 0; i < count; i++) {
			offset++;
			if (bytes[i] == '\n') {
				finish(LogRecords.LINE, nextNanos());
			} else {
				demand(length + 1);
				line[length++] = bytes[i];
				if (length == LogRecords.MAX_TEXT) {
					finish(LogRecords.CUT, nextNanos());
				}
			}
			if (records.size() > BATCH) {
				commit();
			}
		}
		commit();
	}

	/** Takes in one whole line with its own time; {@code reached} counts as the raw output's bytes do. */
	void line(String text, long nanos, long reached) throws IOException {
		flushSlot();
		keep();
		var bytes = text.getBytes(StandardCharsets.UTF_8);
		length = Math.min(bytes.length, LogRecords.MAX_TEXT);
		demand(length);
		System.arraycopy(bytes, 0, line, 0, length);
		offset = reached;
		finish(LogRecords.LINE, Math.max(nanos, lastNanos + 1));
		commit();
	}

	/** Puts the open part of a line into the container's log; the slot's log waits for the whole line. */
	void flushOpen() throws IOException {
		flushSlot();
		keep();
		if (pending()) {
			record(LogRecords.OPEN, nextNanos());
			recorded = length;
			commit();
		}
	}

	/** The guest is dead: an open line is as complete as it will ever be. */
	void finishLine() throws IOException {
		flushSlot();
		keep();
		if (length > 0) {
			finish(LogRecords.LINE, nextNanos());
			commit();
		}
	}

	private void demand(int size) {
		if (line.length < size) {
			line = Arrays.copyOf(line, Math.clamp(2L * size, 0, LogRecords.MAX_TEXT));
		}
	}

	private void finish(byte flag, long nanos) {
		record(flag, nanos);
		slotLog.format(nanos, program, line, length, newSlotLines);
		length = 0;
		recorded = 0;
	}

	private void record(byte flag, long nanos) {
		lastNanos = nanos;
		var head = nanos + " " + boot + ":" + offset + (char) flag;
		records.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
		records.write(line, recorded, length - recorded);
		records.write('\n');
	}

	private long nextNanos() {
		return Math.max(LogQuery.nanos(clock.instant()), lastNanos + 1);
	}

	private void commit() throws IOException {
		if (records.size() > 0) {
			try {
				log.append(records.toByteArray(), records.size(), new ContainerLog.Position(boot, offset), lastNanos);
			} catch (IOException e) {
				goBack();
				throw e;
			} finally {
				records.reset();
			}
			slotLines.writeBytes(newSlotLines.toByteArray());
			newSlotLines.reset();
			keep();
		}
		flushSlot();
	}

	private void flushSlot() throws IOException {
		if (slotLines.size() > 0) {
			slotLog.append(slotLines, lastNanos);
			slotLines.reset();
		}
	}

	/** Remembers the present state as the one to go back to when a batch cannot be written. */
	private void keep() {
		kept = Arrays.copyOf(line, length);
		keptRecorded = recorded;
		keptOffset = offset;
	}

	private void goBack() {
		System.arraycopy(kept, 0, line, 0, kept.length);
		length = kept.length;
		recorded = keptRecorded;
		offset = keptOffset;
		newSlotLines.reset();
	}
}
