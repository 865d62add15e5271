package org.fleetdesk.so3.engine.internal.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.fleetdesk.so3.engine.internal.daemon.DaemonException.Kind;
import org.fleetdesk.so3.engine.internal.runtime.ContainerLog;
import org.fleetdesk.so3.engine.internal.runtime.Guest;
import org.fleetdesk.so3.engine.internal.runtime.GuestState;
import org.fleetdesk.so3.engine.internal.runtime.SlotLog;

/**
 * One container: its record and its guest. Its verbs run one at a time; reading never waits for them. Each verb is on disk before it returns.
 */
public final class Container {

	private final Journal journal;
	private final VerbLock lock;
	private final Seat seat;
	private final Life life;
	private final Removal removal = new Removal();
	private final ImageUpdate update;
	private final Checkpoints checkpoints;

	/**
	 * @param settle how long a new image must live
	 * @param over   called when it is to be removed because a run of it has ended
	 */
	Container(Journal journal, Runtimes runtimes, ContainerLog log, SlotLog slotLog, Checkpoints checkpoints, ExecutorService background, Duration settle,
			Consumer<Container> over) {
		this.journal = journal;
		this.checkpoints = checkpoints;
		lock = new VerbLock(journal, background);
		seat = new Seat(journal, runtimes, log, slotLog, g -> watch(g));
		life = new Life(journal, lock, seat, () -> over.accept(this));
		update = new ImageUpdate(journal, lock, seat, life, settle);
	}

	private void watch(Guest guest) {
		life.watch(guest);
	}

	/** The container's own link to its image. */
	public Path image() {
		return journal.folder().resolve(data().image().file());
	}

	/** The container as it is now. */
	public ContainerRecord data() {
		return journal.data();
	}

	/** The guest's state in the agency's words; {@code terminated} while the guest is being replaced, which is no death, {@code unknown} while it cannot be asked. */
	public String nativeWord() {
		return life.lost() ? "unknown" : seat.reloading() ? "terminated" : seat.state().word();
	}

	/** The guest that is in the slot now. */
	public Optional<Guest> guest() {
		return Optional.ofNullable(seat.guest());
	}

	/** The process of the guest, or 0. */
	public long pid() {
		return guest().map(g -> g.pid().orElse(0)).orElse(0L);
	}

	/** Everything that its guests have printed. */
	public ContainerLog log() {
		return seat.log();
	}

	/** Loads the image into the slot: the last step of a create. */
	void inject() throws DaemonException, InterruptedException {
		lock.alone(life::inject);
	}

	/**
	 * Final migration of a guest that is loaded; one that is not, is loaded first.
	 *
	 * @throws DaemonException not modified when it runs already; conflict when it is paused
	 */
	public void start() throws DaemonException, InterruptedException {
		lock.alone(() -> {
			checkStartable();
			life.start();
		});
	}

	private void checkStartable() throws DaemonException {
		checkReadable();
		if (data().state() == DockerState.PAUSED) {
			throw new DaemonException(Kind.CONFLICT, "cannot start a paused container, try unpause instead");
		}
		if (data().state().isActive()) {
			throw new DaemonException(Kind.NOT_MODIFIED, "The container " + data().name() + " runs already");
		}
	}

	private void checkReadable() throws DaemonException {
		if (data().state() == DockerState.DEAD) {
			throw new DaemonException(Kind.CONFLICT, "Container " + data().name() + " is dead: " + data().run().error());
		}
	}

	/**
	 * Force terminate and re-inject: the container is exited and its guest booting, in the same slot.
	 *
	 * @throws DaemonException not modified when no guest is under way
	 */
	public void stop() throws DaemonException, InterruptedException {
		lock.alone(() -> {
			checkReadable();
			if (!data().state().isActive()) {
				throw new DaemonException(Kind.NOT_MODIFIED, "The container " + data().name() + " is stopped already");
			}
			life.endForUser(Life.KILLED, 9, "stop");
		});
	}

	/**
	 * As {@link #stop()}, in the words of a signal.
	 *
	 * @param signal number of a signal that ends a process
	 * @throws DaemonException conflict when no guest is under way
	 */
	public void kill(int signal) throws DaemonException, InterruptedException {
		lock.alone(() -> {
			checkReadable();
			if (!data().state().isActive()) {
				throw notRunning();
			}
			life.endForUser(128 + signal, signal, "");
		});
	}

