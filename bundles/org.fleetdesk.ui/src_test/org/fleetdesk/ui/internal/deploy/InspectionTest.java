package org.fleetdesk.ui.internal.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.fleetdesk.core.Connection;
import org.fleetdesk.files.Finding;
import org.fleetdesk.files.Severity;
import org.fleetdesk.tasks.Artifact;
import org.fleetdesk.tasks.ArtifactHandler;
import org.fleetdesk.tasks.DeploymentOptions;
import org.fleetdesk.tasks.DeploymentPlan;
import org.fleetdesk.ui.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectionTest {

	@TempDir
	Path folder;

	/** Takes files that begin with its letter; one that goes on with "!" is broken, one with "?" cannot be read. */
	private record Letter(String engineKind, String takes, char letter) implements ArtifactHandler {

		@Override
		public boolean sniff(Path file, byte[] head) {
			return head[0] == letter;
		}

		@Override
		public Artifact inspect(Path file) throws IOException {
			String text = Files.readString(file);
			if (text.contains("?")) {
				throw new IOException("the disk is bad");
			}
			var findings = text.contains("!") ? List.of(new Finding(Severity.INFO, "", "fine"), new Finding(Severity.ERROR, "/x", "broken"))
					: List.<Finding>of();
			return new Artifact(file, engineKind, "n", "A letter", text.length(), "d", findings, Map.of());
		}

		@Override
		public DeploymentPlan plan(List<Artifact> artifacts, List<Connection> targets, DeploymentOptions options) {
			return new DeploymentPlan(targets.stream().flatMap(c -> artifacts.stream().map(a -> new DeploymentPlan.Item(a, c.id(),
					options.name().orElse("n"), List.of("Upload"), c.name().equals("full") ? "No slot is free." : "", List.of()))).toList(), List.of());
		}
	}

	private final Letter image = new Letter("so3", "an SO3 image (.itb)", 'i');
	private final Letter tarball = new Letter("gateways", "an application tarball", 't');

	private Path file(String name, String content) throws IOException {
		return Files.writeString(folder.resolve(name), content);
	}

	@Test
	void oneBrokenFileStopsOnlyItself() throws Exception {
		var inspection = Inspection.of(List.of(file("a.itb", "i1"), file("b.itb", "i!"), file("c.itb", "i2"), file("d.itb", "i?")), List.of(image));
		assertThat(inspection.usable()).extracting(f -> f.artifact().file().getFileName().toString()).containsExactly("a.itb", "c.itb");
		assertThat(inspection.found().get(1).artifact().findings().getFirst().severity()).as("worst first").isEqualTo(Severity.ERROR);
		assertThat(inspection.refused()).singleElement().extracting(Inspection.Refused::reason).isEqualTo("d.itb cannot be read: the disk is bad");
	}

	@Test
	void whatNobodyTakesIsRefusedWithTheReason() throws Exception {
		var zip = file("meter.v2.zip", "PK");
		assertThat(Inspection.of(List.of(zip), List.of(image)).refused().getFirst().reason()).isEqualTo("meter.v2.zip is not an SO3 image (.itb)");
		assertThat(Inspection.of(List.of(zip), List.of(image, tarball)).refused().getFirst().reason())
				.isEqualTo("meter.v2.zip is neither an SO3 image (.itb) nor an application tarball");
	}

	@Test
	void foldersEmptyAndVanishedFilesAreRefused() throws Exception {
		Files.createDirectory(folder.resolve("sub"));
		var inspection = Inspection.of(List.of(folder.resolve("sub"), file("empty.itb", ""), folder.resolve("gone.itb")), List.of(image));
		assertThat(inspection.refused()).extracting(Inspection.Refused::reason).containsExactly("sub is a folder; drop the files in it", "empty.itb is empty",
				"gone.itb does not exist");
	}

	@Test
	void theSameFileTwiceIsOne() throws Exception {
		var file = file("a.itb", "i");
		assertThat(Inspection.of(List.of(file, file), List.of(image)).found()).hasSize(1);
	}

	@Test
	void aPlanAsksEachHandlerForItsEnginesOnlyAndCountsThoseThatGetSomething() throws Exception {
		var inspection = Inspection.of(List.of(file("a.itb", "i"), file("b.tar", "t")), List.of(image, tarball));
		var targets = List.of(Samples.connection("one", Map.of()), Samples.connection("full", Map.of()));
		var plan = Planning.plan(inspection, targets, new Planning.Wishes(" x ", true, true, false, ""));
		assertThat(plan.items()).hasSize(2).allSatisfy(i -> assertThat(i.artifact().engineKind()).isEqualTo("so3"));
		assertThat(plan.items().getFirst().resultName()).isEqualTo("x");
		assertThat(Planning.button(plan)).isEqualTo("Deploy to 1 engine");
	}

	@Test
	void nothingIsStartedThatIsNotCreated() {
		var options = new Planning.Wishes("", false, true, true, "site=lab x").options();
		assertThat(options.start()).isFalse();
		assertThat(options.name()).isEmpty();
		assertThat(options.labels()).containsEntry("site", "lab").containsEntry("x", "");
	}

	@Test
	void theNoteOfARowHasItsWarningsWhole() {
		var artifact = new Artifact(Path.of("capsule.itb"), "so3", "capsule", "", 1, "", List.of(), Map.of());
		var item = new DeploymentPlan.Item(artifact, "1", "capsule", List.of("Upload 1 KiB", "Start"), "", List.of("It is a capsule.", "Another one."));
		assertThat(PlanItems.note(item)).isEqualTo("capsule: Upload 1 KiB → Start\nWarning: It is a capsule.\nWarning: Another one.");
	}
}
