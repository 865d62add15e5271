package org.fleetdesk.core.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a process that is told to end (SIGTERM, Ctrl+C) leaves no engines behind that nobody knows of: while they start, they have not yet said where they are. It does not wait
 * for the console to close in good order, which a loaded machine may not leave the time for.
 */
final class EndOfProcess implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(EndOfProcess.class);

	private final Supplier<Optional<ProcessHandle>> serving;
	private Optional<BooleanSupplier> ends = Optional.empty();
	private Optional<ProcessHandle> starting = Optional.empty();
	private Optional<Thread> hook = Optional.empty();
	private boolean ending;

	/** @param serving the engines that serve */
	EndOfProcess(Supplier<Optional<ProcessHandle>> serving) {
		this.serving = serving;
	}

	/** @param with whether the engines end with the process, however far they are */
	synchronized void engines(BooleanSupplier with) {
		ends = Optional.of(with);
		register();
	}

	/** Begins a start, which ends with the process until {@link #serves}. */
	synchronized Process start(ProcessBuilder builder) throws IOException {
		register();
		if (ending) {
			throw new IOException("Fleetdesk is closing");
		}
		var child = builder.start();
		starting = Optional.of(child.toHandle());
		return child;
	}

	synchronized void serves() {
		starting = Optional.empty();
	}

	private void register() {
		if (hook.isEmpty()) {
			var thread = new Thread(this::end, "end of the local engines");
			try {
				Runtime.getRuntime().addShutdownHook(thread);
				hook = Optional.of(thread);
			} catch (IllegalStateException e) { // it ends already
				ending = true;
			}
		}
	}

	/** What happens when the process ends. */
	synchronized void end() {
		ending = true;
		boolean with = starting.isPresent();
		try {
			with = ends.map(BooleanSupplier::getAsBoolean).orElse(with);
		} catch (RuntimeException e) {
			LOG.warn("Whether the local engines end too cannot be told", e);
		}
		if (with) {
			starting.or(serving).ifPresent(EndOfProcess::destroy);
		}
	}

	/** Tells a process, and all that it started, to end; itself first, so that it starts nothing more. @return all of them */
	static List<ProcessHandle> destroy(ProcessHandle process) {
		var all = new ArrayList<ProcessHandle>();
		all.add(process);
		process.descendants().forEach(all::add);
		all.forEach(ProcessHandle::destroy);
		return all;
	}

	/** From now on nothing happens. */
	@Override
	public synchronized void close() {
		try {
			hook.ifPresent(Runtime.getRuntime()::removeShutdownHook);
			hook = Optional.empty();
		} catch (IllegalStateException e) {
			// it ends, and the hook does its work
		}
	}
}