	private DaemonException notRunning() {
		return new DaemonException(Kind.CONFLICT, data().state() == DockerState.RESTARTING
				? "Container " + data().name() + " is restarting, wait until the container is running" : "Container " + data().name() + " is not running");
	}

	/** Stops it if need be, and starts it. */
	public void restart() throws DaemonException, InterruptedException {
		lock.alone(() -> {
			checkReadable();
			if (data().state().isUp()) {
				life.end(Life.KILLED, 9);
				journal.tell("stop", Map.of());
			}
			life.start();
			journal.tell("restart", Map.of());
		});
	}

	/** Init migration: the guest is suspended. */
	public void pause() throws DaemonException, InterruptedException {
		lock.alone(() -> {
			checkReadable();
			if (data().state() == DockerState.PAUSED) {
				throw new DaemonException(Kind.CONFLICT, "Container " + data().name() + " is already paused");
			}
			if (data().state() != DockerState.RUNNING) {
				throw notRunning();
			}
			Seat.attempt(seat.present()::initMigration);
			journal.save(data().run().in(DockerState.PAUSED));
			journal.tell("pause", Map.of());
		});
	}

	/** Final migration: the guest goes on where it was. */
	public void unpause() throws DaemonException, InterruptedException {
		lock.alone(() -> {
			if (data().state() != DockerState.PAUSED) {
				throw new DaemonException(Kind.CONFLICT, "Container " + data().name() + " is not paused");
			}
			Seat.attempt(seat.present()::finalMigration);
			journal.save(data().run().in(DockerState.RUNNING));
			journal.tell("unpause", Map.of());
		});
	}

	/**
	 * Changes what it is asked for at any time.
	 *
	 * @throws DaemonException conflict when it is removed at its end, so that it cannot be restarted
	 */
	void change(Optional<RestartPolicy> restart, Optional<Map<String, String>> labels) throws DaemonException, InterruptedException {
		lock.alone(() -> {
			checkReadable();
			var options = data().options();
			if (restart.isPresent() && !restart.get().none() && options.autoRemove()) {
				throw new DaemonException(Kind.CONFLICT, "Restart policy cannot be updated because AutoRemove is enabled for the container");
			}
			options = options.with(restart.orElse(options.restart())).with(labels.orElse(options.labels()));
			if (!options.equals(data().options())) {
				journal.save(data().with(options));
			}
		});
	}

	/** Tells that something of it has been changed. */
	void tellUpdate() {
		journal.tell("update", Map.of());
	}

	/** Makes the image for an update available in the container's folder. */
	interface ImageLink {
		ImageVersion make() throws DaemonException, InterruptedException;
	}

	/**
	 * Moves it to another image: same id, name, slot and log. A container that is up is up on return, on the new image, which has been living for a while;
	 * one that is not has it loaded. Goes on to its end even when the caller is interrupted.
	 *
	 * @throws DaemonException conflict when the new image did not stay living, and the container is back on the old one
	 */
	void update(ImageLink link) throws DaemonException, InterruptedException {
		lock.toTheEnd(() -> {
			checkReadable();
			var next = link.make();
			if (!next.id().equals(data().imageId())) {
				update.to(next);
			}
		});
	}

	/** Its checkpoints, oldest first. */
	public List<Checkpoint> checkpoints() throws IOException {
		return checkpoints.list();
	}

	/**
	 * Keeps the state of its guest.
	 *
	 * @param exit whether the guest ends there; a container that is started from the checkpoint goes on with the very next thing then
	 * @throws DaemonException conflict when no guest is under way, or when there is a checkpoint of this name
	 */
	public void checkpoint(String name, boolean exit) throws DaemonException, InterruptedException {
		lock.alone(() -> {
			checkReadable();
			checkpoints.checkNew(name, data().name());
			if (!data().state().isUp()) {
				throw notRunning();
			}
			Guest guest = seat.present();
			boolean hold = exit && guest.state() == GuestState.LIVING;
			try {
				if (hold) {
					checkpoints.hold(name);
					Seat.attempt(guest::initMigration); // so that it does nothing between the checkpoint and its end
				}
				checkpoints.create(name, data().image(), file -> Seat.attempt(() -> guest.checkpoint(file)));
			} catch (DaemonException | InterruptedException e) {
				if (hold) {
					letGo();
				}
				throw e;
			}
			journal.tell("checkpoint", Map.of("checkpoint", name));
			if (exit) {
				life.endForUser(Life.KILLED, 9, "");
				checkpoints.release();
			}
		});
	}

