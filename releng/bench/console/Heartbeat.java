package org.fleetdesk.bench.console;

import java.util.concurrent.CountDownLatch;

import org.eclipse.swt.widgets.Display;

/**
 * How long the UI thread takes to come to something new, asked each 5 ms. While one question waits there is no other one, so that the questions that were due meanwhile
 * count as asked at their time.
 */
final class Heartbeat implements AutoCloseable {

	private static final int PERIOD_MS = 5;

	private final Display display;
	private final Thread thread;
	private Times times = new Times();

	Heartbeat(Display display) {
		this.display = display;
		thread = Thread.ofPlatform().daemon().name("heartbeat").start(this::run);
	}

	private void run() {
		try {
			while (true) {
				var reached = new CountDownLatch(1);
				long asked = System.nanoTime();
				display.asyncExec(reached::countDown);
				reached.await();
				double waited = (System.nanoTime() - asked) / 1e6;
				synchronized (this) {
					for (double gap = waited; gap >= 0; gap -= PERIOD_MS) {
						times.add(gap);
					}
				}
				Thread.sleep(PERIOD_MS);
			}
		} catch (InterruptedException e) {
			// closed
		}
	}

	/** The times since the last call. */
	synchronized Times take() {
		var taken = times;
		times = new Times();
		return taken;
	}

	@Override
	public void close() {
		thread.interrupt();
	}
}
