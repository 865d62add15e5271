package org.fleetdesk.gateways.internal;

import org.fleetdesk.logs.LogSink;

/** A sink for a log that comes in lines with their times. */
abstract class LineSink implements LogSink {

	@Override
	public void connected() {
		// nothing to keep
	}

	@Override
	public void chunk(long timeNanos, byte[] bytes, int offset, int length, int flags) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void timestamped(byte[] bytes, int offset, int length, int flags) {
		throw new UnsupportedOperationException();
	}
}
