package org.fleetdesk.so3.model;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Random access to the bytes of a device tree through one window of bounded size, so that the tree may be larger than the heap. Big endian. */
final class ByteSource implements Closeable {

	private static final int WINDOW = 64 * 1024;
	private static final int SMALL_WINDOW = 1024;

	private final Path file;
	private final FileChannel channel;
	private final long size;
	private ByteBuffer window;
	private long start;

	private ByteSource(Path file, FileChannel channel, ByteBuffer window, long size) {
		this.file = file;
		this.channel = channel;
		this.window = window;
		this.size = size;
	}

	static ByteSource of(ByteBuffer bytes) {
		return new ByteSource(null, null, bytes.slice().asReadOnlyBuffer(), bytes.remaining());
	}

	static ByteSource of(Path file) throws IOException {
		var channel = FileChannel.open(file, StandardOpenOption.READ);
		try {
			return new ByteSource(file, channel, ByteBuffer.allocate(WINDOW).limit(0), channel.size());
		} catch (IOException e) {
			channel.close();
			throw e;
		}
	}

	/** The same bytes through a second, small window, for jumps that would make the first one useless. Closed with this one. */
	ByteSource jumping() {
		return new ByteSource(file, channel, channel == null ? window : ByteBuffer.allocate(SMALL_WINDOW).limit(0), size);
	}

	long size() {
		return size;
	}

	/** An unsigned 32-bit number. The caller has checked the bounds. */
	long u32(long at) throws IOException {
		return Integer.toUnsignedLong(window(at, 4).getInt((int) (at - start)));
	}

	long u64(long at) throws IOException {
		return window(at, 8).getLong((int) (at - start));
	}

	/** The bytes as they are, copied; for values that are known to be small. */
	byte[] bytes(long at, int length) throws IOException {
		var bytes = new byte[length];
		for (int done = 0; done < length;) {
			int n = Math.min(length - done, SMALL_WINDOW);
			window(at + done, n).get((int) (at + done - start), bytes, done, n);
			done += n;
		}
		return bytes;
	}

	/** The length of the string that begins here and ends with a zero byte, or -1 when none comes before {@code end} or within {@code most} bytes. */
	int stringLength(long at, long end, int most) throws IOException {
		for (int n = 0; n <= most && at + n < end; n++) {
			if (window(at + n, 1).get((int) (at + n - start)) == 0) {
				return n;
			}
		}
		return -1;
	}

	/** A value by reference when it stands in a file, else copied. */
	Payload slice(long at, long length) throws IOException {
		return file == null ? new Payload.Memory(bytes(at, (int) length)) : new Payload.Slice(file, at, length);
	}

	private ByteBuffer window(long at, int length) throws IOException {
		if (at < start || at + length > start + window.limit()) {
			if (channel == null) {
				throw new EOFException("Offset " + at + " is behind the end.");
			}
			window.clear();
			start = at;
			while (window.position() < length) {
				if (channel.read(window, start + window.position()) < 0) {
					window.limit(0);
					throw new EOFException("The file " + file + " became shorter while it was read.");
				}
			}
			window.flip();
		}
		return window;
	}

	@Override
	public void close() throws IOException {
		if (channel != null) {
			channel.close();
		}
	}
}
