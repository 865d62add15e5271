package org.fleetdesk.engine;

/** Waits that no interrupt cuts short. */
public final class Uninterrupted {

	private Uninterrupted() {
	}

	/** Waits until a thread has ended; that this one was interrupted meanwhile shows afterwards. */
	public static void join(Thread thread) {
		boolean interrupted = false;
		while (true) {
			try {
				thread.join();
				break;
			} catch (InterruptedException e) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}
}
