package org.fleetdesk.so3.ui.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.fleetdesk.so3.ui.internal.ImageContentsPanel.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {

	@ParameterizedTest
	@ValueSource(strings = { "ticker", "ticker-7", "a1", "A.b_c-d" })
	void takesNamesThatDockerTakes(String name) {
		assertThat(Names.problem(name)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "-a", ".hidden", "with blank", "über", "a/b" })
	void saysWhatIsWrongWithOtherNames(String name) {
		assertThat(Names.problem(name)).isPresent();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ticker", "ticker:v2", "lab/ticker:2026-11", "a-b.c_d" })
	void takesReferencesOfImages(String name) {
		assertThat(Names.imageProblem(name)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Ticker", "ticker:", "/ticker", "ticker:a b", "ticker:v2:v3" })
	void saysWhatIsWrongWithOtherReferences(String name) {
		assertThat(Names.imageProblem(name)).isPresent();
	}

	@Test
	void aContainerIsNamedAfterItsImageWhereThatIsAName() {
		assertThat(Names.from("lab/ticker:v2")).isEqualTo("ticker-v2");
		assertThat(Names.from("x")).isEmpty();
	}

	@Test
	void anImagesContentsInLines() throws Exception {
		var lines = ImageContentsPanel.lines("""
				{"Id":"sha256:1","SO3":{"Findings":[{"Severity":"WARNING","Path":"/images/so3","Text":"No hash"}],
				 "SubImages":[{"Name":"so3","Type":"kernel","Arch":"arm64","Compression":"none","Size":2048,"Load":1090519040,"Hashes":[{"Algorithm":"sha256","State":"MATCH"},{"Algorithm":"crc32","State":"MISMATCH"}]}]}}""");
		assertThat(lines).containsExactly(new Line("Warning", "No hash (/images/so3)"), new Line("so3", "kernel, arm64, 2.00 KiB, loaded at 0x41000000, sha256 matches, crc32 does not match"));
	}

	@Test
	void anEngineThatDoesNotTellIsSaidToDoSo() throws Exception {
		assertThat(ImageContentsPanel.lines("{\"Id\":\"sha256:1\"}")).containsExactly(new Line("", "The engine does not tell what the image holds."));
		assertThat(ImageContentsPanel.lines("{\"SO3\":{\"Findings\":[]}}")).containsExactly(new Line("Findings", "none"));
	}
}
