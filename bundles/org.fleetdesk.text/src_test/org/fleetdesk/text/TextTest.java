package org.fleetdesk.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

class TextTest {

	@Test
	void showsWhatWouldSteerATerminalOrHideText() {
		assertThat(Text.harmless("a\tb \u00e9")).isEqualTo("a\tb \u00e9");
		assertThat(Text.harmless("\u001b]0;title\u0007\r\n\u009b2J")).isEqualTo("\\x1b]0;title\\x07\\x0d\\x0a\\x9b2J");
		assertThat(Text.harmless("gpj\u202eexe\u2066\u2028")).isEqualTo("gpj\\u202eexe\\u2066\\u2028");
	}

	@Test
	void alignsColumns() {
		assertThat(Text.table(List.of("A", "NAME"), List.of(List.of("long", "x"), List.of("1", "yy")))).containsExactly("A     NAME", "long  x", "1     yy");
	}

	@Test
	void saysSizesInBinaryUnits() {
		assertThat(List.of(Text.bytes(1023), Text.bytes(1024), Text.bytes(17L << 20))).containsExactly("1023 B", "1.0 KiB", "17.0 MiB");
	}

	@Test
	void saysLengthsOfTimeInTheUnitThatFits() {
		assertThat(List.of(Text.duration(Duration.ofMillis(300)), Text.duration(Duration.ofSeconds(119)), Text.duration(Duration.ofMinutes(15)), Text.duration(Duration.ofHours(26)),
				Text.duration(Duration.ofSeconds(172_800)))).containsExactly("0.3 s", "119 s", "15 min", "26 h", "2 days");
	}
}
