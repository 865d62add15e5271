package org.fleetdesk.tasks.internal;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.files.FileProblem;

/**
 * What must survive the process, as entries in append-only files {@code yyyyMM-nnnnn.jsonl}, one a month, or more when they grow large. A line is the CRC-32C of the rest in eight hex
 * digits, a space, and the entry as JSON. Damaged lines are left out and told; a file with a damaged end is never appended to, so that
 * nothing is joined to the half line.
 */
public final class Journal<E> implements AutoCloseable {

	private static final long LARGE = 8 << 20;
	private static final int PREFIX = 9;
	private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("yyyyMM").withZone(ZoneOffset.UTC);

	/** How an entry is written: a JSON object in one line. */
	public interface Form<E> {

		/** @throws IOException when that needs what cannot be read, such as a key */
		byte[] write(E entry) throws IOException;

		/**
		 * @throws NewerEntryException when a later version of Fleetdesk wrote it
		 * @throws IOException         when it is no entry
		 */
		E read(byte[] line) throws IOException;
	}

	/**
	 * @param problems damage that was found, as sentences
	 */
	public record Contents<E>(List<E> entries, List<String> problems) {
	}

	private final Path folder;
	private final Form<E> form;
	private FileOutputStream out;
	private Path file;
	private long size;
	private boolean closed;
	/** The name of the last file to which nothing is appended any more, because it is being rewritten; empty when none is. */
	private String finished = "";
	/** Held by who removes entries, and before the lock on this. */
	private final Object removing = new Object();

	/** @param folder is made with the first entry */
	public Journal(Path folder, Form<E> form) {
		this.folder = folder;
		this.form = form;
	}

	/**
	 * Everything that is in the journal.
	 *
	 * @param growing whether another process may be writing: a last line without an end is no damage then
	 */
	public Contents<E> read(boolean growing) throws IOException {
		var entries = new ArrayList<E>();
		var problems = new ArrayList<String>();
		var parts = files();
		for (Path part : parts) {
			read(part, growing && part.equals(parts.getLast()), entries, problems);
		}
		return new Contents<>(entries, problems);
	}

	private List<Path> files() throws IOException {
		if (!Files.isDirectory(folder)) {
			return List.of();
		}
		try (Stream<Path> list = Files.list(folder)) {
			return list.filter(f -> f.getFileName().toString().matches("\\d{6}-\\d{5}\\.jsonl")).sorted().toList();
		}
	}

	private void read(Path part, boolean growing, List<E> entries, List<String> problems) {
		byte[] bytes;
		try {
			bytes = Files.readAllBytes(part);
		} catch (NoSuchFileException e) {
			return; // the owner has just removed all that was in it
		} catch (IOException e) {
			problems.add("Nothing of " + part + " can be read: " + FileProblem.reason(e));
			return;
		}
		int bad = 0;
		int newer = 0;
		for (int start = 0; start < bytes.length;) {
			int end = start;
			while (end < bytes.length && bytes[end] != '\n') {
				end++;
			}
			if (end == bytes.length) {
				if (!growing) {
					problems.add("The last entry of " + part + " is cut off: Fleetdesk, the machine or the disk failed while it was written");
				}
				break;
			}
			try {
				entries.add(line(Arrays.copyOfRange(bytes, start, end)));
			} catch (NewerEntryException e) {
				newer++;
			} catch (IOException e) {
				bad++;
			}
			start = end + 1;
		}
		if (bad > 0) {
			problems.add(bad + (bad == 1 ? " entry of " : " entries of ") + part + " cannot be read");
		}
		if (newer > 0) {
			problems.add(newer + (newer == 1 ? " entry of " : " entries of ") + part + " cannot be used: a newer Fleetdesk wrote " + (newer == 1 ? "it" : "them"));
		}
	}

	private E line(byte[] line) throws IOException {
		byte[] entry = Arrays.copyOfRange(line, Math.min(PREFIX, line.length), line.length);
		if (line.length <= PREFIX || !new String(line, 0, PREFIX, StandardCharsets.US_ASCII).equals(checksum(entry) + " ")) {
			throw new IOException("wrong checksum");
		}
		return form.read(entry);
	}

	private static String checksum(byte[] bytes) {
		var crc = new CRC32C();
		crc.update(bytes);
		return HexFormat.of().toHexDigits(crc.getValue(), 8);
	}

