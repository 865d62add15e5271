package org.fleetdesk.so3.engine.internal.runtime;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when a file in a folder has changed. On Linux the kernel tells (inotify), so that an idle guest costs nothing; where it cannot,
 * {@link #watch} says so and the caller looks by itself.
 */
public final class FolderWatch implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

	private final Map<WatchKey, Runnable> listeners = new ConcurrentHashMap<>();
	private final WatchService service;

	public FolderWatch() {
		this(open());
	}

	/** @param service null when there is none */
	FolderWatch(WatchService service) {
		this.service = service;
		if (service != null) {
			Thread.ofVirtual().name("folder-watch").start(this::run);
		}
	}

	private static WatchService open() {
		if (!System.getProperty("os.name").equals("Linux")) {
			return null;
		}
		try {
			return FileSystems.getDefault().newWatchService();
		} catch (IOException e) {
			LOG.warn("Changes of files are looked for again and again, because the system has no file watch to spare: {}", e.getMessage());
			return null;
		}
	}

	/** A watch on one folder; one for each folder at a time. */
	public interface Watch {
		/** False when changes are not told and must be looked for. */
		boolean told();

		void end();
	}

	/** Has the listener called, on a thread of this object, after each change of a file in the folder. */
	Watch watch(Path folder, Runnable listener) {
		return watch(folder, listener, StandardWatchEventKinds.ENTRY_MODIFY);
	}

	/** As {@link #watch(Path, Runnable)}, after changes of these kinds. */
	public Watch watch(Path folder, Runnable listener, WatchEvent.Kind<?>... kinds) {
		WatchKey key = register(folder, kinds);
		if (key != null) {
			listeners.put(key, listener);
		}
		return new Watch() {
			@Override
			public boolean told() {
				return key != null;
			}

			@Override
			public void end() {
				if (key != null && listeners.remove(key, listener)) {
					key.cancel();
				}
			}
		};
	}

	private WatchKey register(Path folder, WatchEvent.Kind<?>[] kinds) {
		try {
			return service == null ? null : folder.register(service, kinds);
		} catch (IOException e) {
			LOG.warn("Changes of files in {} are looked for again and again, because the folder cannot be watched: {}", folder, e.getMessage());
			return null;
		}
	}

	private void run() {
		try {
			while (true) {
				WatchKey key = service.take();
				key.pollEvents();
				key.reset();
				var listener = listeners.get(key);
				if (listener != null) {
					listener.run();
				}
			}
		} catch (ClosedWatchServiceException | InterruptedException e) {
			// closed
		}
	}

	@Override
	public void close() {
		if (service != null) {
			try {
				service.close();
			} catch (IOException e) {
				LOG.debug("Closing the file watch", e);
			}
		}
	}
}
