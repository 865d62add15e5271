package org.fleetdesk.so3.engine.internal.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

import org.fleetdesk.engine.StateFile;
import org.fleetdesk.so3.engine.internal.daemon.DaemonException.Kind;
import org.fleetdesk.so3.engine.internal.runtime.Adoption;
import org.fleetdesk.so3.engine.internal.runtime.ContainerLog;
import org.fleetdesk.so3.engine.internal.runtime.Guest;
import org.fleetdesk.so3.engine.internal.runtime.GuestException;
import org.fleetdesk.so3.engine.internal.runtime.GuestExit;
import org.fleetdesk.so3.engine.internal.runtime.GuestRuntime;
import org.fleetdesk.so3.engine.internal.runtime.GuestSpec;
import org.fleetdesk.so3.engine.internal.runtime.GuestState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One container: its record and its guest. Its verbs run one at a time; reading never waits for them. Each verb is on disk before it returns.
 */
public final class Container {

	private static final Logger LOG = LoggerFactory.getLogger(Container.class);
	/** What a process ends with that SIGKILL has ended: nothing gentler reaches an SO3 guest. */
	private static final int KILLED = 137;

	private final GuestRuntime runtime;
	private final GuestSpec spec;
	private final StateFile file;
	private final EventLog events;
	private final Executor background;
	private final ReentrantLock verbs = new ReentrantLock(true);
	private final Object changed = new Object();
	private volatile ContainerRecord data;
	private volatile Guest guest;
	private volatile boolean gone;
	/** Between force terminate and inject. */
	private volatile boolean reloading;

	Container(ContainerRecord data, GuestRuntime runtime, GuestSpec spec, StateFile file, EventLog events, Executor background) {
		this.data = data;
		this.runtime = runtime;
		this.spec = spec;
		this.file = file;
		this.events = events;
		this.background = background;
	}

	/** The container's own link to its image. */
	public Path image() {
		return spec.image();
	}

	/** The container as it is now. */
	public ContainerRecord data() {
		return data;
	}

	/** The guest's state in the agency's words. */
	public GuestState nativeState() {
		Guest now = guest;
		return now == null ? GuestState.DEAD : now.state();
	}

	/** The same as a word; {@code terminated} while the guest is being replaced, which is no death. */
	public String nativeWord() {
		return reloading && guest == null ? "terminated" : nativeState().word();
	}

	/** The process of the guest, or 0. */
	public long pid() {
		Guest now = guest;
		return now == null ? 0 : now.pid().orElse(0);
	}

	/** Everything that its guests have printed. */
	public ContainerLog log() {
		return spec.log();
	}

	/** Loads the image into the slot: the last step of a create. */
	void inject() throws DaemonException, InterruptedException {
		alone(this::injectGuest);
	}

	/**
	 * Final migration of a guest that is loaded; one that is not, is loaded first.
	 *
	 * @throws DaemonException not modified when it runs already; conflict when it is paused
	 */
	public void start() throws DaemonException, InterruptedException {
		alone(() -> {
			if (data.state() == DockerState.PAUSED) {
				throw new DaemonException(Kind.CONFLICT, "cannot start a paused container, try unpause instead");
			}
			if (data.state() == DockerState.RUNNING) {
				throw new DaemonException(Kind.NOT_MODIFIED, "The container " + data.name() + " runs already");
			}
			startGuest();
		});
	}

	private void startGuest() throws DaemonException, InterruptedException {
		if (nativeState() != GuestState.BOOTING) {
			injectGuest();
		}
		attempt("start", guest::finalMigration);
		save(data.running(Instant.now()));
		tell("start", Map.of());
	}

	/**
	 * Force terminate and re-inject: the container is exited and its guest booting, in the same slot.
	 *
	 * @throws DaemonException not modified when no guest is under way
	 */
	public void stop() throws DaemonException, InterruptedException {
		alone(() -> {
			if (!data.state().isUp()) {
				throw new DaemonException(Kind.NOT_MODIFIED, "The container " + data.name() + " is stopped already");
			}
			end(KILLED, "9");
			tell("stop", Map.of());
			injectAgain();
		});
	}