	private void letGo() throws DaemonException, InterruptedException {
		if (seat.state() == GuestState.SUSPENDED) {
			Seat.attempt(seat.present()::finalMigration);
		}
		checkpoints.release();
	}

	/**
	 * Settles a checkpoint at which the guest was to end and that an earlier engine did not finish: all of it is done, or nothing.
	 *
	 * @return whether the container has ended by that
	 */
	private boolean settleCheckpoint() throws DaemonException, InterruptedException {
		var held = checkpoints.held();
		boolean ends = held == Checkpoints.Held.FOR_ITS_END && (data().state().isActive() || seat.guest() == null && !data().options().autoRemove());
		if (ends) {
			life.endForUser(Life.KILLED, 9, "");
			checkpoints.release();
		} else if (held != Checkpoints.Held.NOT) {
			letGo();
		}
		return ends;
	}

	/** @throws DaemonException not found */
	public void removeCheckpoint(String name) throws DaemonException, InterruptedException {
		lock.alone(() -> checkpoints.remove(name, data().name()));
	}

	/**
	 * Starts it where its guest was at a checkpoint.
	 *
	 * @throws DaemonException as {@link #start()}; not found for the checkpoint; conflict when that was made of another image
	 */
	public void startFrom(String checkpoint) throws DaemonException, InterruptedException {
		lock.alone(() -> {
			checkStartable();
			life.startFrom(checkpoints.state(checkpoint, data().image(), data().name()));
		});
	}

	/** The daemon has checked that the name is free. */
	void rename(String name) throws DaemonException, InterruptedException {
		lock.alone(() -> {
			checkReadable();
			String old = data().name();
			journal.save(data().named(name));
			journal.tell("rename", Map.of("oldName", old));
		});
	}

	/**
	 * Ends the guest for good and closes the logs. The daemon deletes the folder and gives the slot back.
	 *
	 * @throws DaemonException conflict when a guest is under way and {@code force} is not set
	 */
	void remove(boolean force) throws DaemonException, InterruptedException {
		lock.alone(() -> {
			if (data().state().isActive() && !force) {
				throw new DaemonException(Kind.CONFLICT, "cannot remove container \"/" + data().name() + "\": container is " + data().state().word()
						+ ": stop the container before removing or force remove");
			}
			life.forgetRestarts();
			if (data().state() != DockerState.DEAD) {
				journal.save(data().goingAway());
			}
			if (data().state().isUp()) {
				life.end(Life.KILLED, 9);
			} else {
				life.terminate();
			}
			journal.leave();
			seat.close();
		});
	}

	/** Its name and its slot are free: whoever waits for its removal may go on. */
	void removed() {
		journal.removed();
	}

	/** Waits until the record is as wanted, or the container has been removed. */
	public ContainerRecord await(Predicate<ContainerRecord> wanted) throws InterruptedException {
		return journal.await(wanted);
	}

	/**
	 * Waits until nothing is left of it: neither folder nor name nor slot.
	 *
	 * @return why that could not be done; empty when it could
	 */
	public String awaitRemoval() throws InterruptedException {
		return removal.await();
	}

	/** @param problem why something of it is left; empty when nothing is */
	void removed(String problem) {
		removal.tell(problem);
	}

	/** Whether it has been removed. */
	public boolean isGone() {
		return journal.gone();
	}

	/** Takes the guest over after a restart of the engine, and brings the record in line with what it finds. */
	void restore() throws DaemonException, InterruptedException {
		lock.alone(() -> {
			if (data().state() != DockerState.DEAD) {
				life.adopt(() -> {
					if (data().update() != null && !data().removing()) {
						update.resume();
					} else if (!settleCheckpoint()) {
						life.settleIn();
					}
				});
			}
		});
	}

	/** The engine begins to stop: nothing is waited for or begun any more. */
	void stopWaiting() {
		journal.stopping().complete(null);
	}

	/** Ends the guest because the engine stops. */
	void endForStop() throws DaemonException, InterruptedException {
		lock.alone(life::endForStop);
	}

	/** Lets go of everything; nothing is written any more. */
	void close() {
		journal.close();
		seat.close();
	}

	Path folder() {
		return journal.folder();
	}
}
