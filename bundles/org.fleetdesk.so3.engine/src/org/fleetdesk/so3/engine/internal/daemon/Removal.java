package org.fleetdesk.so3.engine.internal.daemon;

/** How the removal of a container went, for those who wait for it. */
final class Removal {

	private String problem;

	/** @param how why something is left; empty when nothing is */
	synchronized void tell(String how) {
		problem = how;
		notifyAll();
	}

	synchronized String await() throws InterruptedException {
		while (problem == null) {
			wait();
		}
		return problem;
	}
}
