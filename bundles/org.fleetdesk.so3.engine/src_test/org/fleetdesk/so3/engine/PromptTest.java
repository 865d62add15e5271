package org.fleetdesk.so3.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.fleetdesk.docker.DockerEngine;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.so3.model.Samples;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The prompt as an operator uses it: in a process of its own, by a pipe or a terminal, alone or at a running engine. */
@Timeout(400)
class PromptTest {

	private static final String SIMULATED = "--runtime=simulated";

	@TempDir
	Path folder;

	private Path data;

	@BeforeEach
	void samples() throws Exception {
		Samples.writeTo(folder.resolve("samples"));
		data = folder.resolve("data");
	}

	private String load() {
		return "images load " + folder + "/samples/ticker.itb";
	}

	@Test
	void aScriptNeedsNoWebServer() throws Exception {
		try (var prompt = PromptChild.piped(data, SIMULATED)) {
			prompt.line("# comment").line(load()).line("inject ticker --name t").line("start t").line("pause t").line("unpause t").line("restart t");
			prompt.line("rename t u");
			prompt.line("containers").line("me list").line("image info").line("logs -n 1 u").line("stop u").line("rm u").line("image rm ticker").line("version").line("exit\nstart afterwards");
			int code = prompt.end();
			assertThat(prompt.err()).isEmpty();
			assertThat(code).isZero();
			assertThat(prompt.out().lines()).contains("loaded ticker:latest", "injected t into slot 2", "started t", "paused t", "resumed t", "restarted t", "renamed t to u",
					"stopped u", "removed u", "removed ticker").anyMatch(l -> l.matches("u +running +Up .*\\(living, slot 2, simulated\\).*"))
					.anyMatch(l -> l.matches("2 +living +0000000000200001 +u +ticker.*")).anyMatch(l -> l.matches("6 +free *"))
					.anyMatch(l -> l.contains("Docker API 1.")).noneMatch(l -> l.startsWith("ready:"));
		}
	}

	@Test
	void aScriptGoesOnAfterAFailureAndTellsItAtTheEnd() throws Exception {
		try (var prompt = PromptChild.piped(data, SIMULATED)) {
			prompt.line("start nosuch").line("frobnicate").line("pause").line("images rm \"a").line("version");
			assertThat(prompt.end()).isEqualTo(1);
			assertThat(prompt.err().lines()).hasSize(4).anyMatch(l -> l.contains("No such container: nosuch"))
					.contains("There is no command frobnicate; help lists the commands").anyMatch(l -> l.contains("help pause"));
			assertThat(prompt.out()).contains("Fleetdesk EMISO Engine").doesNotContain("\tat ");
		}
	}

	@Test
	void withAnAddressItServesToo() throws Exception {
		try (var prompt = PromptChild.onTerminal(data, SIMULATED, "--listen", "127.0.0.1:0")) {
			prompt.expect("serving at http://127.0.0.1:");
			prompt.expect("(emiso)>> ").line("exit");
			assertThat(prompt.await()).isZero();
		}
	}

	@Test
	void twoPromptsUseARunningEngineThroughItsSocket() throws Exception {
		try (var engine = EngineChild.start(data, SIMULATED); var one = PromptChild.piped(data); var two = PromptChild.piped(data)) {
			assertThat(Files.getPosixFilePermissions(data.resolve("emiso.sock"))).isEqualTo(PosixFilePermissions.fromString("rw-------"));
			one.line(load()).line("inject ticker --name shared").expect("injected shared");
			two.line("ps").expect("shared").line("start shared").expect("started shared");
			one.line("ps").expect("running");
			one.line("rm -f shared").expect("removed shared");
			assertThat(one.end()).isZero();
			assertThat(two.line("exit").await()).isZero();
			try (var http = new HttpClientFactory(); var docker = new DockerEngine(http.open(DockerEngine.settings(URI.create("unix://" + data + "/emiso.sock"))))) {
				assertThat(docker.containers()).isEmpty();
			}
			assertThat(engine.terminate()).isZero();
			assertThat(data.resolve("emiso.sock")).doesNotExist();
		}
	}

	@Test
	void anEngineThatWasKilledIsToldAndTheNextOneUsed() throws Exception {
		try (var engine = EngineChild.start(data, SIMULATED); var prompt = PromptChild.piped(data)) {
			prompt.line("version").expect("Fleetdesk EMISO Engine");
			engine.kill();
			prompt.line("version").expectProblem("No engine answers at " + data + "/emiso.sock");
			try (var next = EngineChild.start(data, SIMULATED)) {
				prompt.line("version").expect("Fleetdesk EMISO Engine");
			}
			assertThat(prompt.end()).isEqualTo(1);
		}
	}

	@Test
	void onATerminalItCompletesAndEndsFollowingByCtrlC() throws Exception {
		try (var prompt = PromptChild.onTerminal(data, SIMULATED)) {
			prompt.expect("run by this prompt").expect("(emiso)>> ").line(load()).expect("loaded ticker").expect("(emiso)>> ");
			prompt.type("inj\ttic\t--name lamp").expect("inject ticker --name lamp").line("").expect("injected lamp").expect("(emiso)>> ");
			prompt.line("start la\t").expect("started lamp").expect("(emiso)>> ");
			prompt.line("logs --fol\tla\t").expect("ticker up").type("\u0003").expect("(emiso)>> ");
			prompt.line("pause lamp").expect("paused lamp").expect("(emiso)>> ");
			prompt.type("start unfinished").expect("start unfinished").type("\u0003").expect("(emiso)>> ");
			prompt.type("\u0004");
			assertThat(prompt.await()).isZero();
			assertThat(prompt.out()).doesNotContain("\tat ");
		}
		assertThat(Files.getPosixFilePermissions(data.resolve("prompt-history"))).isEqualTo(PosixFilePermissions.fromString("rw-------"));
		try (var again = PromptChild.onTerminal(data, SIMULATED)) {
			again.expect("(emiso)>> ").type("\u001bOA").expect("pause lamp").type("\u0003").expect("(emiso)>> ").line("quit");
			assertThat(again.await()).isZero();
		}
	}
}
