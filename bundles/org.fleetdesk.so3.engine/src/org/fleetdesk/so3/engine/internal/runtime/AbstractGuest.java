package org.fleetdesk.so3.engine.internal.runtime;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** What guests of all runtimes share: their state, and verbs that run one at a time and only where they fit the state. */
abstract class AbstractGuest implements Guest {

	final GuestSpec spec;
	final GuestStates states = new GuestStates();
	final ReentrantLock verbs = new ReentrantLock();
	private final Duration deadline;
	private volatile boolean detached;

	/** @param deadline how long a verb waits for the one before it */
	AbstractGuest(GuestSpec spec, Duration deadline) {
		this.spec = spec;
		this.deadline = deadline;
	}

	/** As messages call it, such as {@code The guest of container c1}. */
	abstract String called();

	/** What a verb does. */
	interface Deed {
		void run() throws IOException, GuestException, InterruptedException;
	}

	/**
	 * Does something while no other verb does.
	 *
	 * @param fitting states in which it makes sense
	 * @param done    what it does to the guest, such as {@code paused}
	 */
	final void alone(Set<GuestState> fitting, String done, Deed deed) throws GuestException, InterruptedException {
		if (!verbs.tryLock(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
			throw new GuestException(called() + " is busy with another command for " + deadline.toSeconds() + " s. Try again.");
		}
		try {
			if (detached) {
				throw new GuestException("The engine has let go of the guest of container " + spec.containerId() + ".");
			}
			if (!fitting.contains(state())) {
				throw new GuestException(called() + " is " + state().word() + " and cannot be " + done + ".");
			}
			deed.run();
		} catch (ClosedByInterruptException e) {
			throw Interrupts.taken();
		} catch (IOException e) {
			throw failed(done, e);
		} finally {
			verbs.unlock();
		}
	}

	/** Says why a verb could not be done. */
	abstract GuestException failed(String done, IOException why) throws GuestException, InterruptedException;

	/** No verb does anything from now on; false when that is so already, or the guest is dead. */
	final boolean letGo() {
		if (detached || state() == GuestState.DEAD) {
			return false;
		}
		detached = true;
		return true;
	}

	final boolean isDetached() {
		return detached;
	}

	final boolean isIn(Path directory) {
		return spec.directory().equals(directory);
	}

	@Override
	public final GuestState state() {
		return states.get();
	}

	@Override
	public final void onState(Consumer<GuestState> listener) {
		states.listen(listener);
	}

	@Override
	public final CompletableFuture<GuestExit> exit() {
		return states.exit();
	}
}
