package org.fleetdesk.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.fleetdesk.ui.internal.Messages;
import org.junit.jupiter.api.Test;

class TextsTest {

	@Test
	void agesGrowCoarser() {
		assertThat(Texts.age(Duration.ofSeconds(59))).isEqualTo("59 s");
		assertThat(Texts.age(Duration.ofSeconds(60))).isEqualTo("1 m");
		assertThat(Texts.age(Duration.ofHours(23))).isEqualTo("23 h");
		assertThat(Texts.age(Duration.ofHours(49))).isEqualTo("2 d");
		assertThat(Texts.age(Duration.ofSeconds(-5))).as("a clock that runs ahead").isEqualTo("0 s");
	}

	@Test
	void sizesAreBinaryWithThreeDigits() {
		assertThat(Texts.size(1023)).isEqualTo("1023 B");
		assertThat(Texts.size(17_000_000)).isEqualTo("16.2 MiB");
		assertThat(Texts.size(1L << 40)).isEqualTo("1.00 TiB");
	}

	@Test
	void textOfADeviceCannotTurnDirectionOrBreakTheLine() {
		assertThat(Texts.plain("a\u001b[31mb\n\u202ec")).isEqualTo("a\\x1b[31mb\\x0a\\u202ec");
		assertThat(Texts.label("a&b")).isEqualTo("a&&b");
	}

	@Test
	void identifiersKeepTheirAlgorithm() {
		assertThat(Texts.shortId("sha256:0123456789abcdef")).isEqualTo("sha256:0123456789ab");
		assertThat(Texts.shortId("7")).isEqualTo("7");
	}

	@Test
	void pluralsFollowTheNumber() {
		assertThat(Texts.format(Messages.Status_online, 0)).isEqualTo("No engine online");
		assertThat(Texts.format(Messages.Status_online, 1)).isEqualTo("1 engine online");
		assertThat(Texts.format(Messages.Status_online, 3)).isEqualTo("3 engines online");
		assertThat(Texts.format(Messages.Deploy_button, 2L)).isEqualTo("Deploy to 2 engines");
	}

	@Test
	void everyMessageIsThereAndIsAPattern() throws Exception {
		for (var field : Messages.class.getFields()) {
			var text = (String) field.get(null);
			assertThat(text).as(field.getName()).doesNotStartWith("NLS missing");
			assertThat(Texts.format(text, 1, 2, 3)).as(field.getName()).isNotBlank();
		}
	}

	@Test
	void longIdentifiersInASentenceAreCut() {
		assertThat(Texts.shortIds("nobody stands for it (SHA-256 " + "0e9daef69d7f".repeat(5) + "0e9d). Deadbeef stays.")).isEqualTo("nobody stands for it (SHA-256 0e9daef69d7f…). Deadbeef stays.");
	}
}
