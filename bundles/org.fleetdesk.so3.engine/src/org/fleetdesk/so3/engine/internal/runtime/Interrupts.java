package org.fleetdesk.so3.engine.internal.runtime;

/** An interrupted file channel says so by an exception of its own and leaves the thread's flag set; the rest of the program expects the other way. */
final class Interrupts {

	private Interrupts() {
	}

	/** To be thrown in place of a {@link java.nio.channels.ClosedByInterruptException}. */
	static InterruptedException taken() {
		Thread.interrupted();
		return new InterruptedException();
	}
}
