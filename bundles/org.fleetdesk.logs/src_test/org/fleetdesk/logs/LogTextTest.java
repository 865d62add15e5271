package org.fleetdesk.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class LogTextTest {

	private static String plain(String text) {
		var bytes = text.getBytes(StandardCharsets.UTF_8);
		return LogText.plain(bytes, 0, bytes.length);
	}

	@ParameterizedTest
	@CsvSource({ "E[31mredE[0m,red", "E[2J E[HhomeE[6n,' home'", "E]0;titleBtext,text", "E]52;c;bGFzdA==E\\text,text", "EPq#0;2;0;0;0E\\x,x", "aE(Bb,ab", "E[31,''", "E,''",
			"aBb,a␇b", "E[1;äx,äx", "EEc,''", "a‮b,a\ufffdb" })
	void dropsSequencesAndShowsControls(String line, String seen) {
		assertThat(plain(line.replace('E', '\u001b').replace('B', '\u0007').replace("\u001b(\u0007", "\u001b(B"))).isEqualTo(seen == null ? "" : seen);
	}

	@Test
	void keepsColours() {
		var text = LogText.of("a\u001b[1;31mb\u001b[0mc\u001b[38;5;9;44md\u001b[38;2;1;2;3me");
		assertThat(text.text()).isEqualTo("abcde");
		assertThat(text.runs()).containsExactly(1, LogText.BOLD | 2, 2, 0, 3, 10 | 5 << LogText.BACKGROUND_SHIFT, 4, 5 << LogText.BACKGROUND_SHIFT);
	}

	@Property
	void noControlCharacterPasses(@ForAll byte[] bytes) {
		assertThat(LogText.plain(bytes, 0, bytes.length).chars()).noneMatch(c -> c != '\t' && (Character.isISOControl(c) || c >= 0x202a && c <= 0x202e));
		LogText.of(bytes, 0, bytes.length);
	}

	@Property
	void noControlCharacterPasses(@ForAll String text) {
		assertThat(plain("\u001b[" + text).chars()).noneMatch(c -> c != '\t' && (Character.isISOControl(c) || c >= 0x202a && c <= 0x202e));
	}
}
