package org.fleetdesk.so3.engine.internal.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import org.fleetdesk.so3.engine.internal.runtime.Adoption;
import org.fleetdesk.so3.engine.internal.runtime.Guest;
import org.fleetdesk.so3.engine.internal.runtime.GuestException;
import org.fleetdesk.so3.engine.internal.runtime.GuestExit;
import org.fleetdesk.so3.engine.internal.runtime.GuestState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a container's runs begin and end: by a verb, by the guest itself, by its restart policy, over a restart of the engine. All but the constructor is
 * called with the container's lock.
 */
final class Life {

	private static final Logger LOG = LoggerFactory.getLogger(Life.class);
	/** What a process ends with that SIGKILL has ended: nothing gentler reaches an SO3 guest. */
	static final int KILLED = 137;
	private static final Duration ADOPT_AGAIN = Duration.ofSeconds(1);
	private static final Duration ADOPT_AGAIN_MAX = Duration.ofMinutes(1);

	private final Journal journal;
	private final VerbLock lock;
	private final Seat seat;
	private final Runnable over;
	/** The next start by the restart policy. */
	private Future<?> restart = CompletableFuture.completedFuture(null);
	private Duration delay = Duration.ZERO;
	/** A guest that an earlier engine left could not be taken over, and it is tried again. */
	private volatile boolean lost;

	/** @param over removes the container; called when a run of one has ended that is to be removed then */
	Life(Journal journal, VerbLock lock, Seat seat, Runnable over) {
		this.journal = journal;
		this.lock = lock;
		this.seat = seat;
		this.over = over;
	}

	private ContainerRecord data() {
		return journal.data();
	}

	/** Whether nobody knows what the guest does. */
	boolean lost() {
		return lost;
	}

	/** Loads the image into the slot, in place of what is there. */
	void inject() throws DaemonException, InterruptedException {
		lost = false;
		seat.inject(data().image());
	}

	/** Begins a run as a user wants it. */
	void start() throws DaemonException, InterruptedException {
		forgetRestarts();
		if (seat.state() != GuestState.BOOTING) {
			inject();
		}
		migrate("start");
	}

	/** Begins a run where a guest was at a checkpoint. When that is not possible, the image is loaded anew. */
	void startFrom(Path checkpoint) throws DaemonException, InterruptedException {
		forgetRestarts();
		terminate();
		try {
			seat.restore(data().image(), checkpoint);
			migrate("start");
		} catch (DaemonException e) {
			terminate();
			injectAgain();
			throw e;
		}
	}

	/** Goes on with a guest that stands ready. */
	void migrate(String action) throws DaemonException, InterruptedException {
		Seat.attempt(seat.present()::finalMigration);
		journal.save(data().run().started(Instant.now()));
		journal.tell(action, Map.of());
	}

	/** A user starts or ends it: its restart policy begins anew. */
	void forgetRestarts() {
		restart.cancel(true);
		delay = Duration.ZERO;
	}

	/**
	 * Ends a guest that is under way, and says so. One that has ended by itself just now keeps its own exit.
	 *
	 * @param code   the exit code that it has then
	 * @param signal for the event
	 */
	void end(int code, int signal) throws DaemonException, InterruptedException {
		Guest ending = seat.guest();
		boolean late = ending != null && ending.exit().isDone();
		journal.tell("kill", Map.of("signal", Integer.toString(signal)));
		terminate();
		var exit = late ? Optional.of(ending.exit().join()) : Optional.<GuestExit>empty();
		int exitCode = exit.map(GuestExit::code).orElse(code);
		journal.save(data().run().ended(exitCode, exit.map(GuestExit::at).orElseGet(Instant::now), exit.map(Life::complaint).orElse(""), false));
		journal.tell("die", Map.of("exitCode", Integer.toString(exitCode)));
	}

	void terminate() throws DaemonException, InterruptedException {
		seat.terminate(data().image());
		lost = false;
	}

