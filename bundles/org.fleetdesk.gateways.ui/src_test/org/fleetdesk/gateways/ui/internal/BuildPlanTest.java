package org.fleetdesk.gateways.ui.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.fleetdesk.gateways.model.PackageInspector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildPlanTest {

	@TempDir
	Path folder;
	private Path source;

	@BeforeEach
	void application() throws IOException {
		source = Files.createDirectory(folder.resolve("test_app.v3"));
		Files.writeString(source.resolve("install.sh"), "#!/bin/sh\necho done\n");
		Files.setPosixFilePermissions(source.resolve("install.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
		Files.writeString(source.resolve("notes.txt"), "not for gateways\n");
		Files.writeString(source.resolve("supervisor.conf"), "[supervisord]\ncommand = /bin/sleep 1\n");
	}

	@Test
	void aFolderTellsNameAndVersion() throws Exception {
		var plan = BuildPlan.of(source.toString());
		assertThat(plan.name()).isEqualTo("test_app");
		assertThat(plan.version()).isEqualTo("3");
		var check = plan.check();
		assertThat(check.usable()).isTrue();
		assertThat(check.content().orElseThrow().members()).extracting(m -> m.path()).contains("install.sh", "notes.txt");
		assertThat(Files.list(source)).as("nothing is left of the check").hasSize(3);
	}

	@Test
	void whatIsTypedIsCheckedAtOnce() throws Exception {
		var plan = BuildPlan.of(source.toString());
		assertThat(plan.with("test.app", "3", "", "").check().usable()).isFalse();
		assertThat(plan.with("test_app", "3", "*.txt", "").check().findings()).anyMatch(f -> f.message().contains("no install.sh"));
		assertThat(plan.with("test_app", "3", "", "*.txt").check().content().orElseThrow().members()).extracting(m -> m.path()).doesNotContain("notes.txt");
	}

	@Test
	void buildsWhatABuildfileSaysWithItsCommands() throws Exception {
		Path buildfile = Files.writeString(source.resolve("build.json"),
				"{\"name\":\"built\",\"version\":\"7\",\"includes\":[\"install.sh\",\"made.txt\"],\"pre_build_cmds\":[\"echo it > made.txt\"]}");
		var plan = BuildPlan.of(buildfile.toString());
		assertThat(plan.commands()).isTrue();
		assertThat(plan.check().usable()).isTrue();
		var built = plan.build(folder);
		assertThat(built.file()).isEqualTo(folder.resolve("built.v7.tar.gz"));
		assertThat(PackageInspector.ofShipments().inspect(built.file()).members()).extracting(m -> m.path()).containsExactly("install.sh", "made.txt");
	}

	@Test
	void saysWhatCannotBeBuilt() throws IOException {
		assertThatThrownBy(() -> BuildPlan.of(folder.resolve("nothing").toString())).hasMessageContaining("There is no file");
		Path broken = Files.writeString(folder.resolve("broken.json"), "{\"name\":\"x\"}");
		assertThatThrownBy(() -> BuildPlan.of(broken.toString())).hasMessageContaining("This is no buildfile");
	}

	@Test
	void settingsOfTheSupervisorSayWhereTheyComeFrom() throws Exception {
		var program = BuildPlan.of(source.toString()).check().content().orElseThrow().program().orElseThrow();
		var settings = PackageView.settings(program);
		assertThat(settings).contains(new PackageView.Setting("command", "/bin/sleep 1", false), new PackageView.Setting("stdout_logfile", "/var/log/test_app.log", true));
	}
}
