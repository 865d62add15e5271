package org.fleetdesk.so3.engine.internal.runtime;

import java.nio.file.Path;
import java.util.Optional;

/** Pretends to run any image: life cycle and a log, no instruction executed. Everything it prints says {@code simulated}. */
public final class SimulatedRuntime implements GuestRuntime {

	@Override
	public String name() {
		return "simulated";
	}

	@Override
	public Optional<String> refusal(Path image) throws GuestException {
		return Optional.empty();
	}

	@Override
	public Guest inject(GuestSpec spec) throws GuestException, InterruptedException {
		throw new GuestException("Not there yet.");
	}

	@Override
	public Adoption adopt(GuestSpec spec) throws GuestException, InterruptedException {
		throw new GuestException("Not there yet.");
	}

	@Override
	public void close() {
	}
}