	/** Ends it because a user wants that, also while it waits for its next start. */
	void endForUser(int code, int signal, String action) throws DaemonException, InterruptedException {
		forgetRestarts();
		journal.save(data().run().stoppedByUser());
		if (data().state().isUp()) {
			end(code, signal);
		}
		if (!action.isEmpty()) {
			journal.tell(action, Map.of());
		}
		if (data().options().autoRemove()) {
			seat.stayEmpty();
			over.run();
		} else {
			injectAgain();
		}
	}

	/** After a stop: a failure is kept for inspection, since the stop itself has been done. */
	void injectAgain() throws DaemonException, InterruptedException {
		try {
			inject();
			if (data().run().dead()) {
				journal.save(data().run().loaded());
			}
		} catch (DaemonException e) {
			LOG.warn("Container {} cannot be injected again: {}", data().name(), e.getMessage());
			journal.save(data().run().failed(e.getMessage()));
		}
	}

	/** Notices what happens to a guest without a verb of ours. */
	void watch(Guest watched) {
		watched.onState(state -> lock.inBackground(() -> follow(watched)));
		watched.exit().thenAccept(exit -> lock.inBackground(() -> died(watched, exit)));
	}

	private void follow(Guest watched) throws DaemonException {
		if (seat.guest() != watched) {
			return;
		}
		var run = data().run();
		switch (watched.state()) {
			case LIVING -> {
				if (run.state() != DockerState.RUNNING) {
					boolean resumed = run.state() == DockerState.PAUSED;
					journal.save(resumed ? run.in(DockerState.RUNNING) : run.started(Instant.now()));
					journal.tell(resumed ? "unpause" : "start", Map.of());
				}
			}
			case SUSPENDED -> {
				if (run.state() != DockerState.PAUSED) {
					journal.save((run.state() == DockerState.RUNNING ? run : run.started(Instant.now())).in(DockerState.PAUSED));
					journal.tell("pause", Map.of());
				}
			}
			case BOOTING, DEAD -> {
				// its end is told by its exit
			}
		}
	}

	private void died(Guest dead, GuestExit exit) throws DaemonException {
		if (seat.leave(dead)) {
			LOG.info("The guest of container {} in slot {} has ended: {}", data().name(), data().slot(), exit.detail());
			ended(exit);
		}
	}

	/** A run has ended by itself: its restart policy says what follows. */
	private void ended(GuestExit exit) throws DaemonException {
		var before = data().run();
		if (!before.state().isUp()) {
			return;
		}
		var run = before.ended(exit.code(), exit.at(), complaint(exit), true);
		boolean again = data().options().restart().restarts(exit.code(), run.restartCount()) && !data().removing() && data().update() == null;
		journal.save(again ? run.restarting() : run);
		journal.tell("die", Map.of("exitCode", Integer.toString(exit.code())));
		if (again) {
			restartLater(before.started() == null ? Duration.ZERO : Duration.between(before.started(), exit.at()));
		} else if (data().options().autoRemove()) {
			over.run();
		}
	}

	/** As a death, but no policy of the container's says what follows. */
	void diedOnTrial(Guest dead, GuestExit exit) throws DaemonException {
		seat.leave(dead);
		journal.save(data().run().ended(exit.code(), exit.at(), complaint(exit), true));
		journal.tell("die", Map.of("exitCode", Integer.toString(exit.code())));
	}

	private static String complaint(GuestExit exit) {
		return exit.reason() == GuestExit.Reason.GUEST_SHUTDOWN || exit.reason() == GuestExit.Reason.TERMINATED ? "" : exit.detail();
	}

	private void restartLater(Duration ran) {
		if (journal.stopping().isDone()) {
			return; // the next engine goes on with it
		}
		delay = RestartPolicy.delay(delay, ran);
		restart = lock.later(delay, this::restartNow);
	}

	private void restartNow() throws DaemonException, InterruptedException {
		if (data().state() != DockerState.RESTARTING || journal.stopping().isDone()) {
			return;
		}
		try {
			if (seat.state() != GuestState.BOOTING) {
				inject();
			}
			Seat.attempt(seat.present()::finalMigration);
		} catch (DaemonException e) {
			LOG.warn("Container {} cannot be started again: {}", data().name(), e.getMessage());
			startFailed(e.getMessage(), true);
			return;
		}
		journal.save(data().run().startedAgain(Instant.now()));
		journal.tell("start", Map.of());
	}

