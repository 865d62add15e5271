package org.fleetdesk.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class StartTest {

	private static final Path HOME = Path.of("/home/ada");

	@Test
	void noWordIsTheConsoleWithItsWorkspaceInTheDataFolder() {
		var start = Start.of(List.of(), Map.of(), HOME);
		assertThat(start.application()).isEqualTo("org.fleetdesk.ui.application");
		assertThat(start.data()).isEqualTo(HOME.resolve(".local/share/fleetdesk"));
		assertThat(start.instanceArea()).contains(start.data().resolve("workspace"));
	}

	@Test
	void takesTheDataFolderFromTheOptionThenTheEnvironmentThenXdg() {
		var environment = Map.of("FLEETDESK_DATA", "/from/environment", "XDG_DATA_HOME", "/xdg");
		assertThat(Start.of(List.of("--data", "/a b/c"), environment, HOME).data()).isEqualTo(Path.of("/a b/c"));
		assertThat(Start.of(List.of("--data=/d", "task", "list"), environment, HOME).data()).isEqualTo(Path.of("/d"));
		assertThat(Start.of(List.of("task", "list", "--data", "/e"), environment, HOME).data()).isEqualTo(Path.of("/e"));
		assertThat(Start.of(List.of("task", "list"), environment, HOME).data()).isEqualTo(Path.of("/from/environment"));
		assertThat(Start.of(List.of(), Map.of("XDG_DATA_HOME", "/xdg"), HOME).data()).isEqualTo(Path.of("/xdg/fleetdesk"));
	}

	@Test
	void anEnginesDataFolderIsItsOwn() {
		var start = Start.of(List.of("engine", "emiso", "--data", "/engine data", "--slots", "2-6"), Map.of("FLEETDESK_DATA", "/mine"), HOME);
		assertThat(start.application()).isEqualTo("org.fleetdesk.engine.application");
		assertThat(start.arguments()).containsExactly("emiso", "--data", "/engine data", "--slots", "2-6");
		assertThat(start.data()).isEqualTo(Path.of("/mine"));
		assertThat(start.log()).isEqualTo(Path.of("/engine data/engine-emiso"));
		assertThat(start.instanceArea()).isEmpty();
	}

	@Test
	void aPromptLeavesTheLogToTheEngineAndTheScreenToItself() {
		for (String option : List.of("-i", "--interactive", "-si")) {
			var start = Start.of(List.of("engine", "emiso", option, "--data", "/d"), Map.of(), HOME);
			assertThat(start.log()).isEqualTo(Path.of("/d/prompt-emiso"));
			assertThat(start.logging()).isEqualTo("logback-prompt.xml");
		}
		assertThat(Start.of(List.of("engine", "emiso", "-s"), Map.of(), HOME).logging()).isEqualTo("logback-engine.xml");
	}

	@Test
	void anyOtherWordIsTheCommandLine() {
		var start = Start.of(List.of("--data", "/x", "deploy", "a file.itb", "--on", "so-lab-1"), Map.of(), HOME);
		assertThat(start.application()).isEqualTo("org.fleetdesk.cli.application");
		assertThat(start.arguments()).containsExactly("deploy", "a file.itb", "--on", "so-lab-1");
	}

	@Test
	void aDataOptionWithoutItsFolderIsLeftToTheApplicationToRefuse() {
		var start = Start.of(List.of("task", "list", "--data"), Map.of(), HOME);
		assertThat(start.arguments()).containsExactly("task", "list", "--data");
		assertThat(start.data()).isEqualTo(HOME.resolve(".local/share/fleetdesk"));
	}
}
