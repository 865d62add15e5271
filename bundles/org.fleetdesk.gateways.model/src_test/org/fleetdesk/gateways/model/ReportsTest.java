package org.fleetdesk.gateways.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import org.fleetdesk.gateways.model.DeviceInfo.FileSystem;
import org.fleetdesk.gateways.model.EngineReport.App;
import org.fleetdesk.gateways.model.UsageReport.Interface;
import org.fleetdesk.gateways.model.UsageReport.Traffic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The values of the document's aliases, in the forms that spec/gateways.md 2.2 and 2.3 give. */
class ReportsTest {

	@Test
	void theCommandOfTheDocument() {
		assertThat(InstallCommand.of("{\"install\": [{\"name\": \"test_app.v1.tar.gz\"}]}")).isEqualTo(new InstallCommand(List.of("test_app.v1.tar.gz"), "", List.of()));
		assertThat(InstallCommand.of(InstallCommand.text(List.of("a.v1.tar.gz", "b.v\"2.tar.gz"))).packages()).containsExactly("a.v1.tar.gz", "b.v\"2.tar.gz");
	}

	@Test
	void unknownKeysAreNamed() {
		assertThat(InstallCommand.of("{\"reboot\": true, \"install\": []}")).isEqualTo(new InstallCommand(List.of(), "", List.of("reboot")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "install", "[]", "{\"install\": \"x\"}", "{\"install\": [\"x\"]}", "{\"install\": [{\"name\": 1}]}", "{\"install\": [{\"name\": \" \"}]}", "{} {}" })
	void otherCommandsAreRefusedInASentence(String text) {
		assertThatThrownBy(() -> InstallCommand.of(text)).isInstanceOf(IllegalArgumentException.class).hasMessageEndingWith(".");
	}

	@Test
	void applicationsAreObjectsWithOneKeyEach() {
		String text = "{\"apps\":[{\"gwe\":{\"version\":\"1.3.2\",\"status\":\"RUNNING\",\"uptime\":\"0:00:20\",\"exitstatus\":0}},{\"old\":{\"version\":1}}]}";
		var report = EngineReport.of(text);
		assertThat(report.apps()).containsExactly(new App("gwe", "1.3.2", "RUNNING", "0:00:20", OptionalInt.of(0)), new App("old", "1", "", "", OptionalInt.empty()));
		assertThat(EngineReport.of(report.text())).isEqualTo(report);
		assertThatThrownBy(() -> EngineReport.of("{\"apps\":{}}")).hasMessageContaining("apps");
	}

	@Test
	void fileSystemsAreReadFromDf() {
		var info = DeviceInfo.of("{\"uname\":\"Linux gw 6.1\",\"df\":\"Filesystem 1024-blocks Used Available Capacity Mounted on\\n/dev/mmcblk0p2 1000 855 45 95% /\\n"
				+ "none 0 0 0 - /sys\\n//nas/my share 2048 0 2048 0% /mnt/my share\\n\",\"free\":\"total\",\"ipaddrs\":\"eth0 10.0.0.5\"}");
		assertThat(info.fileSystems()).containsExactly(new FileSystem("/dev/mmcblk0p2", 1000 * 1024, 855 * 1024, 45 * 1024, "/"), new FileSystem("none", 0, 0, 0, "/sys"),
				new FileSystem("//nas/my share", 2048 * 1024, 0, 2048 * 1024, "/mnt/my share"));
		assertThat(info.fileSystems()).extracting(FileSystem::percent).containsExactly(95, 0, 0);
		assertThat(DeviceInfo.of(info.text())).isEqualTo(info);
	}

	@Test
	void trafficIsCountedByInterfaceConsumerAndMethod() {
		String text = "{\"eth0\":{\"top_consumer\":\"gwe\",\"gwe\":{\"http_write\":{\"tot_rx\":812,\"max_rx\":210,\"tot_tx\":4096,\"max_tx\":1500,\"num\":12}}},\"lo\":{\"top_consumer\":\"\"}}";
		var report = UsageReport.of(text);
		assertThat(report.interfaces()).containsExactly(Map.entry("eth0", new Interface("gwe", Map.of("gwe", Map.of("http_write", new Traffic(812, 210, 4096, 1500, 12))))),
				Map.entry("lo", new Interface("", Map.of())));
		assertThat(report.interfaces().get("eth0").sent()).isEqualTo(4096);
		assertThat(report.interfaces().get("eth0").received()).isEqualTo(812);
		assertThat(report.text()).isEqualTo(text);
	}

	@Test
	void theLoopbackCountsOnlyWhereThereIsNothingElse() {
		String all = "{\"lo\":{\"http\":{\"get\":{\"tot_rx\":5,\"tot_tx\":5}}},\"eth0\":{\"http\":{\"get\":{\"tot_rx\":7,\"tot_tx\":1}}},\"wlan0\":{\"http\":{\"get\":{\"tot_rx\":10,\"tot_tx\":2}}}}";
		assertThat(UsageReport.of(all).received()).isEqualTo(17);
		assertThat(UsageReport.of(all).sent()).isEqualTo(3);
		assertThat(UsageReport.of("{\"lo\":{\"http\":{\"get\":{\"tot_rx\":5,\"tot_tx\":6}}}}").sent()).isEqualTo(6);
	}

	@Test
	void aDeepOrHugeReportIsRefused() {
		assertThatThrownBy(() -> UsageReport.of("{\"a\":".repeat(100) + "1" + "}".repeat(100))).isInstanceOf(IllegalArgumentException.class);
		assertThatThrownBy(() -> DeviceInfo.of("{\"uname\":\"" + "x".repeat(2 << 20) + "\"}")).isInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void progressIsReadAsItIsWritten() {
		var progress = new InstallProgress("7f3a", "test_app", "2", InstallProgress.Phase.ROLLED_BACK, 0, 4096, "It ended at once.", Instant.parse("2026-11-22T15:00:00.123Z"));
		assertThat(InstallProgress.of(progress.text())).isEqualTo(progress);
		assertThat(progress.text()).contains("\"phase\":\"rolled-back\"");
		assertThatThrownBy(() -> InstallProgress.of("{\"phase\": \"flying\", \"at\": \"2026-11-22T15:00:00Z\"}")).hasMessageContaining("phase");
	}

	@Test
	void aCommandTellsWhichDeploymentItIs() {
		var command = InstallCommand.of(InstallCommand.text(List.of("a.v1.tar.gz", "b.v2.tar.gz"), "7f3a"));
		assertThat(command).isEqualTo(new InstallCommand(List.of("a.v1.tar.gz", "b.v2.tar.gz"), "7f3a", List.of()));
		assertThat(InstallCommand.text(List.of("a.v1.tar.gz"))).isEqualTo("{\"install\":[{\"name\":\"a.v1.tar.gz\"}]}");
	}

	@Test
	void aLineWithoutEndIsNoFileSystem() {
		var info = new DeviceInfo("", "a" + " ".repeat(250_000) + "b\n/dev/sda1 1000 950 50 95% /\n", "", "");
		var systems = assertTimeoutPreemptively(Duration.ofSeconds(20), info::fileSystems);
		assertThat(systems).singleElement().satisfies(s -> assertThat(s.percent()).isEqualTo(95));
	}
}
