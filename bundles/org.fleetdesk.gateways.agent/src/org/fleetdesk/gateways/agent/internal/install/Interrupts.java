package org.fleetdesk.gateways.agent.internal.install;

/** An interrupt closes the file that is being read or written ({@link java.nio.channels.ClosedByInterruptException}): the end of this process is no failure of the package. */
final class Interrupts {

	private Interrupts() {
	}

	/** To be called with a failure of files in hand, before it is taken for one. */
	static void demandNone() throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}
}
