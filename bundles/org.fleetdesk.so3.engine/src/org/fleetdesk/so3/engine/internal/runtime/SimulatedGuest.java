package org.fleetdesk.so3.engine.internal.runtime;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.fleetdesk.engine.StateFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A guest that is only pretended. It is a function of time: what it has printed follows from when it was started and for how long it has been paused, so
 * that it goes on over a restart of the engine as a real guest does, with the times at which a real one would have printed.
 */
final class SimulatedGuest implements Guest {

	private static final Logger LOG = LoggerFactory.getLogger(SimulatedGuest.class);
	private static final long RETRY_MILLIS = 1000;
	private static final int TERMINATED_CODE = 137;

	/**
	 * What must be known to go on.
	 *
	 * @param boot        number of the boot, from 1
	 * @param host        which run of the host it belongs to
	 * @param name        of the image
	 * @param started     whether it has run at all
	 * @param livingSince since when it runs, in milliseconds since 1970; 0 when it does not
	 * @param ran         how long it ran before that, in milliseconds
	 */
	record Entry(int boot, String host, String name, boolean started, long livingSince, long ran) {

		GuestState state() {
			return livingSince > 0 ? GuestState.LIVING : started ? GuestState.SUSPENDED : GuestState.BOOTING;
		}
	}

	private final GuestSpec spec;
	private final StateFile file;
	private final GuestOutput output;
	private final long period;
	private final InstantSource clock;
	private final Consumer<SimulatedGuest> onGone;
	private final GuestStates states = new GuestStates();
	private final ReentrantLock lock = new ReentrantLock();
	private final Condition changed = lock.newCondition();
	private final List<String> banner;
	private final Thread thread;
	private Entry entry;
	private long printed;
	private boolean over;

	/** @param printed how many lines of this boot are in the log */
	SimulatedGuest(GuestSpec spec, StateFile file, Entry entry, GuestOutput output, Duration tick, InstantSource clock, Consumer<SimulatedGuest> onGone) {
		this.spec = spec;
		this.file = file;
		this.entry = entry;
		this.output = output;
		this.period = tick.toMillis();
		this.clock = clock;
		this.onGone = onGone;
		printed = output.taken();
		banner = List.of("simulated: no instruction of this image is executed", "simulated: " + entry.name() + " up in slot " + spec.slot());
		if (entry.started()) {
			spec.log().begin();
		}
		states.set(entry.state());
		thread = Thread.ofVirtual().name("simulated-" + spec.containerId()).start(this::run);
	}

	private void run() {
		lock.lock();
		try {
			while (!over) {
				long wait = print();
				if (wait > 0) {
					changed.await(wait, TimeUnit.MILLISECONDS);
				} else {
					changed.await();
				}
			}
		} catch (InterruptedException e) {
			// ended
		} finally {
			lock.unlock();
		}
	}

	/** Prints what is due; returns the milliseconds until the next line is, 0 when none will be. */
	private long print() {
		if (entry.livingSince() == 0) {
			return 0;
		}
		long now = clock.millis();
		long ran = entry.ran() + Math.max(0, now - entry.livingSince());
		long due = banner.size() + 1 + ran / period;
		try {
			while (printed < due) {
				long tick = printed - banner.size();
				long at = entry.livingSince() + Math.max(0, tick * period - entry.ran());
				output.line(tick < 0 ? banner.get((int) printed) : "simulated: tick " + tick, TimeUnit.MILLISECONDS.toNanos(at), printed + 1);
				printed++;
			}
		} catch (IOException e) {
			LOG.warn("The simulated guest of container {} cannot be logged for now: {}", spec.containerId(), e.getMessage());
			return RETRY_MILLIS;
		}
		return period - ran % period;
	}

	boolean isIn(Path directory) {
		return spec.directory().equals(directory);
	}

	@Override
	public GuestState state() {
		return states.get();
	}

	@Override
	public void onState(Consumer<GuestState> listener) {
		states.listen(listener);
	}

	@Override
	public void finalMigration() throws GuestException, InterruptedException {
		lock.lockInterruptibly();
		try {
			demand(state() == GuestState.BOOTING || state() == GuestState.SUSPENDED, "started");
			save(new Entry(entry.boot(), entry.host(), entry.name(), true, clock.millis(), entry.ran()));
			spec.log().begin();
			states.set(GuestState.LIVING);
			print();
			changed.signalAll();
		} finally {
			lock.unlock();
		}
	}

	@Override
	public void initMigration() throws GuestException, InterruptedException {
		lock.lockInterruptibly();
		try {
			demand(state() == GuestState.LIVING, "paused");
			print();
			long ran = entry.ran() + Math.max(0, clock.millis() - entry.livingSince());
			// A line that came due since print() is printed after the pause.
			save(new Entry(entry.boot(), entry.host(), entry.name(), true, 0, Math.clamp((printed - banner.size()) * period - 1, 0, ran)));
			states.set(GuestState.SUSPENDED);
		} finally {
			lock.unlock();
		}
	}

	@Override
	public void forceTerminate() throws GuestException, InterruptedException {
		lock.lockInterruptibly();
		try {
			if (state() == GuestState.DEAD) {
				return;
			}
			demand(true, "terminated");
			print();
			end();
			spec.log().end();
			states.end(new GuestExit(GuestExit.Reason.TERMINATED, TERMINATED_CODE, clock.instant(), "Terminated by the engine."));
		} finally {
			lock.unlock();
		}
		onGone.accept(this);
		SimulatedRuntime.forget(file);
	}

	private void demand(boolean right, String verb) throws GuestException {
		if (!right || over) {
			throw new GuestException("The simulated guest of container " + spec.containerId() + " is " + (over ? "let go of" : state().word())
					+ " and cannot be " + verb + ".");
		}
	}

	private void save(Entry next) throws GuestException, InterruptedException {
		try {
			file.write(next);
			entry = next;
		} catch (ClosedByInterruptException e) {
			throw Interrupts.taken();
		} catch (IOException e) {
			throw new GuestException("The state of the simulated guest of container " + spec.containerId() + " cannot be saved: " + e.getMessage(), e);
		}
	}

	private void end() {
		over = true;
		changed.signalAll();
	}

	@Override
	public void checkpoint(Path file) throws GuestException {
		throw new GuestException("Checkpoints come with the next commit");
	}

	@Override
	public CompletableFuture<GuestExit> exit() {
		return states.exit();
	}

	@Override
	public OptionalLong pid() {
		return OptionalLong.empty();
	}

	@Override
	public Optional<GuestUsage> usage() {
		return Optional.empty();
	}

	@Override
	public void detach() {
		lock.lock();
		try {
			end();
		} finally {
			lock.unlock();
		}
		onGone.accept(this);
		try {
			thread.join();
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}
}
