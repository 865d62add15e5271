package org.fleetdesk.gateways.agent.internal.gmq;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.ObjectMapper;

/** What the cloud does not take, a line of JSON for each entry with the answer it got. One older file is kept. */
final class RefusedFile {

	private static final long LONGEST = 1 << 20;

	private final Path file;
	private final ObjectMapper mapper;

	RefusedFile(Path file, ObjectMapper mapper) {
		this.file = file;
		this.mapper = mapper;
	}

	/** The entries are on disk when this returns. */
	void add(List<Entry> entries, String answer, Instant now) throws IOException {
		if (Files.exists(file) && Files.size(file) > LONGEST) {
			Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
		}
		var text = new StringBuilder();
		for (Entry entry : entries) {
			text.append(mapper.createObjectNode().put("at", now.toString()).put("alias", entry.alias()).put("time", entry.seconds()).put("value", entry.value()).put("answer", answer)).append('\n');
		}
		try (var channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
			var bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
			while (bytes.hasRemaining()) {
				channel.write(bytes);
			}
			channel.force(true);
		}
	}
}
