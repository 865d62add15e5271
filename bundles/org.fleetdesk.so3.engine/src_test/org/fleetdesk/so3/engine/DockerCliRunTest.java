package org.fleetdesk.so3.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The docker command line's run, attach, top, stats and what else looks into a guest; guests run in QEMU. */
class DockerCliRunTest extends DockerCliFixture {

	@BeforeEach
	void needQemu() {
		assumeTrue(isInstalled("qemu-system-aarch64"), "QEMU is not installed");
	}

	private void refused(String why, String... arguments) throws Exception {
		var result = docker(arguments);
		assertThat(result.code()).as("docker " + String.join(" ", arguments)).isNotZero();
		assertThat(result.err()).contains(why);
	}

	@Test
	void runShowsEveryLineAndGivesTheExitCode() throws Exception {
		done("load", "-i", folder + "/samples/burst.itb");
		done("load", "-i", folder + "/samples/crash.itb");
		String lines = IntStream.rangeClosed(1, 1000).mapToObj(i -> "line " + i + " of 1000").collect(Collectors.joining("\n", "burst up\n", "\nburst done"));
		assertThat(done("run", "--rm", "--name", "b", "burst")).isEqualTo(lines);
		assertThat(done("ps", "-aq")).as("--rm has removed it").isEmpty();
		assertThat(done("run", "--name", "b", "burst")).as("the name is free again").isEqualTo(lines);
		assertThat(done("start", "-a", "b")).isEqualTo(lines);
		var crashed = docker("run", "--name", "c", "crash");
		assertThat(crashed.code()).isEqualTo(1);
		assertThat(crashed.out()).startsWith("crash up").endsWith("panic: giving up");
		assertThat(done("run", "-t", "--rm", "burst")).as("bare bytes for a terminal").isEqualTo(lines);
		refused("You cannot attach to a stopped container", "attach", "b");
		assertThat(done("ps", "-a", "--filter", "exited=1", "--format", "{{.Names}}")).isEqualTo("c");
		assertThat(done("ps", "-a", "--filter", "since=b", "--format", "{{.Names}}")).isEqualTo("c");
		assertThat(done("ps", "-a", "--filter", "ancestor=burst", "--format", "{{.Names}}")).isEqualTo("b");
		assertThat(done("ps", "-as", "--filter", "name=b", "--format", "{{.Size}}")).contains("virtual").doesNotStartWith("0B");
		assertThat(done("container", "prune", "-f")).contains("Deleted Containers:").contains("Total reclaimed space: ").doesNotContain("space: 0B");
		assertThat(done("ps", "-aq")).isEmpty();
	}

	@Test
	void looksIntoARunningGuest() throws Exception {
		done("load", "-i", folder + "/samples/ticker.itb");
		String id = done("run", "-d", "--name", "t", "--label", "site=lab", "ticker");
		Path attachedOut = folder.resolve("attached");
		var attached = start(attachedOut, folder.resolve("attached.err"), "attach", "--no-stdin", "t");
		DockerClient.await(() -> Files.readString(attachedOut), t -> t.contains("tick"));
		assertThat(done("top", "t")).contains("UID", "PID", "CMD", "qemu-system-aarch64");
		assertThat(done("top", "t", "-o", "pid,cmd")).startsWith("PID").contains(done("inspect", "-f", "{{.State.Pid}}", "t"));
		assertThat(done("top", "t", "aux").lines().toList()).hasSize(2).first().asString().matches("USER +PID +%CPU +%MEM +VSZ +RSS +TTY +STAT +START +TIME +COMMAND");
		assertThat(done("top", "t", "aux")).doesNotContain(" 0 0 ").containsPattern(" [RS]l ").contains("qemu-system-aarch64");
		refused("not with \"--forest\"", "top", "t", "--forest");
		assertThat(done("stats", "--no-stream", "--format", "{{.Name}} {{.CPUPerc}} {{.MemUsage}} {{.PIDs}}", "t")).matches("t \\d+\\.\\d\\d% [1-9][\\d.]*MiB / .*B [1-9]\\d*");
		Path statsOut = folder.resolve("stats");
		var stats = start(statsOut, folder.resolve("stats.err"), "stats", "--format", "{{.Name}} {{.MemUsage}}");
		DockerClient.await(() -> Files.readString(statsOut), t -> t.contains("t ") && t.contains("MiB"));
		stats.destroyForcibly(); // it heeds no gentler signal
		assertThat(stats.waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(Files.readString(statsOut)).contains("MiB");
		assertThat(done("inspect", "-s", "-f", "{{.SizeRootFs}}", "t")).matches("[1-9]\\d*");
		assertThat(done("system", "df", "-v")).contains("Images space usage:").contains("ticker").contains("t\n".strip());
		assertThat(done("events", "--since", "1", "--until", "0s", "--filter", "container=t", "--filter", "event=start", "--filter", "label=site=lab", "--format",
				"{{.Action}} {{.Actor.ID}}")).isEqualTo("start " + id);
		assertThat(done("events", "--since", "1", "--until", "0s", "--filter", "type=volume")).isEmpty();
		done("pause", "t");
		refused("You cannot attach to a paused container", "attach", "t");
		done("unpause", "t");
		done("rm", "-fv", "t");
		assertThat(attached.waitFor(20, TimeUnit.SECONDS)).as("attach ends with the guest").isTrue();
		assertThat(done("system", "prune", "-f")).contains("Total reclaimed space");
	}

	@Test
	void refusesInDockersWords() throws Exception {
		done("load", "-i", folder + "/samples/ticker.itb");
		done("create", "--name", "t", "ticker");
		String daemon = "Error response from daemon: ";
		refused(daemon + "No such container: nosuch", "wait", "nosuch");
		refused("No such container: nosuch", "logs", "nosuch");
		refused(daemon + "No such container: nosuch", "top", "nosuch");
		refused("No such container: nosuch", "rm", "nosuch");
		refused("is not running", "kill", "t");
		refused("is not running", "top", "t");
		refused("is not running", "pause", "t");
		refused("is not paused", "unpause", "t");
		refused(daemon + "invalid filter 'foo'", "ps", "--filter", "foo=bar");
		refused(daemon + "invalid filter 'status=bogus'", "ps", "--filter", "status=bogus");
		refused(daemon + "unrecognized filter value for health: bogus", "ps", "--filter", "health=bogus");
		refused("invalid filter 'foo'", "events", "--filter", "foo=bar");
		refused("This node is not a swarm manager", "node", "ls");
		refused("This node is not a swarm manager", "service", "ls");
		refused("network x not found", "network", "inspect", "x");
		refused("no such volume", "volume", "inspect", "x");
		refused("nothing can be executed", "exec", "t", "ls");
		refused("no file system", "commit", "t");
		refused("no file system", "diff", "t");
		refused("no registry", "login", "-u", "x", "-p", "y", engine.url().getAuthority());
		assertThat(done("network", "ls", "-q")).isEmpty();
		assertThat(done("volume", "ls", "-q")).isEmpty();
		assertThat(done("plugin", "ls", "-q")).isEmpty();
		done("network", "prune", "-f");
		done("volume", "prune", "-f");
	}
}
