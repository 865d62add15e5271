package org.fleetdesk.so3.engine.internal.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A guest in a QEMU process. QEMU's events are the truth about its state, whoever caused them. */
final class QemuGuest implements Guest {

	private static final Logger LOG = LoggerFactory.getLogger(QemuGuest.class);
	private static final long LOOK_MILLIS = 5;
	private static final Duration EXIT_CODE = Duration.ofSeconds(2);
	private static final Duration RECONNECT = Duration.ofSeconds(1);

	private final GuestSpec spec;
	private final QemuFolder folder;
	private final QemuFolder.Entry entry;
	private final SpoolTail tail;
	private final Duration deadline;
	private final Consumer<QemuGuest> onGone;
	private final GuestStates states = new GuestStates();
	private final ReentrantLock verbs = new ReentrantLock();
	private volatile Qmp qmp;
	private volatile boolean resumed;
	private volatile boolean terminating;
	private volatile boolean detached;
	private int events;

	/** @param onGone told once, when this object has nothing to do with the guest any more */
	QemuGuest(GuestSpec spec, QemuFolder folder, QemuFolder.Entry entry, SpoolTail tail, Duration deadline, Consumer<QemuGuest> onGone) {
		this.spec = spec;
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
			if (connected.get() && !detached && !told.getAndSet(true)) {
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
			learnState(opened);
		} catch (IOException | GuestException | InterruptedException e) {
			opened.close();
			throw e;
		}
		if (state() != GuestState.BOOTING) {
			spec.log().begin();
		}
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
			case "prelaunch" -> GuestState.BOOTING;
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

	boolean isIn(Path directory) {
		return folder.path().equals(directory);
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
		lock();
		try {
			if (state() == GuestState.LIVING || state() == GuestState.DEAD) {
				throw new GuestException("The guest of container " + spec.containerId() + " is " + state().word() + " and cannot be started.");
			}
			resumed = false;
			try {
				qmp.execute("cont", deadline);
			} catch (IOException e) {
				// A short guest may have ended before QEMU answered.
				var how = awaitExit();
				if (!resumed) {
					throw new GuestException("The guest of container " + spec.containerId() + " ended before it could be started. " + how.detail(), e);
				}
			}
		} finally {
			verbs.unlock();
		}
	}

	@Override
	public void initMigration() throws GuestException, InterruptedException {
		lock();
		try {
			if (state() != GuestState.LIVING) {
				throw new GuestException("The guest of container " + spec.containerId() + " is " + state().word() + " and cannot be paused.");
			}
			try {
				qmp.execute("stop", deadline);
			} catch (IOException e) {
				throw new GuestException("The guest of container " + spec.containerId() + " ended before it could be paused. " + awaitExit().detail(), e);
			}
			tail.sync();
		} finally {
			verbs.unlock();
		}
	}

	@Override
	public void forceTerminate() throws GuestException, InterruptedException {
		lock();
		try {
			terminating = true;
			entry.qemu().kill();
			awaitExit();
			try {
				folder.clear();
			} catch (IOException e) {
				LOG.warn("The files of the dead guest in {} could not be removed: {}", folder.path(), e.getMessage());
			}
		} finally {
			verbs.unlock();
		}
	}

	private void lock() throws GuestException, InterruptedException {
		if (!verbs.tryLock(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
			throw new GuestException("The guest of container " + spec.containerId() + " is busy with another command for " + deadline.toSeconds() + " s. Try again.");
		}
		if (detached) {
			verbs.unlock();
			throw new GuestException("The engine has let go of the guest of container " + spec.containerId() + ".");
		}
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
				if (detached || System.nanoTime() > patience && reconnected()) {
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
	public void checkpoint(Path file) throws GuestException {
		throw new GuestException("Checkpoints come with the next commit");
	}

	@Override
	public CompletableFuture<GuestExit> exit() {
		return states.exit();
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
		if (detached || state() == GuestState.DEAD) {
			return;
		}
		detached = true;
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