	/**
	 * As {@link #stop()}, in the words of a signal.
	 *
	 * @param signal number of a signal that ends a process
	 * @throws DaemonException conflict when no guest is under way
	 */
	public void kill(int signal) throws DaemonException, InterruptedException {
		alone(() -> {
			if (!data.state().isUp()) {
				throw new DaemonException(Kind.CONFLICT, "Container " + data.name() + " is not running");
			}
			end(128 + signal, Integer.toString(signal));
			injectAgain();
		});
	}

	/** Stops it if need be, and starts it. */
	public void restart() throws DaemonException, InterruptedException {
		alone(() -> {
			if (data.state().isUp()) {
				end(KILLED, "9");
				tell("stop", Map.of());
			}
			startGuest();
			save(data.restarted());
			tell("restart", Map.of());
		});
	}

	/** Init migration: the guest is suspended. */
	public void pause() throws DaemonException, InterruptedException {
		alone(() -> {
			if (data.state() != DockerState.RUNNING) {
				throw new DaemonException(Kind.CONFLICT, data.state() == DockerState.PAUSED ? "Container " + data.name() + " is already paused"
						: "Container " + data.name() + " is not running");
			}
			attempt("pause", guest()::initMigration);
			save(data.in(DockerState.PAUSED));
			tell("pause", Map.of());
		});
	}

	/** Final migration: the guest goes on where it was. */
	public void unpause() throws DaemonException, InterruptedException {
		alone(() -> {
			if (data.state() != DockerState.PAUSED) {
				throw new DaemonException(Kind.CONFLICT, "Container " + data.name() + " is not paused");
			}
			attempt("unpause", guest()::finalMigration);
			save(data.in(DockerState.RUNNING));
			tell("unpause", Map.of());
		});
	}

	/** The daemon has checked that the name is free. */
	void rename(String name) throws DaemonException, InterruptedException {
		alone(() -> {
			String old = data.name();
			save(data.named(name));
			tell("rename", Map.of("oldName", old));
		});
	}

	/**
	 * Ends the guest for good and closes the logs. The daemon deletes the folder and gives the slot back.
	 *
	 * @throws DaemonException conflict when a guest is under way and {@code force} is not set
	 */
	void remove(boolean force) throws DaemonException, InterruptedException {
		alone(() -> {
			if (data.state().isUp() && !force) {
				throw new DaemonException(Kind.CONFLICT, "cannot remove container \"/" + data.name() + "\": container is " + data.state().word()
						+ ": stop the container before removing or force remove");
			}
			save(data.goingAway());
			if (data.state().isUp()) {
				end(KILLED, "9");
			} else {
				terminate();
			}
			gone = true;
			close();
			synchronized (changed) {
				changed.notifyAll();
			}
		});
	}

	/** Waits until the record is as wanted, or the container is gone. */
	public ContainerRecord await(Predicate<ContainerRecord> wanted) throws InterruptedException {
		synchronized (changed) {
			while (!gone && !wanted.test(data)) {
				changed.wait();
			}
			return data;
		}
	}

	/** Whether it has been removed. */
	public boolean isGone() {
		return gone;
	}

	/** Takes the guest over after a restart of the engine, and brings the record in line with what it finds. */
	void restore() throws InterruptedException {
		verbs.lockInterruptibly();
		try {
			Adoption found = runtime.adopt(spec);
			switch (found) {
				case Adoption.Alive(var alive) -> reconcile(alive);
				case Adoption.Ended(var exit) -> ended(exit);
				case Adoption.None() -> {
					if (data.state().isUp()) {
						ended(new GuestExit(GuestExit.Reason.UNKNOWN, GuestExit.UNKNOWN_CODE, Instant.now(), "The guest ended while no engine ran"));
					}
				}
			}
			// a guest that ended by itself stays dead until it is started; all others wait in their slots
			if (guest == null && !data.removing() && (found instanceof Adoption.None || data.state() == DockerState.CREATED)) {
				injectAgain();
			}
		} catch (GuestException | DaemonException e) {
			LOG.error("Container {} cannot be taken over: {}", data.name(), e.getMessage(), e);
		} finally {
			verbs.unlock();
		}
	}

