package org.fleetdesk.core;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * An open connection to one engine. Calls block, have deadlines of their own, may run at the same time on several (virtual)
 * threads, and end at once with {@link InterruptedException} when their thread is interrupted.
 *
 * <p>What a domain's session can do beyond this stands in an interface of the domain that extends this one: {@link Sessions} hands out
 * a proxy for all interfaces of what {@link EngineKind#open} made, which refuses calls that declare {@link InterruptedException} or
 * {@link java.io.IOException} on threads that must not block ({@link BlockingGuard}).
 */
public interface Session extends AutoCloseable {

	Connection connection();

	/** Asks the engine who it is: the "Test" of the connection dialog. */
	EngineInfo probe() throws EngineException, InterruptedException;

	/** Reads the whole present state from the engine. */
	Snapshot refresh() throws EngineException, InterruptedException;

	/**
	 * Calls {@code changed} whenever the engine reports that something changed, until the engine ends the stream (normal return),
	 * it breaks (exception), or the thread is interrupted. An engine without events throws {@link EngineException} of kind
	 * {@link EngineException.Kind#UNSUPPORTED}: it is polled then.
	 */
	void watch(Runnable changed) throws EngineException, InterruptedException;

	/** What the engine showed when the encrypted connection was last made; empty without encryption and before the first call. Never blocks. */
	default Optional<ServerCertificate> certificate() {
		return Optional.empty();
	}

	/**
	 * When something came from the engine last, by {@link System#nanoTime()}. A refresh whose answers take long, because they are, is waited for as long as something comes; that of a
	 * session that does not tell has to be complete within the time in which an engine has to answer. Never blocks.
	 */
	default OptionalLong heard() {
		return OptionalLong.empty();
	}

	/**
	 * Closes the connections that are kept for later calls: they may be dead without a word, as after this machine slept. Calls under
	 * way go on. Never waits for the engine, never throws.
	 */
	default void renew() {
		// nothing is kept
	}

	/** Ends open calls and frees the connections; never throws. */
	@Override
	void close();
}
