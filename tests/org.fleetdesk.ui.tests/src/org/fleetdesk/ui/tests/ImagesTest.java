package org.fleetdesk.ui.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.eclipse.swt.widgets.Label;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.Resource;
import org.fleetdesk.so3.model.Samples;
import org.fleetdesk.testing.Role;
import org.fleetdesk.testing.Ui;
import org.fleetdesk.testing.UiHealth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The shelf of images: what is in one, one more name for it, and removing those that no container needs. */
@ExtendWith(UiHealth.class)
@Timeout(240)
class ImagesTest {

	@TempDir
	Path folder;
	private final Ui ui = Ui.ofWorkbench();
	private final Desk desk = new Desk(ui);
	private final Engines engines = new Engines();

	@BeforeEach
	void start() throws Exception {
		Path images = Files.createDirectories(folder.resolve("engine/images"));
		for (String sample : new String[] { "ticker", "burst", "capsule" }) {
			Samples.write(sample, images.resolve(sample + ".itb"));
		}
		engines.start("shelf", folder.resolve("engine"));
		desk.open();
		assertThat(engines.ask("shelf", "POST", "/containers/create?name=user", "{\"Image\":\"ticker\"}")).isEqualTo(201);
		ui.await("three images, one of them used", () -> image("burst").isPresent() && image("capsule").isPresent()
				&& image("ticker").filter(i -> i.attribute("usedBy").equals("user")).isPresent());
	}

	@AfterEach
	void end() throws Exception {
		engines.close();
		ui.await("no engine in the tree", () -> !desk.tree(Desk.FLEET).contains("shelf"));
		ui.view(Desk.CONTAINERS);
	}

	private static Optional<Resource> image(String name) {
		return Engines.service(FleetModel.class).engine("shelf").flatMap(e -> e.snapshot()).flatMap(s -> s.ofKind("image").stream().filter(i -> i.name().equals(name)).findFirst());
	}

	@Test
	void tellsWhatIsInAnImageTagsItAndRemovesThoseThatNobodyUses() {
		ui.view(Desk.IMAGES).find(Role.TABLE).select("capsule");
		var details = ui.view(Desk.DETAILS);
		details.find(Role.LABEL, "Findings");
		assertThat(details.find(Role.LABEL, "the guest in it", c -> c instanceof Label l && l.getText().contains("loaded at 0x")).text())
				.startsWith("guest, arm64, ").endsWith("sha256 matches");

		details.find(Role.BUTTON, "Tag…").click();
		ui.window("Tag image");
		ui.find(Role.TEXT, "Name").enter("spare:v1");
		ui.find(Role.BUTTON, "Add name").click();
		ui.await("one more name", () -> image("capsule").filter(i -> i.attribute("names").contains("spare:v1")).isPresent());

		desk.selectEngine("shelf");
		ui.command("so3.image.prune");
		ui.window("Remove unused images");
		assertThat(ui.shows("burst on shelf")).isTrue();
		ui.find(Role.BUTTON, "Remove 2 images").click();
		ui.await("the unused ones are gone", () -> image("burst").isEmpty() && image("capsule").isEmpty());
		assertThat(image("ticker")).isPresent();
		assertThat(folder.resolve("engine/images/ticker.itb")).exists();
		assertThat(folder.resolve("engine/images/burst.itb")).doesNotExist();

		ui.command("so3.image.prune");
		ui.window("Remove unused images");
		assertThat(ui.shows("Every image is used by a container.")).isTrue();
		ui.find(Role.BUTTON, "OK").click();
	}
}
