package org.fleetdesk.so3.engine.internal.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

class LogLinesTest {

	private final StringWriter out = new StringWriter();
	private final Screen screen = new Screen(new PrintWriter(out), new PrintWriter(out));

	private void block(LogLines lines, boolean stderr, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		lines.block(stderr, bytes, 0, bytes.length);
	}

	@Test
	void putsBlocksTogetherAndSendsNoControlSequence() {
		var lines = new LogLines(screen);
		block(lines, false, "ab");
		block(lines, true, "error\n");
		block(lines, false, "c\u001b[2J\r\n\nrest\u202e");
		lines.end();
		assertThat(out.toString().lines()).containsExactly("error", "abc\\x1b[2J", "", "rest\\u202e");
	}

	@Test
	void cutsALineWithoutEnd() {
		var lines = new LogLines(screen);
		block(lines, false, "x".repeat(150_000));
		lines.end();
		assertThat(out.toString().lines().map(String::length)).containsExactly(65_536, 65_536, 18_928);
	}

	@Test
	void tablesShowForeignNamesHarmlessly() {
		screen.table(List.of("NAME", "X"), List.of(List.of("a\u001b]0;t\u0007", "1")));
		assertThat(out.toString().lines()).containsExactly("NAME           X", "a\\x1b]0;t\\x07  1");
	}
}
