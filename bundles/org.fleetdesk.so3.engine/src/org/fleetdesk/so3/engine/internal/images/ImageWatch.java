package org.fleetdesk.so3.engine.internal.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.fleetdesk.so3.engine.internal.runtime.FolderWatch;

/**
 * Has the folder of images looked at when something in it has changed. The system tells; because it does not for what other machines do to a shared folder,
 * nor on every file system, it is looked at now and then anyway.
 */
final class ImageWatch implements AutoCloseable {

	/** After a look: what happens meanwhile is looked at together. */
	private static final Duration PAUSE = Duration.ofMillis(200);
	private static final Duration POLL = Duration.ofSeconds(15);
	private static final Duration POLL_UNTOLD = Duration.ofSeconds(3);
	private static final Duration AGAIN = Duration.ofSeconds(2);

	private final Path folder;
	private final BooleanSupplier look;
	private final FolderWatch watch = new FolderWatch();
	private final Semaphore changes = new Semaphore(0);
	private final CountDownLatch closed = new CountDownLatch(1);
	private final Thread thread = Thread.ofVirtual().name("image-folder").unstarted(this::run);

	/** @param look looks at the folder, and tells whether to look again soon */
	ImageWatch(Path folder, BooleanSupplier look) {
		this.folder = folder;
		this.look = look;
	}

	void start() {
		thread.start();
	}

	/** Something is to be looked at, which nobody else tells. */
	void ring() {
		changes.release();
	}

	private void run() {
		Object watched = null;
		FolderWatch.Watch told = null;
		try {
			while (closed.getCount() > 0) {
				Object present = key();
				if (!Objects.equals(watched, present)) { // the folder is another one than before, or the first
					if (told != null) {
						told.end();
					}
					told = present == null ? null : watch.watch(folder, changes::release, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE,
							StandardWatchEventKinds.ENTRY_MODIFY);
					watched = present;
				}
				changes.drainPermits();
				boolean soon = look.getAsBoolean();
				var wait = soon ? AGAIN : told != null && told.told() ? POLL : POLL_UNTOLD;
				if (closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
					return;
				}
				changes.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
			}
		} catch (InterruptedException e) {
			// closed
		}
	}

	private Object key() {
		try {
			var key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
			return key == null ? folder : key;
		} catch (IOException e) {
			return null;
		}
	}

	@Override
	public void close() {
		closed.countDown();
		thread.interrupt();
		watch.close();
		try {
			thread.join(Duration.ofSeconds(10));
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}
}
