package org.fleetdesk.so3.engine.internal.runtime;

import java.io.IOException;
import java.io.RandomAccessFile;

/** Finds line ends in a file from behind. */
final class Lines {

	private static final int BLOCK = 8192;

	private Lines() {
	}

	/** Just after the last line feed; 0 when there is none. */
	static long endOfLastLine(RandomAccessFile file) throws IOException {
		return startOfLine(file, file.length());
	}

	/** Just after the last line feed before the position; 0 when there is none. */
	static long startOfLine(RandomAccessFile file, long position) throws IOException {
		var block = new byte[BLOCK];
		long end = position;
		while (end > 0) {
			int length = (int) Math.min(BLOCK, end);
			file.seek(end - length);
			file.readFully(block, 0, length);
			for (int i = length - 1; i >= 0; i--) {
				if (block[i] == '\n') {
					return end - length + i + 1;
				}
			}
			end -= length;
		}
		return 0;
	}
}
