package org.fleetdesk.gateways.model;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The unpacked bytes of an archive on their way to its reader: counts them, ends at the limits, and knows where the last byte was that is not zero. */
final class WatchedStream extends FilterInputStream {

	/** Names, comments and attributes of one member. */
	private static final int HEADERS = 1 << 20;

	/** There is more than allowed. The message is a sentence that can be shown. */
	static final class TooMuchException extends IOException {
		private static final long serialVersionUID = 1L;

		TooMuchException(String message) {
			super(message);
		}
	}

	private final long most;
	private final String tooMuch;
	private long position;
	private long headersEnd = Long.MAX_VALUE;
	private long lastContent = -1;

	/**
	 * @param most    how many bytes may come
	 * @param tooMuch what to say when there are more
	 */
	WatchedStream(InputStream in, long most, String tooMuch) {
		super(in);
		this.most = most;
		this.tooMuch = tooMuch;
	}

	/** From here to {@link #data()} come headers only. */
	void headers() {
		headersEnd = position + HEADERS;
	}

	void data() {
		headersEnd = Long.MAX_VALUE;
	}

	long position() {
		return position;
	}

	/** The place of the last byte so far that is not zero, or -1. */
	long lastContent() {
		return lastContent;
	}

	@Override
	public int read() throws IOException {
		var one = new byte[1];
		return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		int count = super.read(bytes, offset, length);
		for (int i = count - 1; i >= 0; i--) {
			if (bytes[offset + i] != 0) {
				lastContent = position + i;
				break;
			}
		}
		position += Math.max(count, 0);
		if (position > most) {
			throw new TooMuchException(tooMuch);
		}
		if (position > headersEnd) {
			throw new TooMuchException("The header of one member is longer than 1 MiB.");
		}
		return count;
	}

	/** By reading: what is skipped counts too. */
	@Override
	public long skip(long count) throws IOException {
		var buffer = new byte[(int) Math.min(Math.max(count, 1), 8192)];
		long left = count;
		while (left > 0) {
			int read = read(buffer, 0, (int) Math.min(left, buffer.length));
			if (read < 0) {
				break;
			}
			left -= read;
		}
		return count - left;
	}

	@Override
	public boolean markSupported() {
		return false;
	}
}