	/**
	 * A start that no user waits for has failed.
	 *
	 * @param wanted whether the restart policy is to try it again
	 */
	void startFailed(String why, boolean wanted) throws DaemonException {
		var run = data().run().retried();
		boolean again = wanted && data().options().restart().restarts(1, run.restartCount());
		journal.save((again ? run.in(DockerState.RESTARTING) : run.state().isActive() ? run.in(DockerState.EXITED) : run).failed(why));
		if (again) {
			restartLater(Duration.ZERO);
		}
	}

	/** Ends the guest because the engine stops. */
	void endForStop() throws DaemonException, InterruptedException {
		if (data().state().isUp()) {
			end(KILLED, 9);
		} else if (seat.guest() != null) { // one that ended by itself stays so
			terminate();
		}
	}

	/**
	 * Takes the guest over after a restart of the engine, and brings the record in line with what it finds. When that fails, it is tried again and again.
	 *
	 * @param then follows when it is known what became of the guest
	 */
	void adopt(VerbLock.Verb then) throws DaemonException, InterruptedException {
		adopt(ADOPT_AGAIN, then);
	}

	private void adopt(Duration patience, VerbLock.Verb then) throws DaemonException, InterruptedException {
		Adoption found;
		try {
			found = seat.adopt(data().image());
		} catch (GuestException e) {
			LOG.error("The guest of container {} cannot be taken over; it is tried again in {} s: {}", data().name(), patience.toSeconds(), e.getMessage(), e);
			lost = true;
			journal.save(data().run().failed("The guest cannot be taken over: " + e.getMessage() + " It is tried again; stop the container to end the guest."));
			Duration next = patience.multipliedBy(2);
			lock.later(patience, () -> adoptLost(next.compareTo(ADOPT_AGAIN_MAX) > 0 ? ADOPT_AGAIN_MAX : next, then));
			return;
		}
		if (lost) {
			lost = false;
			journal.save(data().run().failed(""));
		}
		switch (found) {
			case Adoption.Alive(var alive) -> reconcile(alive);
			case Adoption.Ended(var exit) -> ended(exit);
			case Adoption.None() -> ended(new GuestExit(GuestExit.Reason.UNKNOWN, GuestExit.UNKNOWN_CODE, Instant.now(), "The guest ended while no engine ran"));
		}
		then.run();
	}

	private void adoptLost(Duration patience, VerbLock.Verb then) throws DaemonException, InterruptedException {
		if (lost && !journal.stopping().isDone()) {
			adopt(patience, then);
		}
	}

	private void reconcile(Guest alive) throws DaemonException {
		if (alive.state() == GuestState.BOOTING && data().state().isUp()) {
			// killed in the middle of a stop or restart: the old guest is gone, the new one loaded
			journal.save(data().run().ended(KILLED, Instant.now(), "", false));
			journal.tell("die", Map.of("exitCode", Integer.toString(KILLED)));
		}
		watch(alive);
	}

	/** After the adoption: what has ended is started, loaded or removed, as it is meant to be. */
	void settleIn() throws DaemonException, InterruptedException {
		var run = data().run();
		if (run.state().isUp() || data().removing()) {
			return;
		}
		if (run.state() == DockerState.RESTARTING) {
			if (restart.isDone()) {
				restartLater(Duration.ZERO);
			}
		} else if (run.state() == DockerState.EXITED && data().options().autoRemove()) {
			over.run();
		} else if (run.started() != null && data().options().restart().startsWithEngine(run.stopped())) {
			try {
				start();
			} catch (DaemonException e) {
				LOG.warn("Container {} cannot be started with the engine: {}", data().name(), e.getMessage());
				journal.save(data().run().failed(e.getMessage()));
			}
		} else if (seat.guest() == null && !run.dead()) { // a guest that ended by itself stays dead until it is started
			injectAgain();
		}
	}
}
