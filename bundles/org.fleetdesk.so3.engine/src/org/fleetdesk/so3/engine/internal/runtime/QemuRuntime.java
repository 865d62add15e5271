package org.fleetdesk.so3.engine.internal.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Runs images of a stand-alone kernel as QEMU guests, one process each. */
public final class QemuRuntime implements GuestRuntime {

	/**
	 * @param binary      {@code qemu-system-aarch64}, or a path to it
	 * @param memoryLimit most memory that a guest may have, in bytes
	 * @param deadline    for each verb
	 */
	public record Options(String binary, long memoryLimit, Duration deadline) {

		/** From PATH, 1 GiB, 30 s. */
		public static final Options DEFAULT = new Options("qemu-system-aarch64", 1L << 30, Duration.ofSeconds(30));
	}

	public QemuRuntime(Options options) {
	}

	@Override
	public String name() {
		return "qemu";
	}

	@Override
	public Optional<String> refusal(Path image) throws GuestException {
		throw new GuestException("Not there yet.");
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
