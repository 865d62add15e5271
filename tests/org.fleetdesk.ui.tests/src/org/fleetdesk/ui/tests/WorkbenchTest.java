package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;

import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(UiHealth.class)
class WorkbenchTest {

	private final Ui ui = Ui.ofWorkbench();

	@Test
	void opensWithTheFleetPerspectiveUnderTheProductsName() throws Exception {
		var window = ui.workbench();
		assertThat(ui.on(window::getText)).contains("Fleetdesk");
		assertThat(ui.on(() -> ui.page().getPerspective().getLabel())).isEqualTo("Fleet");
		assertThat(Files.size(ui.picture("workbench"))).isGreaterThan(5_000);
	}
}
