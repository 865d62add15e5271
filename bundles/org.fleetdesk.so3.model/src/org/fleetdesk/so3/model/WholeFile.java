package org.fleetdesk.so3.model;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes a file that appears, or is replaced, only when it is complete and on disk. */
final class WholeFile {

	interface Content {

		void writeTo(OutputStream out) throws IOException;
	}

	private WholeFile() {
	}

	static void write(Path file, Content content) throws IOException {
		Path partial = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
		try {
			try (var channel = FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
					var out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 17)) {
				content.writeTo(out);
				out.flush();
				channel.force(true);
			}
			Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		} finally {
			Files.deleteIfExists(partial);
		}
	}
}
