package org.fleetdesk.so3.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.so3.So3;
import org.fleetdesk.tasks.TaskRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.ObjectMapper;

class CommandsTest {

	private final Setup setup = new Setup();

	@TempDir
	private Path folder;
	private Shell shell;
	private ByteArrayOutputStream out;
	private List<TaskRequest> submitted;

	@BeforeEach
	void open() {
		shell = new Shell(setup, folder);
		out = shell.out;
		submitted = shell.submitted;
	}

	@AfterEach
	void close() throws Exception {
		setup.close();
	}

	private int run(String... words) throws Exception {
		return shell.run(words);
	}

	@Test
	void listsContainersOfAllEnginesAndNotesADeadOne() throws Exception {
		setup.engine("lab", false).add("ticker\u001b[2J", "tick", "running");
		setup.connect("dead", URI.create("unix:///none/such.sock"));
		setup.engine("so", true).add("meter", "m", "created");
		assertThat(run("container", "list")).isEqualTo(3);
		assertThat(out.toString()).contains("ticker\\x1b[2J", "running (living)", "simulated", "meter", "created").doesNotContain("\u001b");
		assertThat(shell.err.toString()).contains("dead: unix:///none/such.sock cannot be reached");
	}

	@Test
	void listsAsJson() throws Exception {
		setup.engine("lab", false).add("ticker", "tick", "running");
		assertThat(run("container", "list", "--json", "--on", "lab")).isZero();
		var node = new ObjectMapper().readTree(out.toByteArray()).get(0);
		assertThat(node.path("name").asText()).isEqualTo("ticker");
		assertThat(node.path("nativeState").asText()).isEqualTo("living");
		assertThat(node.path("slot").asInt()).isEqualTo(2);
	}

	@Test
	void actsOnNamedContainersAsATask() throws Exception {
		setup.engine("lab", false).add("a", "x", "running");
		setup.engine("lab2", false).add("b", "x", "running");
		assertThat(run("container", "stop", "a", "lab2/b")).isZero();
		assertThat(submitted).singleElement().satisfies(r -> {
			assertThat(r.verb()).isEqualTo(So3.STOP);
			assertThat(r.targets()).extracting(t -> t.label()).containsExactly("a on lab", "b on lab2");
		});
		run("container", "rm", "-f", "a");
		assertThat(submitted.getLast().parameters().path("force").asBoolean()).isTrue();
	}

	@Test
	void aNameThatIsThereTwiceMustBeToldApart() throws Exception {
		setup.engine("lab", false).add("a", "x", "running");
		setup.engine("lab2", false).add("a", "x", "running");
		assertThatThrownBy(() -> run("container", "stop", "a")).isInstanceOf(UsageException.class).hasMessageContaining("lab/a or lab2/a");
		assertThat(run("container", "stop", "--on", "lab2", "a")).isZero();
		assertThatThrownBy(() -> run("container", "stop", "none")).isInstanceOfSatisfying(EngineException.class,
				e -> assertThat(e.kind()).isEqualTo(EngineException.Kind.NOT_FOUND));
		assertThat(submitted).hasSize(1);
	}

	@Test
	void inspectsAFileOrAnImage() throws Exception {
		setup.engine("lab", false).images.put("tick", "sha256:0123456789");
		org.fleetdesk.so3.model.Samples.write("ticker", folder.resolve("ticker.itb"));
		assertThat(run("image", "inspect", "ticker.itb")).isZero();
		assertThat(out.toString()).contains("SO3 image, arm64", "sha256:", "Species id");
		out.reset();
		assertThat(run("image", "inspect", "tick", "--json")).isZero();
		assertThat(new ObjectMapper().readTree(out.toByteArray()).path("id").asText()).isEqualTo("sha256:0123456789");
		assertThat(new ObjectMapper().readTree(out.toByteArray()).path("engine").path("Os").asText()).as("what the engine says").isEqualTo("so3");
		assertThat(run("image", "inspect", "none.itb")).isEqualTo(1);
		assertThat(shell.err.toString()).contains("none.itb is not there");
	}

	@Test
	void printsTheEndOfALogHarmlessly() throws Exception {
		var engine = setup.engine("lab", false);
		engine.add("ticker", "x", "running");
		engine.log = FakeEmiso.frames("2026-01-01T12:00:00.000000001Z a\n", "2026-01-01T12:00:01.000000001Z b\u001b]0;x\u0007\n2026-01-01T12:00:02.000000001Z c");
		assertThat(run("logs", "ticker", "-n", "2")).isZero();
		assertThat(out.toString()).isEqualTo("b\\x1b]0;x\\x07\nc\n");
		out.reset();
		run("logs", "ticker", "-t");
		assertThat(out.toString()).startsWith("2026-01-01T12:00:00.000000001Z a\n");
		out.reset();
		run("logs", "ticker", "--json");
		assertThat(out.toString().lines()).hasSize(3).first().asString().contains("\"text\":\"a\"", "\"time\":\"2026-01-01T12:00:00.000000001Z\"");
	}
}
