package org.fleetdesk.engine.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.FutureCallback;

/**
 * A connection after the answer 101. Input is dropped. That it has ended does not mean that the client has gone: clients close their half when they have
 * nothing to send.
 */
final class UpgradedConnection extends AbstractConnection implements Connection.UpgradeTo {

	/** How long a client may take to close its half when all is said: closing before it has would throw away what it has not read yet. */
	private static final long FAREWELL_SECONDS = 5;

	private final Consumer<UpgradedConnection> onReady;
	private final CountDownLatch inputEnded = new CountDownLatch(1);
	private final ByteBuffer dropped = BufferUtil.allocate(4096);
	private volatile boolean writing;

	/** @param onReady told when it may be written to; must not block */
	UpgradedConnection(EndPoint endPoint, Executor executor, Consumer<UpgradedConnection> onReady) {
		super(endPoint, executor);
		this.onReady = onReady;
	}

	@Override
	public void onUpgradeTo(ByteBuffer first) {
		// input that came with the request
	}

	@Override
	public void onOpen() {
		super.onOpen();
		fillInterested();
		onReady.accept(this);
	}

	@Override
	public void onFillable() {
		try {
			int count;
			do {
				BufferUtil.clear(dropped);
				count = getEndPoint().fill(dropped);
			} while (count > 0);
			if (count < 0) {
				inputEnded.countDown();
			} else {
				fillInterested();
			}
		} catch (IOException e) {
			onFillInterestedFailed(e);
		}
	}

	@Override
	public void onFillInterestedFailed(Throwable cause) {
		inputEnded.countDown();
		super.onFillInterestedFailed(cause);
	}

	/** A quiet connection is no dead one; a write that does not get on is. */
	@Override
	public boolean onIdleExpired(TimeoutException timeout) {
		return writing;
	}

	/** Blocks until each write is done. */
	OutputStream output() {
		return new OutputStream() {

			@Override
			public void write(int b) throws IOException {
				write(new byte[] { (byte) b }, 0, 1);
			}

			@Override
			public void write(byte[] bytes, int offset, int length) throws IOException {
				var done = new FutureCallback();
				writing = true;
				try {
					getEndPoint().write(done, ByteBuffer.wrap(bytes, offset, length));
					done.block();
				} finally {
					writing = false;
				}
			}
		};
	}

	/** Ends it after what has been written. */
	void finish() {
		getEndPoint().shutdownOutput();
		try {
			inputEnded.await(FAREWELL_SECONDS, TimeUnit.SECONDS);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
		close();
	}
}
