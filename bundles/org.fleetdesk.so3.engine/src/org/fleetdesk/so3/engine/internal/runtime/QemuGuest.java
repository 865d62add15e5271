package org.fleetdesk.so3.engine.internal.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.fleetdesk.engine.EngineException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A guest in a QEMU process. QEMU's events are the truth about its state, whoever caused them. */
final class QemuGuest extends AbstractGuest {

	private static final Logger LOG = LoggerFactory.getLogger(QemuGuest.class);
	private static final long LOOK_MILLIS = 5;
	private static final Duration EXIT_CODE = Duration.ofSeconds(2);
	private static final Duration RECONNECT = Duration.ofSeconds(1);

	private final QemuFolder folder;
	private final QemuFolder.Entry entry;
	private final SpoolTail tail;
	private final Duration deadline;
	private final Consumer<QemuGuest> onGone;
	private volatile Qmp qmp;
	private volatile boolean resumed;
	private volatile boolean terminating;
	private int events;

	/** @param onGone told once, when this object has nothing to do with the guest any more */
	QemuGuest(GuestSpec spec, QemuFolder folder, QemuFolder.Entry entry, SpoolTail tail, Duration deadline, Consumer<QemuGuest> onGone) {
		super(spec, deadline);
		this.folder = folder;
		this.entry = entry;
		this.tail = tail;
		this.deadline = deadline;
		this.onGone = onGone;
	}

	/** Connects to QEMU and learns the state. */
	void connect() throws IOException, GuestException, InterruptedException {
		var connected = new AtomicBoolean();
		var told = new AtomicBoolean();
		Runnable closed = () -> {
			if (connected.get() && !isDetached() && !told.getAndSet(true)) {
				Thread.ofVirtual().name("guest-end-" + spec.containerId()).start(this::monitorClosed);
			}
		};
		var opened = Qmp.open(folder.file("qmp.sock"), new Qmp.Listener() {
			@Override
			public void event(String name) {
				heard(name);
			}

			@Override
			public void closed() {
				closed.run();
			}
		}, deadline);
		try {
			new QemuCheckpoint(opened, folder, deadline).putRight();
			learnState(opened);
		} catch (IOException | GuestException | InterruptedException e) {
			opened.close();
			throw e;
		}
		beginLog();
		qmp = opened;
		connected.set(true);
		if (opened.ended()) {
			closed.run();
		}
	}

	/** An event on the way makes an answer old: asks again. */
	private void learnState(Qmp opened) throws IOException, GuestException, InterruptedException {
		while (true) {
			int before;
			synchronized (this) {
				before = events;
			}
			var state = stateOf(opened.execute("query-status", deadline).path("status").asText());
			synchronized (this) {
				if (events == before) {
					states.set(state);
					return;
				}
			}
		}
	}

	/** QEMU, qapi/run-state.json, RunState. */
	private static GuestState stateOf(String status) {
		return switch (status) {
			case "prelaunch", "inmigrate" -> GuestState.BOOTING;
			case "running" -> GuestState.LIVING;
			default -> GuestState.SUSPENDED;
		};
	}

	private synchronized void heard(String event) {
		events++;
		switch (event) {
			case "RESUME" -> {
				resumed = true;
				tail.quiet(false);
				spec.log().begin();
				QemuCheckpoint.forgetStanding(folder);
				states.set(GuestState.LIVING);
			}
			case "STOP" -> {
				tail.quiet(true);
				states.set(GuestState.SUSPENDED);
			}
			default -> {
				// says nothing about the state
			}
		}
	}

	@Override
	String called() {
		return "The guest of container " + spec.containerId();
	}

	@Override
	GuestException failed(String done, IOException why) throws GuestException, InterruptedException {
		return qmp.ended() && !isDetached() ? new GuestException(called() + " ended before it could be " + done + ". " + awaitExit().detail(), why)
				: new GuestException(called() + " cannot be " + done + ": " + EngineException.reason(why), why);
	}

	@Override
	public void finalMigration() throws GuestException, InterruptedException {
		alone(EnumSet.of(GuestState.BOOTING, GuestState.SUSPENDED), "started", () -> {
			resumed = false;
			try {
				qmp.execute("cont", deadline);
			} catch (IOException e) {
				// A short guest may have ended before QEMU answered.
				awaitExit();
				if (!resumed) {
					throw e;
				}
			}
		});
	}

