package org.fleetdesk.so3.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The docker command line's updates, checkpoints and restart policies, and Docker's errors for their wrong uses. */
class DockerCliLifeTest extends DockerCliFixture {

	private void refused(String why, String... arguments) throws Exception {
		var result = docker(arguments);
		assertThat(result.code()).as("docker " + String.join(" ", arguments)).isNotZero();
		assertThat(result.err()).contains("Error response from daemon", why);
	}

	@Test
	void updatesThePolicyAndNothingElse() throws Exception {
		done("load", "-i", folder + "/samples/ticker.itb");
		assertThat(done("create", "--name", "t", "--restart", "on-failure:3", "ticker")).isNotEmpty();
		String policy = "{{.HostConfig.RestartPolicy.Name}} {{.HostConfig.RestartPolicy.MaximumRetryCount}}";
		assertThat(done("inspect", "-f", policy, "t")).isEqualTo("on-failure 3");
		assertThat(done("update", "--restart", "unless-stopped", "t")).isEqualTo("t");
		assertThat(done("inspect", "-f", policy, "t")).isEqualTo("unless-stopped 0");
		refused("Memory is set, but SO3 containers have fixed resources", "update", "--memory", "10m", "t");
		refused("unknown policy 'sometimes'", "update", "--restart", "sometimes", "t");
		refused("No such container: nosuch", "update", "--restart", "no", "nosuch");
		refused("HostConfig.Memory is set", "create", "-m", "64m", "ticker");
		refused("ExposedPorts is set, but SO3 containers have no networks", "create", "-p", "8080:80", "ticker");
		refused("HostConfig.Privileged is set", "create", "--privileged", "ticker");
		refused("does not match the specified platform", "create", "--platform", "linux/amd64", "ticker");
		assertThat(done("create", "--platform", "linux/arm64", "--name", "p", "ticker")).isNotEmpty();
	}

	@Test
	void keepsCheckpointsAndStartsFromThem() throws Exception {
		done("load", "-i", folder + "/samples/ticker.itb");
		done("create", "--name", "t", "ticker");
		refused("Container t is not running", "checkpoint", "create", "t", "one");
		done("start", "t");
		DockerClient.await(() -> done("logs", "t"), l -> l.contains("tick 1"));
		assertThat(done("checkpoint", "create", "--leave-running", "t", "one")).isEqualTo("one");
		refused("checkpoint with name one already exists for container t", "checkpoint", "create", "t", "one");
		refused("Invalid checkpoint ID (.x)", "checkpoint", "create", "t", ".x");
		assertThat(done("checkpoint", "create", "t", "two")).isEqualTo("two");
		assertThat(done("inspect", "-f", "{{.State.Status}} {{.State.ExitCode}}", "t")).isEqualTo("exited 137");
		assertThat(done("checkpoint", "ls", "t").lines().map(String::strip)).containsExactly("CHECKPOINT NAME", "one", "two");
		long lines = done("logs", "t").lines().count();
		refused("checkpoint nosuch does not exist for container t", "start", "--checkpoint", "nosuch", "t");
		assertThat(done("start", "--checkpoint", "two", "t")).isEmpty();
		DockerClient.await(() -> done("logs", "t").lines().count(), n -> n > lines);
		var ticks = done("logs", "t").lines().filter(l -> l.contains("tick ")).map(l -> Integer.valueOf(l.substring(l.indexOf("tick ") + 5))).toList();
		assertThat(ticks).isEqualTo(IntStream.range(0, ticks.size()).boxed().toList());
		assertThat(done("checkpoint", "rm", "t", "one")).isEmpty();
		refused("checkpoint one does not exist for container t", "checkpoint", "rm", "t", "one");
		refused("keeps the checkpoints of an SO3 container with the container", "checkpoint", "ls", "--checkpoint-dir", "/tmp", "t");
		done("rm", "-f", "t");
	}

	@Test
	void startsAgainWhatFails() throws Exception {
		assumeTrue(Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, "qemu-system-aarch64"))), "QEMU is not installed");
		done("load", "-i", folder + "/samples/crash.itb");
		done("run", "-d", "--name", "c", "--restart", "on-failure:1", "crash");
		assertThat(DockerClient.await(() -> done("inspect", "-f", "{{.State.Status}} {{.State.ExitCode}} {{.RestartCount}}", "c"), s -> s.startsWith("exited")))
				.isEqualTo("exited 1 1");
		assertThat(done("logs", "c").lines().filter("crash up"::equals)).hasSize(2);
		refused("conflict", "rmi", "crash");
	}

	@Test
	void removesWhatIsToBeRemovedAtItsEnd() throws Exception {
		done("load", "-i", folder + "/samples/ticker.itb");
		done("run", "-d", "--rm", "--name", "t", "ticker");
		assertThat(done("stop", "t")).isEqualTo("t");
		assertThat(DockerClient.await(() -> done("ps", "-aq"), String::isEmpty)).isEmpty();
	}
}