	/**
	 * Adds an entry.
	 *
	 * @param sync whether it, and all before it, are on disk when this returns
	 * @throws IOException when it is not safely there; later entries go to a new file
	 */
	public synchronized void append(E entry, Instant now, boolean sync) throws IOException {
		if (closed) {
			throw new IOException("the journal is closed");
		}
		var line = new ByteArrayOutputStream();
		byte[] bytes;
		try {
			bytes = form.write(entry);
		} catch (IOException e) {
			throw new IOException("An entry of the journal in " + folder + " cannot be made: " + FileProblem.reason(e), e);
		}
		line.writeBytes((checksum(bytes) + " ").getBytes(StandardCharsets.US_ASCII));
		line.writeBytes(bytes);
		line.write('\n');
		String month = MONTH.format(now);
		try {
			if (out == null || file.getFileName().toString().compareTo(month) < 0 || size > LARGE) {
				open(month);
			}
			// streams, not channels: an interrupt, which is how tasks are cancelled, would close a channel
			line.writeTo(out);
			if (sync) {
				out.getFD().sync();
			}
			size += line.size();
		} catch (IOException e) {
			takeBack();
			throw new IOException("The journal in " + folder + " cannot be written: " + FileProblem.reason(e), e);
		}
	}

	/**
	 * Removes entries for good, the oldest first; a file is either the old or the new one. Lines that cannot be read stay. Entries can be appended meanwhile: they go to files that
	 * this does not touch.
	 *
	 * @throws IOException when that failed; what is older than the failure is gone then
	 */
	public void remove(Predicate<E> gone) throws IOException {
		synchronized (removing) {
			try {
				for (Path part : files()) {
					var present = Files.readAllBytes(part);
					if (without(present, gone).length < present.length) {
						rewrite(part, gone);
					}
				}
			} finally {
				synchronized (this) {
					finished = "";
				}
			}
		}
	}

	private void rewrite(Path part, Predicate<E> gone) throws IOException {
		synchronized (this) {
			if (closed) {
				throw new IOException("the journal is closed");
			}
			finished = part.getFileName().toString();
			if (part.equals(file)) {
				closeFile();
			}
		}
		byte[] kept = without(Files.readAllBytes(part), gone);
		if (kept.length == 0) {
			Files.delete(part);
		} else {
			AtomicFiles.write(part, out -> out.write(kept));
		}
	}

	private byte[] without(byte[] bytes, Predicate<E> gone) {
		var kept = new ByteArrayOutputStream();
		for (int start = 0; start < bytes.length;) {
			int end = start;
			while (end < bytes.length && bytes[end] != '\n') {
				end++;
			}
			if (!isGone(Arrays.copyOfRange(bytes, start, end), gone)) {
				kept.write(bytes, start, Math.min(end + 1, bytes.length) - start);
			}
			start = end + 1;
		}
		return kept.toByteArray();
	}

	private boolean isGone(byte[] line, Predicate<E> gone) {
		try {
			return gone.test(line(line));
		} catch (IOException e) {
			return false;
		}
	}

	private void open(String now) throws IOException {
		closeFile();
		boolean made = !Files.isDirectory(folder);
		Files.createDirectories(folder);
		var all = files();
		String newest = all.isEmpty() ? "" : all.getLast().getFileName().toString().substring(0, 6);
		String month = newest.compareTo(now) > 0 ? newest : now; // the clock was set back: what comes later must be read later
		var present = all.stream().filter(f -> f.getFileName().toString().startsWith(month)).toList();
		String last = present.isEmpty() ? "" : present.getLast().getFileName().toString();
		if (!last.isEmpty() && last.compareTo(finished) > 0 && takesMore(present.getLast())) {
			file = present.getLast();
		} else {
			String before = finished.startsWith(month) && finished.compareTo(last) > 0 ? finished : last; // which may have been deleted by now
			int number = before.isEmpty() ? 1 : Integer.parseInt(before.substring(7, 12)) + 1;
			file = folder.resolve(String.format("%s-%05d.jsonl", month, number));
		}
		size = Files.exists(file) ? Files.size(file) : 0;
		out = new FileOutputStream(file.toFile(), true);
		boolean interrupted = Thread.interrupted(); // the sync of a folder would be cut short
		try {
			AtomicFiles.syncFolder(folder);
			if (made) {
				AtomicFiles.syncFolder(folder.toAbsolutePath().getParent());
			}
		} finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/** Whether a file is not too large, and ends with a whole line. */
	private static boolean takesMore(Path file) {
		try (var in = new RandomAccessFile(file.toFile(), "r")) {
			long length = in.length();
			if (length > 0) {
				in.seek(length - 1);
			}
			return length == 0 || length < LARGE && in.read() == '\n';
		} catch (IOException e) {
			return false; // a new file may do
		}
	}

	/** What was refused must not be found later: cuts the entry off that was not safely written. */
	private void takeBack() {
		if (out != null) {
			closeFile();
			try (var cut = new RandomAccessFile(file.toFile(), "rw")) {
				cut.setLength(size);
			} catch (IOException e) {
				// it is told as damage by the next start
			}
		}
	}

	private void closeFile() {
		try (var old = out) {
			out = null;
		} catch (IOException e) {
			// all that matters was synced when it was written
		}
	}

	@Override
	public synchronized void close() {
		closed = true;
		closeFile();
	}
}
