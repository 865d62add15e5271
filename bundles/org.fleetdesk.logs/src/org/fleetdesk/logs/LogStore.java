package org.fleetdesk.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

import org.fleetdesk.core.BlockingGuard;
import org.fleetdesk.logs.internal.Meta;
import org.fleetdesk.logs.internal.StreamFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All logs of a data folder: one folder a stream. Only one process may have a store open; who owns the data folder sees to that.
 * All methods touch files, so not on the UI thread.
 */
public final class LogStore implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(LogStore.class);

	private final Path root;
	private final LogSettings settings;
	private final BlockingGuard guard;
	private final Map<LogKey, LogStream> open = new LinkedHashMap<>();
	private final BlockingQueue<LogStream> dirty = new LinkedBlockingQueue<>();
	private final Thread flusher;
	private boolean closed;

	/** @param root the folder of all logs, {@code <data>/logs}; created when it is not there */
	public LogStore(Path root, LogSettings settings) throws IOException {
		this(root, settings, _ -> {
			// any thread may block
		});
	}

	/** @param guard asked before files are touched */
	public LogStore(Path root, LogSettings settings, BlockingGuard guard) throws IOException {
		guard.check("opening the log store");
		this.guard = guard;
		this.root = Files.createDirectories(root);
		this.settings = settings;
		flusher = Thread.ofVirtual().name("log flusher").start(this::flushDirty);
	}

	/**
	 * Opens a stream, created when it is not there. The same stream is handed out each time; it stays open until the store is closed.
	 * The info is kept beside the log and replaces an older one.
	 *
	 * @throws IOException when its folder cannot be made or read, or the store is closed
	 */
	public synchronized LogStream open(LogInfo info) throws IOException {
		guard.check("opening a log");
		if (closed) {
			throw new IOException("The log store " + root + " is closed");
		}
		var stream = open.get(info.key());
		if (stream == null) {
			var folder = root.resolve(Meta.folderName(info.key()));
			stream = new LogStream(this, info, new StreamFiles(folder, settings), guard);
			Meta.write(folder, info);
			open.put(info.key(), stream);
		} else if (!stream.info().equals(info)) {
			Meta.write(root.resolve(Meta.folderName(info.key())), info);
			stream.info(info);
		}
		return stream;
	}

	/** Opens a stream that is there. */
	public synchronized Optional<LogStream> find(LogKey key) throws IOException {
		guard.check("finding a log");
		var stream = open.get(key);
		if (stream != null) {
			return Optional.of(stream);
		}
		var info = Meta.read(root.resolve(Meta.folderName(key))).filter(i -> i.key().equals(key));
		return info.isPresent() ? Optional.of(open(info.get())) : Optional.empty();
	}

	/** All streams that are there, those of vanished resources included, by connection and name. */
	public List<LogInfo> list() throws IOException {
		guard.check("listing the logs");
		var found = new ArrayList<LogInfo>();
		try (Stream<Path> folders = Files.list(root)) {
			for (var folder : folders.toList()) {
				Meta.read(folder).ifPresent(found::add);
			}
		}
		found.sort(Comparator.comparing(LogInfo::connectionLabel).thenComparing(LogInfo::name).thenComparing(i -> i.key().resource()));
		return found;
	}

	/**
	 * Removes a stream with its files. End what feeds it first. Open views of it go on with what they read already.
	 * Nothing happens when there is none.
	 */
	public synchronized void delete(LogKey key) throws IOException {
		var stream = find(key);
		if (stream.isPresent()) {
			open.remove(key);
			stream.get().delete();
		}
	}

	void flushLater(LogStream stream) {
		dirty.add(stream);
	}

	private void flushDirty() {
		var batch = new ArrayList<LogStream>();
		try {
			while (true) {
				batch.add(dirty.take());
				Thread.sleep(settings.flushDelay());
				dirty.drainTo(batch);
				for (var stream : batch) {
					try {
						stream.flush();
					} catch (IOException e) {
						LOG.warn("{}", e.getMessage());
					}
				}
				batch.clear();
			}
		} catch (InterruptedException _) {
			// the store is closed, which flushes every stream
		}
	}

	/** Writes everything that waits and closes all streams. */
	@Override
	public void close() throws IOException {
		List<LogStream> streams;
		synchronized (this) {
			closed = true;
			streams = List.copyOf(open.values());
			open.clear();
		}
		flusher.interrupt();
		IOException failed = null;
		for (var stream : streams) {
			try {
				stream.close();
			} catch (IOException e) {
				failed = e;
			}
		}
		if (failed != null) {
			throw failed;
		}
	}
}
