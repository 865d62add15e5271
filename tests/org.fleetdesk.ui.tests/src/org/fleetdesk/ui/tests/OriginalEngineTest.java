package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Label;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.so3.model.Samples;
import org.fleetdesk.so3.original.engine.Generation;
import org.fleetdesk.so3.original.engine.OriginalEngine;
import org.fleetdesk.testing.Part;
import org.fleetdesk.testing.Role;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** On an original engine, what it cannot do is greyed, and Details say why. */
@ExtendWith(UiHealth.class)
@Timeout(240)
class OriginalEngineTest {

	@TempDir
	Path folder;
	private final Ui ui = Ui.ofWorkbench();
	private final Desk desk = new Desk(ui);
	private final Connections connections = Engines.service(Connections.class);
	private OriginalEngine engine;

	@BeforeEach
	void start() throws Exception {
		engine = new OriginalEngine(Generation.V4, folder);
		Samples.write("capsule", engine.images().resolve("capsule.itb"));
		assertThat(Engines.ask(engine.url(), "POST", "/containers/create?name=old", "{\"Image\":\"capsule\"}")).isBetween(200, 299);
		connections.add(new Connection("original", "so3", "original", engine.url(), Optional.empty(), Map.of(), false));
		desk.open();
		ui.await("the container", () -> Desk.resource("original", "old").isPresent());
	}

	@AfterEach
	void end() throws Exception {
		connections.remove("original");
		engine.close();
		ui.await("no engine in the tree", () -> !desk.tree(Desk.FLEET).contains("original"));
	}

	@Test
	void whatItCannotDoIsNotOfferedAndTheReasonIsSaid() {
		ui.view(Desk.CONTAINERS).find(Role.TABLE).select("old");
		Part details = ui.view(Desk.DETAILS);
		String reasons = details.find(Role.LABEL, "the reasons", c -> c instanceof Label l && l.getText().contains("Rename: ")).text();
		assertThat(reasons.lines()).contains("Rename: The engine of a Smart Object cannot rename containers.", "Labels: The engine of a Smart Object keeps no labels.",
				"Checkpoint, Restore: The engine of a Smart Object keeps no checkpoints.");
		for (String verb : List.of("Rename…", "Update…", "Labels…", "Checkpoint…", "Restore…", "Kill")) {
			assertThat(offers(verb)).as(verb).isFalse();
		}
		assertThat(offers("Start")).isTrue();
	}

	private boolean offers(String verb) {
		return ui.shows(Role.BUTTON, c -> c instanceof Button b && b.isEnabled() && b.getText().replace("&", "").replace("...", "…").equals(verb));
	}
}
