package org.fleetdesk.so3.engine.internal.runtime;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One injected guest, from {@link GuestState#BOOTING} to {@link GuestState#DEAD}. Safe for use by many threads; the verbs run one at a time.
 * The verbs block, end at the runtime's deadline with a {@link GuestException}, and can be interrupted.
 */
public interface Guest {

	/** The state as last heard from the guest itself; never blocks. Follows what others do to it, too. */
	GuestState state();

	/**
	 * Told after each change of {@link #state()}, on a thread of the runtime: do not block in it. Death is told when the log is complete.
	 * Told at once with the present state.
	 */
	void onState(Consumer<GuestState> listener);

	/** Start or unpause: {@link GuestState#BOOTING} or {@link GuestState#SUSPENDED} becomes {@link GuestState#LIVING}. */
	void finalMigration() throws GuestException, InterruptedException;

	/** Pause: {@link GuestState#LIVING} becomes {@link GuestState#SUSPENDED}. What the guest has printed until then is in its log on return. */
	void initMigration() throws GuestException, InterruptedException;

	/** Ends the guest at once, whatever its state; a dead one stays as it is. On return it is dead and its log complete. */
	void forceTerminate() throws GuestException, InterruptedException;

	/**
	 * Writes all that the guest is, memory and processors, to a file from which {@link GuestRuntime#restore} makes it again. A living guest stands still
	 * meanwhile and is living again on return; what it had printed by then is in its log. The file is whole and on disk on return; on failure it is not
	 * there, and the guest is as it was.
	 *
	 * @param file where to; must not exist
	 * @throws GuestException when the guest is booting or dead, or the runtime cannot do it
	 */
	void checkpoint(Path file) throws GuestException, InterruptedException;

	/** Completes when the guest is dead and its log complete; never exceptionally. Completing it from outside has no effect on the guest. */
	CompletableFuture<GuestExit> exit();

	/** The process that runs it, if it has one of its own. */
	OptionalLong pid();

	/** That process as its host sees it; empty when there is none, or it cannot be told. */
	default Optional<ProcessFacts> process() {
		return Optional.empty();
	}

	/** What it uses now; empty when it cannot be told. */
	Optional<GuestUsage> usage();

	/** Lets go of the guest without touching it: it runs on and can be adopted, by another engine too. Its log stands still until then. */
	void detach();
}
