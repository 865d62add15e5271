package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import org.fleetdesk.so3.engine.internal.runtime.Adoption;
import org.fleetdesk.so3.engine.internal.runtime.Guest;
import org.fleetdesk.so3.engine.internal.runtime.GuestException;
import org.fleetdesk.so3.engine.internal.runtime.GuestExit;
import org.fleetdesk.so3.engine.internal.runtime.GuestRuntime;
import org.fleetdesk.so3.engine.internal.runtime.GuestSpec;
import org.fleetdesk.so3.engine.internal.runtime.GuestState;
import org.fleetdesk.so3.engine.internal.runtime.GuestUsage;

/** A runtime whose guests the test makes slow, lets die, or refuses. It outlives engines, as guests do. */
final class FakeRuntime implements GuestRuntime {

	final Map<String, FakeGuest> guests = new ConcurrentHashMap<>();
	volatile String refusal;
	volatile String injectFailure;
	volatile String unusable;
	volatile String adoptFailure;
	volatile String checkpointFailure;
	/** While closed, a start does not come to an end. */
	volatile CountDownLatch gate = new CountDownLatch(0);
	/** While closed, an injection does not come to an end. */
	volatile CountDownLatch injectGate = new CountDownLatch(0);

	/** Told before and after each thing that is done to a guest; what it throws goes through, as if the engine were killed there. */
	volatile Consumer<String> steps = s -> {
	};
	/** Told when a guest has begun to live. */
	volatile Consumer<FakeGuest> onLiving = g -> {
	};

	@Override
	public String name() {
		return "qemu";
	}

	@Override
	public Optional<String> refusal(Path image) {
		return Optional.ofNullable(refusal);
	}

	@Override
	public Guest inject(GuestSpec spec) throws GuestException, InterruptedException {
		injectGate.await();
		if (injectFailure != null) {
			throw new GuestException(injectFailure);
		}
		steps.accept("inject");
		var guest = new FakeGuest(spec.image());
		guests.put(spec.containerId(), guest);
		steps.accept("injected");
		return guest;
	}

	@Override
	public Guest restore(GuestSpec spec, Path checkpoint) throws GuestException, InterruptedException {
		try {
			Files.readString(checkpoint);
		} catch (IOException e) {
			throw new GuestException("no checkpoint " + checkpoint, e);
		}
		var guest = (FakeGuest) inject(spec);
		guest.state = GuestState.SUSPENDED;
		return guest;
	}

	@Override
	public Optional<String> unusable() {
		return Optional.ofNullable(unusable);
	}

	@Override
	public void clear(GuestSpec spec) {
		FakeGuest guest = guests.get(spec.containerId());
		if (guest != null) {
			guest.forceTerminate();
		}
	}

	@Override
	public Adoption adopt(GuestSpec spec) throws GuestException {
		if (adoptFailure != null) {
			throw new GuestException(adoptFailure);
		}
		FakeGuest guest = guests.get(spec.containerId());
		if (guest == null || guest.terminated) {
			return new Adoption.None();
		}
		guest.listener = s -> {
		};
		return guest.exit.isDone() ? new Adoption.Ended(guest.exit.join()) : new Adoption.Alive(guest);
	}

	@Override
	public void close() {
		// guests run on
	}

	final class FakeGuest implements Guest {

		private volatile GuestState state = GuestState.BOOTING;
		private volatile Consumer<GuestState> listener = s -> {
		};
		private volatile boolean terminated;
		private final byte[] content;
		private final CompletableFuture<GuestExit> exit = new CompletableFuture<>();

		FakeGuest(Path image) {
			try {
				content = Files.readAllBytes(image);
			} catch (IOException e) {
				throw new UncheckedIOException(e);
			}
		}

		/** Whether it was loaded from a file with this content. */
		boolean runs(Path file) {
			try {
				return Arrays.equals(content, Files.readAllBytes(file));
			} catch (IOException e) {
				throw new UncheckedIOException(e);
			}
		}

		/** Somebody else does something to it. */
		void become(GuestState next) {
			state = next;
			listener.accept(next);
		}

		void die(GuestExit how) {
			state = GuestState.DEAD;
			listener.accept(state);
			exit.complete(how);
		}

		@Override
		public GuestState state() {
			return state;
		}

		@Override
		public void onState(Consumer<GuestState> told) {
			listener = told;
			told.accept(state);
		}

		@Override
		public void finalMigration() throws GuestException, InterruptedException {
			gate.await();
			steps.accept("migrate");
			become(GuestState.LIVING);
			onLiving.accept(this);
			steps.accept("migrated");
		}

		@Override
		public void initMigration() {
			steps.accept("suspend");
			become(GuestState.SUSPENDED);
			steps.accept("suspended");
		}

		@Override
		public void forceTerminate() {
			steps.accept("terminate");
			terminated = true;
			die(new GuestExit(GuestExit.Reason.TERMINATED, 137, Instant.now(), "Terminated"));
			steps.accept("terminated");
		}

		@Override
		public void checkpoint(Path file) throws GuestException {
			if (checkpointFailure != null) {
				throw new GuestException(checkpointFailure);
			}
			try {
				Files.writeString(file, "state");
				steps.accept("checkpointed");
			} catch (IOException e) {
				throw new GuestException("cannot write " + file, e);
			}
		}

		@Override
		public CompletableFuture<GuestExit> exit() {
			return exit;
		}

		@Override
		public OptionalLong pid() {
			return OptionalLong.of(4711);
		}

		@Override
		public Optional<GuestUsage> usage() {
			return Optional.empty();
		}

		@Override
		public void detach() {
			listener = s -> {
			};
		}
	}
}
