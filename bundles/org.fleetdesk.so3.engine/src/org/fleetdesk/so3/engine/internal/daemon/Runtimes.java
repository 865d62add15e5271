package org.fleetdesk.so3.engine.internal.daemon;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

import org.fleetdesk.so3.engine.internal.runtime.GuestException;
import org.fleetdesk.so3.engine.internal.runtime.GuestRuntime;

/**
 * The runtimes, and which of them runs what.
 *
 * @param mode      the operator's choice
 * @param qemu      runs images of a stand-alone kernel for real
 * @param simulated pretends to run the rest
 */
public record Runtimes(Mode mode, GuestRuntime qemu, GuestRuntime simulated) {

	/** What may run where. */
	public enum Mode {
		/** On QEMU what can run there, all else simulated. */
		AUTO,
		/** Nothing but QEMU. */
		QEMU,
		/** Nothing for real. */
		SIMULATED;

		/** @throws IllegalArgumentException with a sentence for the user */
		public static Mode of(String word) {
			for (Mode mode : values()) {
				if (mode.word().equals(word)) {
					return mode;
				}
			}
			throw new IllegalArgumentException("\"" + word + "\" is no runtime: give auto, qemu or simulated");
		}

		public String word() {
			return name().toLowerCase(Locale.ROOT);
		}
	}

	/**
	 * Chooses the runtime for an image.
	 *
	 * @throws DaemonException when none may run it
	 */
	public GuestRuntime choose(Path image) throws DaemonException {
		if (mode == Mode.SIMULATED) {
			return simulated;
		}
		Optional<String> refusal = refusal(image);
		if (refusal.isEmpty()) {
			return qemu;
		}
		if (mode == Mode.QEMU) {
			throw new DaemonException(DaemonException.Kind.UNSUPPORTED, refusal.get() + " This engine was started with --runtime qemu; with auto it would be simulated.");
		}
		return simulated;
	}

	/** What can run here at all: without QEMU, auto comes to the same as simulated. */
	public Mode effective() {
		return mode == Mode.AUTO && qemu.unusable().isPresent() ? Mode.SIMULATED : mode;
	}

	/** Why that is less than the operator's choice, as a sentence; empty when it is not. */
	public Optional<String> problem() {
		return mode == Mode.SIMULATED ? Optional.empty()
				: qemu.unusable().map(u -> u + (mode == Mode.AUTO ? " Until then all containers are simulated: no image is executed." : " Until then no container can be created."));
	}

	/** Why an image is only simulated, as a sentence; empty when it is not. */
	public Optional<String> whySimulated(Path image) {
		if (mode == Mode.SIMULATED) {
			return Optional.of("This engine was started with --runtime simulated.");
		}
		try {
			return refusal(image);
		} catch (DaemonException e) {
			return Optional.of(e.getMessage());
		}
	}

	private Optional<String> refusal(Path image) throws DaemonException {
		try {
			return qemu.refusal(image);
		} catch (GuestException e) {
			throw new DaemonException(DaemonException.Kind.INVALID, e.getMessage(), e);
		}
	}

	GuestRuntime named(String name) {
		return name.equals(qemu.name()) ? qemu : simulated;
	}

	/** Lets go of all guests; they run on. */
	public void close() {
		qemu.close();
		simulated.close();
	}
}
