package org.fleetdesk.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

class LabelsDialogTest {

	@Test
	void readsLabelsAsLines() {
		String text = "site=lab\n\n  room = 12 b \nempty=\nurl=http://a?b=c";
		assertThat(LabelsDialog.wrongLine(text)).isEmpty();
		assertThat(LabelsDialog.parse(text)).isEqualTo(Map.of("site", "lab", "room", "12 b", "empty", "", "url", "http://a?b=c"));
		assertThat(LabelsDialog.wrongLine("site=lab\nno label")).contains("no label");
		assertThat(LabelsDialog.wrongLine("=x")).contains("=x");
	}
}
