package org.fleetdesk.so3.engine.internal.prompt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import org.fleetdesk.docker.LogBlocks;

/** Puts the blocks of a log together to lines. Each output has its own unfinished line; one without end is cut. */
final class LogLines implements LogBlocks {

	private static final int LONGEST = 64 << 10;

	private final Screen screen;
	private final ByteArrayOutputStream out = new ByteArrayOutputStream();
	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	LogLines(Screen screen) {
		this.screen = screen;
	}

	@Override
	public void block(boolean stderr, byte[] bytes, int offset, int length) {
		var line = stderr ? err : out;
		for (int i = offset; i < offset + length; i++) {
			if (bytes[i] == '\n' || line.size() == LONGEST) {
				print(line);
			}
			if (bytes[i] != '\n') {
				line.write(bytes[i]);
			}
		}
	}

	/** Prints what has no end yet. */
	void end() {
		for (var line : new ByteArrayOutputStream[] { out, err }) {
			if (line.size() > 0) {
				print(line);
			}
		}
	}

	private void print(ByteArrayOutputStream line) {
		String text = line.toString(StandardCharsets.UTF_8);
		screen.line(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
		line.reset();
	}
}
