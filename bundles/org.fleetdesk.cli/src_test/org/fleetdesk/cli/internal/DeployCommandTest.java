package org.fleetdesk.cli.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.tasks.Artifact;
import org.fleetdesk.tasks.Artifacts;
import org.fleetdesk.tasks.DeploymentOptions;
import org.fleetdesk.tasks.DeploymentPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

class DeployCommandTest {

	private static final Connection LAB = new Connection("1", "so3", "lab", URI.create("http://127.0.0.1:1"), Optional.empty(), Map.of(), false);

	/** Reads all but what is called "broken". */
	private static final class Reader implements Artifacts {
		@Override
		public Optional<String> refusal(Path file) {
			return Optional.empty();
		}

		@Override
		public Artifact inspect(Path file) throws IOException {
			if (file.endsWith("broken")) {
				throw new IOException("Input/output error");
			}
			return new Artifact(file, LAB.kind(), "ticker", "An image", 1, "sha256:0", List.of(), Map.of());
		}

		@Override
		public DeploymentPlan plan(List<Artifact> artifacts, List<Connection> targets, DeploymentOptions options) {
			return new DeploymentPlan(artifacts.stream().map(a -> new DeploymentPlan.Item(a, LAB.id(), a.name(), List.of("Upload it"), "", List.of())).toList(), List.of());
		}
	}

	@Test
	void aFileThatCannotBeReadKeepsNoOtherHere(@TempDir Path folder) throws Exception {
		var connections = (Connections) Proxy.newProxyInstance(Connections.class.getClassLoader(), new Class<?>[] { Connections.class },
				(proxy, method, arguments) -> method.getName().equals("list") ? List.of(LAB) : Optional.of(LAB));
		var command = (DeployCommand.Deploy) new CommandLine(new DeployCommand(new Reader(), connections, null).newCommand()).parseArgs("broken", "good", "--on", "lab", "--dry-run").commandSpec()
				.userObject();
		var said = new ByteArrayOutputStream();
		command.connect(new PrintStream(said, true, StandardCharsets.UTF_8), new PrintStream(said, true, StandardCharsets.UTF_8), folder);
		assertThat(command.call()).isEqualTo(CommandRunner.FAILED);
		assertThat(said.toString(StandardCharsets.UTF_8)).contains("broken cannot be read: Input/output error.", "good on lab: Upload it");
	}
}
