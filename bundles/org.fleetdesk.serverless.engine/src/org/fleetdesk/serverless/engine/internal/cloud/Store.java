package org.fleetdesk.serverless.engine.internal.cloud;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.files.FileProblem;
import org.fleetdesk.opennebula.OneError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Everything that the cloud knows, in the memory and in a folder: {@code snapshot-N.jsonl}, and {@code journal-N.jsonl} and later ones with what has changed since. A change is one line
 * of the journal with everything that belongs to it, so that it is there as a whole or not at all, and it is on the disk when {@link #atomically} returns. The size of what is there
 * does not matter to the time that a change takes; when the journal has become longer than the snapshot, a new snapshot is written beside.
 */
final class Store implements Closeable {

	private static final Logger LOG = LoggerFactory.getLogger(Store.class);
	private static final int VERSION = 1;
	private static final Pattern FILES = Pattern.compile("(snapshot|journal)-(\\d{1,9})\\.jsonl");
	private static final long SHORTEST = 4 << 20;

	/** Changes something, or reads it. */
	@FunctionalInterface
	interface Work<T> {

		T run() throws CloudError;
	}

	private record Change(Table<?> table, int id, CloudObject now, Runnable undo) {
	}

	private final Path folder;
	private final ObjectMapper mapper;
	private final BiConsumer<Table<?>, CloudObject> listener;
	private final ReentrantLock lock = new ReentrantLock();
	private final Map<String, Table<?>> tables = new LinkedHashMap<>();
	private final List<Change> changes = new ArrayList<>();
	private int depth;
	private int generation;
	private long snapshotLength;
	private volatile Journal journal;
	private volatile boolean closed;
	private Thread compaction;

	final Occupancy occupancy = new Occupancy();
	final Table<GroupObject> groups = table("group", GroupObject.class, Store::notIndexed);
	final Table<UserObject> users = table("user", UserObject.class, Store::notIndexed);
	final Table<DocumentObject> documents = table("document", DocumentObject.class, Store::notIndexed);
	final Table<TemplateObject> templates = table("template", TemplateObject.class, Store::notIndexed);
	final Table<HostObject> hosts = table("host", HostObject.class, Store::notIndexed);
	final Table<VmObject> vms = table("vm", VmObject.class, occupancy::changed);

	/**
	 * @param listener is told of every change that was made, in their order, with the lock held
	 * @throws IOException when the folder cannot be used, or what is in it is damaged or newer; the message names the file
	 */
	Store(Path folder, ObjectMapper mapper, BiConsumer<Table<?>, CloudObject> listener) throws IOException {
		this.folder = folder;
		this.mapper = mapper;
		this.listener = listener;
		load();
	}

	private <T extends CloudObject> Table<T> table(String name, Class<T> type, BiConsumer<T, T> index) {
		var table = new Table<>(this, name, type, 0, index);
		tables.put(name, table);
		return table;
	}

	private static void notIndexed(CloudObject before, CloudObject now) {
		// found by id only
	}

	/** Reads; nothing changes meanwhile. */
	<T> T read(Supplier<T> reader) {
		lock.lock();
		try {
			return reader.get();
		} finally {
			lock.unlock();
		}
	}

	/**
	 * Makes one change out of all that happens within; work within work belongs to the outer one. When it returns, the change is on the disk; when it throws, nothing has changed.
	 *
	 * @throws CloudError as the work does, or INTERNAL when it cannot be written
	 */
	<T> T atomically(Work<T> work) throws CloudError {
		return atomically(work, true);
	}

	/**
	 * As {@link #atomically}, but the disk has it only with the next change that somebody waits for, or when the store closes: for what would happen again by itself. The death of the
	 * process alone loses nothing.
	 */
	void soon(Work<?> work) throws CloudError {
		atomically(work, false);
	}

	private <T> T atomically(Work<T> work, boolean sync) throws CloudError {
		if (lock.isHeldByCurrentThread() && depth > 0) {
			return within(work);
		}
		T result;
		long place = 0;
		Journal written = null;
		lock.lock();
		depth++;
		boolean made = false;
		try {
			result = work.run();
			if (!changes.isEmpty()) {
				written = journal;
				place = append();
			}
			made = true;
			changes.forEach(c -> {
				if (c.now != null) {
					listener.accept(c.table, c.now);
				}
			});
		} finally {
			if (!made) {
				undo(0);
			}
			changes.clear();
			depth--;
			lock.unlock();
		}
		if (written != null) {
			try {
				if (sync) {
					written.sync(place);
				}
			} catch (IOException e) {
				throw unwritable(e);
			}
			compactIfLong();
		}
		return result;
	}

	/** Work that fails leaves nothing behind, even when the outer work goes on. */
	private <T> T within(Work<T> work) throws CloudError {
		int before = changes.size();
		boolean made = false;
		try {
			T result = work.run();
			made = true;
			return result;
		} finally {
			if (!made) {
				undo(before);
			}
		}
	}

	private void undo(int from) {
		var undone = changes.subList(from, changes.size());
		undone.reversed().forEach(c -> c.undo.run());
		undone.clear();
	}

	void changed(Table<?> table, int id, CloudObject now, Runnable undo) {
		if (depth == 0) {
			throw new IllegalStateException("A change needs atomically");
		}
		changes.add(new Change(table, id, now, undo));
	}

	private long append() throws CloudError {
		if (closed) {
			throw new CloudError(OneError.INTERNAL, "The cloud is stopping");
		}
		var last = new LinkedHashMap<List<Object>, Change>();
		changes.forEach(c -> last.put(List.of(c.table.name, c.id), c));
		var root = mapper.createObjectNode();
		for (var change : last.values()) {
			if (change.now != null) {
				root.withObject("/put").withArray("/" + change.table.name).add(mapper.<JsonNode>valueToTree(change.now));
			} else {
				root.withObject("/drop").withArray("/" + change.table.name).add(change.id);
				root.withObject("/next").put(change.table.name, change.table.nextId());
			}
		}
		try {
			return journal.append(mapper.writeValueAsBytes(root));
		} catch (IOException e) {
			throw unwritable(e);
		}
	}

	private CloudError unwritable(IOException e) {
		LOG.error("The simulated cloud cannot write to {}", folder, e);
		return new CloudError(OneError.INTERNAL, "The cloud cannot write to its folder: " + FileProblem.reason(e));
	}

	private void load() throws IOException {
		Files.createDirectories(folder);
		var snapshots = new TreeMap<Integer, Path>();
		var journals = new TreeMap<Integer, Path>();
		try (var files = Files.list(folder)) {
			files.forEach(f -> {
				var name = FILES.matcher(f.getFileName().toString());
				if (name.matches()) {
					(name.group(1).equals("snapshot") ? snapshots : journals).put(Integer.valueOf(name.group(2)), f);
				}
			});
		}
		long length = 0;
		if (!snapshots.isEmpty()) {
			generation = snapshots.lastKey();
			Path snapshot = snapshots.get(generation);
			snapshotLength = Files.size(snapshot);
			if (load(Journal.read(snapshot)) < snapshotLength) {
				throw new IOException("The file " + snapshot + " is damaged; restore it from a backup, or move the folder away to begin anew");
			}
		}
		var later = journals.tailMap(generation, true);
		for (var entry : later.entrySet()) {
			if (entry.getKey() > generation + 1) {
				throw new IOException("The file " + file("journal", generation + 1) + " is missing; restore it from a backup, or move the folder away to begin anew");
			}
			generation = entry.getKey();
			length = load(Journal.read(entry.getValue()));
		}
		tables.values().forEach(Table::loaded);
		journal = Journal.open(file("journal", generation), length);
		if (!snapshots.isEmpty()) {
			int first = snapshots.lastKey(); // what is older was on its way out when the process died
			for (var old : List.of(snapshots.headMap(first), journals.headMap(first))) {
				for (Path file : old.values()) {
					Files.deleteIfExists(file);
				}
			}
		}
		if (length == 0) {
			journal.sync(journal.append(mapper.writeValueAsBytes(Map.of("version", VERSION))));
		}
	}

	/** Lines are read on all processors, and what they say is done in their order. @return where the content ends */
	private long load(Journal.Content content) throws IOException {
		try {
			content.lines().parallelStream().map(this::parse).forEachOrdered(Line::load);
		} catch (UncheckedIOException e) {
			throw e.getCause();
		}
		return content.end();
	}

	/** What a line of a file says. */
	private record Line(List<Entry<?>> put, Map<Table<?>, List<Integer>> drop, Map<Table<?>, Integer> next) {

		void load() {
			put.forEach(Entry::load);
			drop.forEach((table, ids) -> ids.forEach(table::unload));
			next.forEach(Table::loadNext);
		}
	}

	private record Entry<T extends CloudObject>(Table<T> table, T object) {

		static <T extends CloudObject> Entry<T> read(Table<T> table, JsonParser in) throws IOException {
			return new Entry<>(table, in.readValueAs(table.type));
		}

		void load() {
			table.load(object);
		}
	}

	private interface Part {
		void read(Table<?> table, JsonParser in) throws IOException;
	}

	/** On any thread; it knows nothing of other lines. */
	private Line parse(ByteBuffer text) {
		var line = new Line(new ArrayList<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
		try (var in = mapper.createParser(text.array(), text.arrayOffset() + text.position(), text.remaining())) {
			in.nextToken();
			while (in.nextToken() == JsonToken.FIELD_NAME) {
				String name = in.currentName();
				in.nextToken();
				switch (name) {
				case "version" -> check(in.getIntValue());
				case "put" -> byTable(in, (table, i) -> {
					while (i.nextToken() != JsonToken.END_ARRAY) {
						line.put.add(Entry.read(table, i));
					}
				});
				case "drop" -> byTable(in, (table, i) -> line.drop.put(table, List.of(i.readValueAs(Integer[].class))));
				case "next" -> byTable(in, (table, i) -> line.next.put(table, i.getIntValue()));
				default -> in.skipChildren();
				}
			}
			return line;
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	private void byTable(JsonParser in, Part part) throws IOException {
		while (in.nextToken() == JsonToken.FIELD_NAME) {
			var table = tables.get(in.currentName());
			in.nextToken();
			if (table == null) {
				in.skipChildren();
			} else {
				part.read(table, in);
			}
		}
	}

	private void check(int version) throws IOException {
		if (version > VERSION) {
			throw new IOException("The folder " + folder + " was written by a newer Fleetdesk (format " + version + ", this one reads up to " + VERSION
					+ "); use that version or another data folder");
		}
	}

	private Path file(String kind, int number) {
		return folder.resolve("%s-%07d.jsonl".formatted(kind, number));
	}

	private void compactIfLong() {
		if (journal.length() < Math.max(SHORTEST, snapshotLength)) {
			return;
		}
		lock.lock();
		try {
			if (!closed && compaction == null && journal.length() >= Math.max(SHORTEST, snapshotLength)) {
				compaction = Thread.ofVirtual().name("cloud-snapshot").start(this::compact);
			}
		} finally {
			lock.unlock();
		}
	}

	/** Writes a snapshot beside; changes go on in the next journal meanwhile. */
	void compact() {
		try {
			var lines = new ArrayList<CloudObject>();
			var owners = new ArrayList<String>();
			var next = mapper.createObjectNode();
			int number;
			lock.lock();
			try {
				number = generation + 1;
				var following = Journal.open(file("journal", number), 0);
				following.append(mapper.writeValueAsBytes(Map.of("version", VERSION)));
				journal.close();
				journal = following;
				generation = number;
				for (var table : tables.values()) {
					for (var object : table.all()) {
						lines.add(object);
						owners.add(table.name);
					}
					next.put(table.name, table.nextId());
				}
			} finally {
				lock.unlock();
			}
			Path snapshot = file("snapshot", number);
			AtomicFiles.writePrivate(snapshot, out -> {
				Journal.write(out, mapper.writeValueAsBytes(mapper.createObjectNode().put("version", VERSION).set("next", next)));
				for (int i = 0; i < lines.size(); i++) {
					Journal.write(out, mapper.writeValueAsBytes(Map.of("put", Map.of(owners.get(i), List.of(lines.get(i))))));
				}
			});
			snapshotLength = Files.size(snapshot);
			for (int old = number - 1; Files.deleteIfExists(file("journal", old)); old--) {
				Files.deleteIfExists(file("snapshot", old));
			}
		} catch (IOException e) {
			LOG.error("The simulated cloud cannot write a snapshot to {}; it goes on with its journal", folder, e);
		} finally {
			lock.lock();
			try {
				compaction = null;
			} finally {
				lock.unlock();
			}
		}
	}

	@Override
	public void close() throws IOException {
		Thread running;
		lock.lock();
		try {
			closed = true;
			running = compaction;
		} finally {
			lock.unlock();
		}
		if (running != null) {
			try {
				running.join();
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
			}
		}
		journal.close();
	}
}
