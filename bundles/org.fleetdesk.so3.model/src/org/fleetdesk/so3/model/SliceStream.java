package org.fleetdesk.so3.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Reads part of a file. An interrupt of the reading thread ends it at once with a {@link java.nio.channels.ClosedByInterruptException}. */
final class SliceStream extends InputStream {

	private final FileChannel channel;
	private long left;

	SliceStream(Path file, long offset, long size) throws IOException {
		channel = FileChannel.open(file, StandardOpenOption.READ);
		try {
			channel.position(offset);
		} catch (IOException e) {
			channel.close();
			throw e;
		}
		left = size;
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
	}

	@Override
	public int read(byte[] into, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, into.length);
		if (length == 0) {
			return 0;
		}
		if (left == 0) {
			return -1;
		}
		int n = channel.read(ByteBuffer.wrap(into, offset, (int) Math.min(length, left)));
		if (n > 0) {
			left -= n;
		}
		return n;
	}

	@Override
	public void close() throws IOException {
		channel.close();
	}
}