	private void reconcile(Guest alive) throws DaemonException {
		guest = alive;
		if (alive.state() == GuestState.BOOTING && data.state().isUp()) {
			// killed in the middle of a stop: the old guest is gone, the new one loaded
			save(data.exited(KILLED, Instant.now(), ""));
			tell("die", Map.of("exitCode", Integer.toString(KILLED)));
		}
		watch(alive);
	}

	private void ended(GuestExit exit) throws DaemonException {
		if (data.state().isUp()) {
			save(data.exited(exit.code(), exit.at(), complaint(exit)));
			tell("die", Map.of("exitCode", Integer.toString(exit.code())));
		}
	}

	/** Ends the guest because the engine stops. */
	void endForStop() throws DaemonException, InterruptedException {
		verbs.lockInterruptibly();
		try {
			if (data.state().isUp()) {
				end(KILLED, "9");
			} else if (guest != null) { // one that ended by itself stays so
				terminate();
			}
		} finally {
			verbs.unlock();
		}
	}

	/** Closes the logs. */
	void close() {
		try (var log = spec.log(); var slotLog = spec.slotLog()) {
			LOG.debug("Closing {} and {}", log, slotLog);
		} catch (IOException e) {
			LOG.warn("The log of container {} cannot be closed: {}", data.name(), e.toString());
		}
	}

	private void injectGuest() throws DaemonException, InterruptedException {
		try {
			var image = Files.readAttributes(spec.image(), BasicFileAttributes.class);
			if (image.size() != data.imageSize() || !image.lastModifiedTime().toInstant().equals(data.imageTime())) {
				throw new DaemonException(Kind.CONFLICT, "The image " + data.imageName() + " of container " + data.name()
						+ " was changed in place since the container was created; remove the container and create it again");
			}
		} catch (IOException e) {
			throw new DaemonException(Kind.FAILED, "The image of container " + data.name() + " cannot be read: " + e.getMessage(), e);
		}
		attempt("inject", () -> {
			try {
				guest = runtime.inject(spec);
			} finally {
				reloading = false;
			}
			watch(guest);
		});
	}

	/** After a stop: a failure is kept for inspection, since the stop itself has been done. */
	private void injectAgain() throws DaemonException, InterruptedException {
		try {
			injectGuest();
		} catch (DaemonException e) {
			LOG.warn("Container {} cannot be injected again: {}", data.name(), e.getMessage());
			save(data.failed(e.getMessage()));
		}
	}

	/** Ends a guest that is under way, and says so. One that has ended by itself just now keeps its own exit. */
	private void end(int code, String signal) throws DaemonException, InterruptedException {
		Guest ending = guest;
		boolean late = ending != null && ending.exit().isDone();
		tell("kill", Map.of("signal", signal));
		reloading = true;
		terminate();
		var exit = late ? Optional.of(ending.exit().join()) : Optional.<GuestExit>empty();
		int exitCode = exit.map(GuestExit::code).orElse(code);
		save(data.exited(exitCode, exit.map(GuestExit::at).orElseGet(Instant::now), exit.map(Container::complaint).orElse("")));
		tell("die", Map.of("exitCode", Integer.toString(exitCode)));
	}

	private void terminate() throws DaemonException, InterruptedException {
		Guest ending = guest;
		if (ending == null) {
			attempt("terminate", () -> runtime.clear(spec)); // one may run that could not be taken over
		} else {
			guest = null; // so that its end is not taken for a death of its own
			try {
				attempt("terminate", ending::forceTerminate);
			} catch (DaemonException | InterruptedException e) {
				guest = ending;
				reloading = false;
				throw e;
			}
		}
	}

