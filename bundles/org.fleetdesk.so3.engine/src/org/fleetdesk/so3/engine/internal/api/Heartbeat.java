package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.fleetdesk.engine.Uninterrupted;

/**
 * A stream that may be quiet for long. Something without meaning is sent every some seconds, so that a client can tell a quiet engine from a dead one,
 * and so that a client that has gone is noticed: the thread that makes the stream is interrupted then.
 */
final class Heartbeat implements AutoCloseable {

	/** Well below the time after which connections count as idle. */
	static final long SECONDS = 15;

	private final OutputStream out;
	private final byte[] beat;
	private final ReentrantLock lock = new ReentrantLock();
	private final Thread thread;

	/** @param beat means nothing to a client, such as white space in JSON */
	Heartbeat(OutputStream out, byte[] beat) {
		this.out = out;
		this.beat = beat.clone();
		Thread maker = Thread.currentThread();
		thread = Thread.ofVirtual().name("heartbeat").start(() -> run(maker));
	}

	private void run(Thread maker) {
		try {
			while (true) {
				TimeUnit.SECONDS.sleep(SECONDS);
				write(beat, 0, beat.length);
			}
		} catch (InterruptedException e) {
			// closed
		} catch (IOException e) {
			maker.interrupt();
		}
	}

	void write(byte[] bytes, int offset, int length) throws IOException {
		lock.lock();
		try {
			out.write(bytes, offset, length);
		} finally {
			lock.unlock();
		}
	}

	@Override
	public void close() {
		thread.interrupt();
		Uninterrupted.join(thread);
	}
}
