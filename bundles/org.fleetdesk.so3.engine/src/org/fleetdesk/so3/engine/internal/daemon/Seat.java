package org.fleetdesk.so3.engine.internal.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;

import org.fleetdesk.so3.engine.internal.daemon.DaemonException.Kind;
import org.fleetdesk.so3.engine.internal.runtime.Adoption;
import org.fleetdesk.so3.engine.internal.runtime.ContainerLog;
import org.fleetdesk.so3.engine.internal.runtime.Guest;
import org.fleetdesk.so3.engine.internal.runtime.GuestException;
import org.fleetdesk.so3.engine.internal.runtime.GuestRuntime;
import org.fleetdesk.so3.engine.internal.runtime.GuestSpec;
import org.fleetdesk.so3.engine.internal.runtime.GuestState;
import org.fleetdesk.so3.engine.internal.runtime.SlotLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A container's place in its slot, and the guest that is in it. Changed by whoever holds the container's lock, read by all. */
final class Seat {

	private static final Logger LOG = LoggerFactory.getLogger(Seat.class);

	/** A step of a guest's life, which the runtime may refuse. */
	interface Deed {
		void run() throws DaemonException, GuestException, InterruptedException;
	}

	private final Journal journal;
	private final Runtimes runtimes;
	private final ContainerLog log;
	private final SlotLog slotLog;
	private final Consumer<Guest> watcher;
	private volatile Guest guest;
	/** Between force terminate and inject. */
	private volatile boolean reloading;

	/** @param watcher is given each new guest before anybody else sees it */
	Seat(Journal journal, Runtimes runtimes, ContainerLog log, SlotLog slotLog, Consumer<Guest> watcher) {
		this.journal = journal;
		this.runtimes = runtimes;
		this.log = log;
		this.slotLog = slotLog;
		this.watcher = watcher;
	}

	ContainerLog log() {
		return log;
	}

	/** The guest, or null. */
	Guest guest() {
		return guest;
	}

	/** A guest that must be there. */
	Guest present() throws DaemonException {
		Guest now = guest;
		if (now == null) {
			throw new DaemonException(Kind.CONFLICT, "The guest of container " + journal.data().name() + " has just ended");
		}
		return now;
	}

	GuestState state() {
		Guest now = guest;
		return now == null ? GuestState.DEAD : now.state();
	}

	boolean reloading() {
		return reloading && guest == null;
	}

	private GuestRuntime runtime(ImageVersion image) {
		return runtimes.named(image.runtime());
	}

	private GuestSpec spec(ImageVersion image) {
		var data = journal.data();
		return new GuestSpec(data.id(), data.slot(), journal.folder().resolve(image.file()), journal.folder().resolve("guest"), log, slotLog);
	}

	/** Loads the image into the slot. */
	void inject(ImageVersion image) throws DaemonException, InterruptedException {
		take(image, () -> guest = runtime(image).inject(spec(image)));
	}

	/** Loads what a guest of the image was at a checkpoint; it is suspended there. */
	void restore(ImageVersion image, Path checkpoint) throws DaemonException, InterruptedException {
		take(image, () -> guest = runtime(image).restore(spec(image), checkpoint));
	}

	private void take(ImageVersion image, Deed load) throws DaemonException, InterruptedException {
		try {
			checkUnchanged(image);
			attempt(load);
		} finally {
			reloading = false;
		}
		watcher.accept(guest);
	}

	private void checkUnchanged(ImageVersion image) throws DaemonException {
		String name = journal.data().name();
		try {
			var file = Files.readAttributes(journal.folder().resolve(image.file()), BasicFileAttributes.class);
			if (file.size() != image.size() || !file.lastModifiedTime().toInstant().equals(image.time())) {
				throw new DaemonException(Kind.CONFLICT, "The image " + image.name() + " of container " + name
						+ " was changed in place since the container was created; remove the container and create it again");
			}
		} catch (IOException e) {
			throw new DaemonException(Kind.FAILED, "The image of container " + name + " cannot be read: " + e.getMessage(), e);
		}
	}

	/** Ends the guest, and what may run in its place although it could not be taken over. */
	void terminate(ImageVersion image) throws DaemonException, InterruptedException {
		Guest ending = guest;
		if (ending == null) {
			attempt(() -> runtime(image).clear(spec(image)));
			return;
		}
		guest = null; // so that its end is not taken for a death of its own
		reloading = true;
		try {
			attempt(ending::forceTerminate);
		} catch (DaemonException | InterruptedException e) {
			guest = ending;
			reloading = false;
			throw e;
		}
	}

	/** Nothing will be loaded in place of what was ended. */
	void stayEmpty() {
		reloading = false;
	}

	/** Looks for a guest that an earlier engine has left. */
	Adoption adopt(ImageVersion image) throws GuestException, InterruptedException {
		Adoption found = runtime(image).adopt(spec(image));
		if (found instanceof Adoption.Alive(var alive)) {
			guest = alive;
		}
		return found;
	}

	/** Whether it was this guest that ended; the seat is empty then. */
	boolean leave(Guest dead) {
		if (guest != dead) {
			return false;
		}
		guest = null;
		return true;
	}

	/** Runs a step; the runtime's refusal is a failure in the same words. */
	static void attempt(Deed deed) throws DaemonException, InterruptedException {
		try {
			deed.run();
		} catch (GuestException e) {
			LOG.debug("A guest's step failed", e);
			throw new DaemonException(Kind.FAILED, e.getMessage(), e);
		}
	}

	/** Closes the log. */
	void close() {
		log.close();
	}
}