	/** Notices what happens to a guest without a verb of ours. */
	private void watch(Guest watched) {
		watched.onState(state -> inBackground(() -> follow(watched)));
		watched.exit().thenAccept(exit -> inBackground(() -> died(watched, exit)));
	}

	private void follow(Guest watched) throws DaemonException {
		if (guest != watched) {
			return;
		}
		switch (watched.state()) {
			case LIVING -> {
				if (data.state() != DockerState.RUNNING) {
					boolean resumed = data.state() == DockerState.PAUSED;
					save(resumed ? data.in(DockerState.RUNNING) : data.running(Instant.now()));
					tell(resumed ? "unpause" : "start", Map.of());
				}
			}
			case SUSPENDED -> {
				if (data.state() != DockerState.PAUSED) {
					save((data.state() == DockerState.RUNNING ? data : data.running(Instant.now())).in(DockerState.PAUSED));
					tell("pause", Map.of());
				}
			}
			case BOOTING, DEAD -> {
				// its end is told by its exit
			}
		}
	}

	private void died(Guest dead, GuestExit exit) throws DaemonException {
		if (guest == dead) {
			guest = null;
			LOG.info("The guest of container {} in slot {} has ended: {}", data.name(), data.slot(), exit.detail());
			ended(exit);
		}
	}

	private static String complaint(GuestExit exit) {
		return exit.reason() == GuestExit.Reason.GUEST_SHUTDOWN || exit.reason() == GuestExit.Reason.TERMINATED ? "" : exit.detail();
	}

	private Guest guest() throws DaemonException {
		Guest now = guest;
		if (now == null) {
			throw new DaemonException(Kind.CONFLICT, "The guest of container " + data.name() + " has just ended");
		}
		return now;
	}

	private interface Verb {
		void run() throws DaemonException, InterruptedException;
	}

	private void alone(Verb verb) throws DaemonException, InterruptedException {
		verbs.lockInterruptibly();
		try {
			if (gone) {
				throw new DaemonException(Kind.NOT_FOUND, "No such container: " + data.name());
			}
			verb.run();
		} finally {
			verbs.unlock();
		}
	}

	private interface Deed {
		void run() throws DaemonException, GuestException, InterruptedException;
	}

	private static void attempt(String verb, Deed deed) throws DaemonException, InterruptedException {
		try {
			deed.run();
		} catch (GuestException e) {
			LOG.debug("{} failed", verb, e);
			throw new DaemonException(Kind.FAILED, e.getMessage(), e);
		}
	}

	private void inBackground(Deed deed) {
		try {
			background.execute(() -> aloneInBackground(deed));
		} catch (RejectedExecutionException e) {
			LOG.debug("The engine stops; the next one will find out about container {}", data.name());
		}
	}

	private void aloneInBackground(Deed deed) {
		verbs.lock();
		try {
			if (!gone) {
				deed.run();
			}
		} catch (DaemonException | GuestException e) {
			LOG.error("The state of container {} cannot be kept: {}", data.name(), e.getMessage(), e);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		} finally {
			verbs.unlock();
		}
	}

	/** What is known is shown even when the disk is full; the caller then learns that it is not safe. */
	private void save(ContainerRecord next) throws DaemonException {
		synchronized (changed) {
			data = next;
			changed.notifyAll();
		}
		try {
			file.write(next);
		} catch (IOException e) {
			throw new DaemonException(Kind.FAILED, "The state of container " + next.name() + " cannot be saved: " + e.getMessage(), e);
		}
	}

	private void tell(String action, Map<String, String> more) {
		events.publish("container", action, data.id(), attributes(data, more));
	}

	static Map<String, String> attributes(ContainerRecord data, Map<String, String> more) {
		var attributes = new HashMap<>(data.labels());
		attributes.put("name", data.name());
		attributes.put("image", data.imageName());
		attributes.put("slot", Integer.toString(data.slot()));
		attributes.putAll(more);
		return attributes;
	}

	Path folder() {
		return file.file().getParent();
	}
}
