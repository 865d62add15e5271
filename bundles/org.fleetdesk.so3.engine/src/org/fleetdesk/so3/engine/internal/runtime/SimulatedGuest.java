package org.fleetdesk.so3.engine.internal.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.StateFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * A guest that is only pretended. It is a function of time: what it has printed follows from when it was started and for how long it has been paused, so
 * that it goes on over a restart of the engine as a real guest does, with the times at which a real one would have printed.
 */
final class SimulatedGuest extends AbstractGuest {

	private static final Logger LOG = LoggerFactory.getLogger(SimulatedGuest.class);
	private static final long RETRY_MILLIS = 1000;
	private static final int TERMINATED_CODE = 137;
	private static final JsonMapper JSON = new JsonMapper();

	/**
	 * What must be known to go on.
	 *
	 * @param boot        number of the boot, from 1
	 * @param host        which run of the host it belongs to
	 * @param name        of the image
	 * @param started     whether it has run at all
	 * @param livingSince since when it runs, in milliseconds since 1970; 0 when it does not
	 * @param ran         how long it ran before that, in milliseconds
	 * @param skipped     how many lines another boot of it has printed: the checkpoint that it was made of says so
	 */
	record Entry(int boot, String host, String name, boolean started, long livingSince, long ran, long skipped) {

		Entry of(int number) {
			return new Entry(number, host, name, started, livingSince, ran, skipped);
		}

		GuestState state() {
			return livingSince > 0 ? GuestState.LIVING : started ? GuestState.SUSPENDED : GuestState.BOOTING;
		}
	}

	private static final Duration BUSY = Duration.ofSeconds(30);

	private final StateFile file;
	private final GuestOutput output;
	private final long period;
	private final InstantSource clock;
	private final Consumer<SimulatedGuest> onGone;
	private final Condition changed = verbs.newCondition();
	private final List<String> banner;
	private final Thread thread;
	private Entry entry;
	private long printed;
	private boolean over;

	SimulatedGuest(GuestSpec spec, StateFile file, Entry entry, GuestOutput output, Duration tick, InstantSource clock, Consumer<SimulatedGuest> onGone) {
		super(spec, BUSY);
		this.file = file;
		this.entry = entry;
		this.output = output;
		this.period = tick.toMillis();
		this.clock = clock;
		this.onGone = onGone;
		printed = Math.max(output.taken(), entry.skipped());
		banner = List.of("simulated: no instruction of this image is executed", "simulated: " + entry.name() + " up in slot " + spec.slot());
		if (entry.started()) {
			spec.log().begin();
		}
		states.set(entry.state());
		thread = Thread.ofVirtual().name("simulated-" + spec.containerId()).start(this::run);
	}

	private void run() {
		verbs.lock();
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
			verbs.unlock();
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

	@Override
	String called() {
		return "The simulated guest of container " + spec.containerId();
	}

	@Override
	GuestException failed(String done, IOException why) {
		return new GuestException(called() + " cannot be " + done + ": " + EngineException.reason(why), why);
	}

	@Override
	public void finalMigration() throws GuestException, InterruptedException {
		alone(EnumSet.of(GuestState.BOOTING, GuestState.SUSPENDED), "started", () -> {
			save(new Entry(entry.boot(), entry.host(), entry.name(), true, clock.millis(), entry.ran(), entry.skipped()));
			spec.log().begin();
			states.set(GuestState.LIVING);
			print();
			changed.signalAll();
		});
	}

	@Override
	public void initMigration() throws GuestException, InterruptedException {
		alone(EnumSet.of(GuestState.LIVING), "paused", () -> {
			save(suspended());
			states.set(GuestState.SUSPENDED);
		});
	}

	/** What it is when it stands still now, all that was due until now being printed. */
	private Entry suspended() {
		print();
		long ran = entry.ran() + (entry.livingSince() > 0 ? Math.max(0, clock.millis() - entry.livingSince()) : 0);
		// A line that came due since print() is printed after the pause.
		return new Entry(entry.boot(), entry.host(), entry.name(), true, 0, Math.clamp((printed - banner.size()) * period - 1, 0, ran), printed);
	}

	@Override
	public void checkpoint(Path to) throws GuestException, InterruptedException {
		alone(EnumSet.of(GuestState.LIVING, GuestState.SUSPENDED), "checkpointed", () -> {
			CheckpointFile.demandAbsent(to);
			var header = new CheckpointFile.Header(SimulatedRuntime.NAME, CheckpointFile.digest(spec.image()), 0, "", new byte[0]);
			try (var draft = CheckpointFile.draft(to, header)) {
				draft.write(ByteBuffer.wrap(JSON.writeValueAsBytes(suspended())));
				draft.commit();
			}
		});
	}

	/** The guest of a checkpoint. */
	static Entry read(CheckpointFile checkpoint, String host) throws IOException, GuestException, InterruptedException {
		var content = new ByteArrayOutputStream();
		checkpoint.read(piece -> content.write(piece.array(), piece.position(), piece.remaining()));
		var old = JSON.readValue(content.toByteArray(), Entry.class);
		return new Entry(old.boot(), host, old.name(), true, 0, old.ran(), old.skipped());
	}

	@Override
	public void forceTerminate() throws GuestException, InterruptedException {
		alone(EnumSet.allOf(GuestState.class), "terminated", () -> {
			if (state() != GuestState.DEAD) {
				print();
				end();
				spec.log().end();
				states.end(new GuestExit(GuestExit.Reason.TERMINATED, TERMINATED_CODE, clock.instant(), "Terminated by the engine."));
				onGone.accept(this);
				SimulatedRuntime.forget(file);
			}
		});
	}

	private void save(Entry next) throws IOException {
		file.write(next);
		entry = next;
	}

	private void end() {
		over = true;
		changed.signalAll();
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
		if (!letGo()) {
			return;
		}
		verbs.lock();
		try {
			end();
		} finally {
			verbs.unlock();
		}
		onGone.accept(this);
		try {
			thread.join();
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}
}