	@Override
	public void initMigration() throws GuestException, InterruptedException {
		alone(EnumSet.of(GuestState.LIVING), "paused", this::standStill);
	}

	/** Returns what the guest has printed since its last line feed. */
	private byte[] standStill() throws IOException, GuestException, InterruptedException {
		if (state() == GuestState.LIVING) {
			qmp.execute("stop", deadline);
		}
		return tail.sync();
	}

	@Override
	public void checkpoint(Path file) throws GuestException, InterruptedException {
		alone(EnumSet.of(GuestState.LIVING, GuestState.SUSPENDED), "checkpointed", () -> new QemuCheckpoint(qmp, folder, deadline).save(spec, entry.memory(),
				state() == GuestState.LIVING, file, this::standStill));
	}

	/** Makes a guest that has been {@linkplain #connect() connected} to before its first instruction the one of the checkpoint. */
	void load(CheckpointFile checkpoint) throws IOException, GuestException, InterruptedException {
		new QemuCheckpoint(qmp, folder, deadline).load(checkpoint);
		tail.goOn(checkpoint.header().openLine());
	}

	/** It is whole and can be used from now on. */
	void loaded() throws IOException, GuestException, InterruptedException {
		learnState(qmp);
		beginLog();
	}

	private void beginLog() {
		if (state() != GuestState.BOOTING) {
			spec.log().begin();
		}
	}

	@Override
	public void forceTerminate() throws GuestException, InterruptedException {
		alone(EnumSet.allOf(GuestState.class), "terminated", () -> {
			terminating = true;
			entry.qemu().kill();
			awaitExit();
			try {
				folder.clear();
			} catch (IOException e) {
				LOG.warn("The files of the dead guest in {} could not be removed: {}", folder.path(), e.getMessage());
			}
		});
	}

	private GuestExit awaitExit() throws GuestException, InterruptedException {
		try {
			return exit().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
		} catch (TimeoutException | ExecutionException e) {
			throw new GuestException("QEMU (process " + entry.qemu().pid() + ") of container " + spec.containerId() + " does not end within "
					+ deadline.toSeconds() + " s.", e);
		}
	}

	/** The monitor is closed: QEMU ends, or has lost us. */
	private void monitorClosed() {
		try {
			long patience = System.nanoTime() + EXIT_CODE.toNanos();
			while (entry.qemu().alive()) {
				if (isDetached() || System.nanoTime() > patience && reconnected()) {
					return;
				}
				Thread.sleep(LOOK_MILLIS);
			}
			long until = System.nanoTime() + EXIT_CODE.toNanos();
			while (folder.exitCode().isEmpty() && entry.shell().alive() && System.nanoTime() < until) {
				Thread.sleep(LOOK_MILLIS);
			}
			var how = QemuExit.of(folder, terminating);
			tail.finish();
			spec.log().end();
			onGone.accept(this);
			states.end(how);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean reconnected() throws InterruptedException {
		Thread.sleep(RECONNECT);
		try {
			connect();
			return true;
		} catch (IOException | GuestException e) {
			LOG.warn("The monitor of the guest of container {} is lost and not found again: {}", spec.containerId(), e.getMessage());
			return false;
		}
	}

	@Override
	public OptionalLong pid() {
		return OptionalLong.of(entry.qemu().pid());
	}

	@Override
	public Optional<ProcessFacts> process() {
		return entry.qemu().alive() ? ProcessFacts.of(entry.qemu().pid()) : Optional.empty();
	}

	@Override
	public Optional<GuestUsage> usage() {
		var cpu = ProcessHandle.of(entry.qemu().pid()).flatMap(p -> p.info().totalCpuDuration());
		return entry.qemu().alive() ? cpu.flatMap(c -> entry.qemu().resident().map(m -> new GuestUsage(c, m, entry.memory() << 20))) : Optional.empty();
	}

	@Override
	public void detach() {
		if (!letGo()) {
			return;
		}
		if (qmp != null) {
			qmp.close();
		}
		try {
			tail.stop();
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
		onGone.accept(this);
	}
}
