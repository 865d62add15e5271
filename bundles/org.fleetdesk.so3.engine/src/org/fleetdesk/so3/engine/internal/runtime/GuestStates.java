package org.fleetdesk.so3.engine.internal.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A guest's state, its end, and who wants to hear of them. */
final class GuestStates {

	private static final Logger LOG = LoggerFactory.getLogger(GuestStates.class);

	private final List<Consumer<GuestState>> listeners = new ArrayList<>();
	private final CompletableFuture<GuestExit> exit = new CompletableFuture<>();
	private volatile GuestState state = GuestState.BOOTING;

	GuestState get() {
		return state;
	}

	/** Completes with the state {@link GuestState#DEAD}. */
	CompletableFuture<GuestExit> exit() {
		return exit.copy();
	}

	synchronized void listen(Consumer<GuestState> listener) {
		listeners.add(listener);
		tell(listener, state);
	}

	/** Changes the state and tells; the dead stay dead. */
	synchronized void set(GuestState next) {
		if (state != GuestState.DEAD && state != next) {
			state = next;
			listeners.forEach(l -> tell(l, next));
		}
	}

	synchronized void end(GuestExit how) {
		if (state != GuestState.DEAD) {
			state = GuestState.DEAD;
			exit.complete(how);
			listeners.forEach(l -> tell(l, GuestState.DEAD));
		}
	}

	private static void tell(Consumer<GuestState> listener, GuestState state) {
		try {
			listener.accept(state);
		} catch (RuntimeException e) {
			LOG.error("A listener failed on the state {}", state, e);
		}
	}
}
