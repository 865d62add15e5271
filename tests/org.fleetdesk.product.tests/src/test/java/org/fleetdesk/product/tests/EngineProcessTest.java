package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine's process contract, seen by the docker CLI. */
class EngineProcessTest {

	private static final Pattern TICK = Pattern.compile("tick (\\d+)");

	@TempDir
	private Path folder;
	private Fleetdesk fleetdesk;

	@BeforeEach
	void prepare() {
		fleetdesk = new Fleetdesk(folder);
	}

	@AfterEach
	void endAll() {
		fleetdesk.close();
	}

	private Fleetdesk.Result docker(Fleetdesk.RunningEngine engine, String... words) {
		var command = new java.util.ArrayList<>(List.of("docker", "-H", engine.tcp()));
		command.addAll(List.of(words));
		return fleetdesk.exec(command.toArray(String[]::new));
	}

	private List<Integer> ticks(Fleetdesk.RunningEngine engine, String container) {
		return TICK.matcher(docker(engine, "logs", container).ok().out()).results().map(m -> Integer.valueOf(m.group(1))).toList();
	}

	@Test
	void endsCleanlyOnSigterm() throws Exception {
		var engine = fleetdesk.emiso(folder.resolve("engine"));
		docker(engine, "version").ok();
		engine.process().destroy();
		assertThat(engine.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(engine.process().exitValue()).isZero();
	}

	@Test
	void refusesASecondEngineOnItsDataFolder() {
		var engine = fleetdesk.emiso(folder.resolve("engine"));
		var second = fleetdesk.run("engine", "emiso", "--listen", "127.0.0.1:0", "--data", folder.resolve("engine").toString());
		assertThat(second.code()).isEqualTo(1);
		assertThat(second.err()).contains(Long.toString(engine.process().pid())).doesNotContain("\tat ");
	}

	@Test
	void keepsThreeRunningGuestsThroughKillMinus9() throws Exception {
		var data = folder.resolve("engine");
		var engine = fleetdesk.emiso(data, "--runtime", "qemu");
		docker(engine, "load", "-i", fleetdesk.samples().resolve("ticker.itb").toString()).ok();
		String image = docker(engine, "images", "--format", "{{.Repository}}").ok().out().strip();
		for (String name : List.of("aa", "bb", "cc")) {
			docker(engine, "create", "--name", name, image).ok();
			docker(engine, "start", name).ok();
		}
		var before = engine;
		Fleetdesk.await("three tickers tick", () -> List.of("aa", "bb", "cc").stream().allMatch(n -> ticks(before, n).size() >= 2));
		String ids = docker(engine, "ps", "--no-trunc", "--format", "{{.ID}} {{.Names}} {{.State}}").ok().out();
		var guests = Guests.of(data).stream().map(ProcessHandle::pid).sorted().toList();
		assertThat(guests).hasSize(3);
		int last = ticks(engine, "aa").getLast();

		engine.process().destroyForcibly().waitFor();
		var after = fleetdesk.emiso(data, "--runtime", "qemu");

		assertThat(docker(after, "ps", "--no-trunc", "--format", "{{.ID}} {{.Names}} {{.State}}").ok().out()).isEqualTo(ids);
		assertThat(Guests.of(data).stream().map(ProcessHandle::pid).sorted().toList()).as("the same guests run on").isEqualTo(guests);
		Fleetdesk.await("the log goes on", () -> ticks(after, "aa").getLast() > last + 1);
		var all = ticks(after, "aa");
		assertThat(all).as("no line lost, none doubled").isEqualTo(java.util.stream.IntStream.range(all.getFirst(), all.getFirst() + all.size()).boxed().toList());
		for (String name : List.of("aa", "bb", "cc")) {
			docker(after, "rm", "-f", name).ok();
		}
		assertThat(docker(after, "ps", "-aq").ok().out()).isBlank();
		Fleetdesk.await("the guests are gone", () -> Guests.of(data).isEmpty());
	}

	@Test
	void saysHowAGuestEnded() {
		var engine = fleetdesk.emiso(folder.resolve("engine"), "--runtime", "qemu");
		for (String sample : List.of("burst", "crash")) {
			docker(engine, "load", "-i", fleetdesk.samples().resolve(sample + ".itb").toString()).ok();
		}
		for (String image : docker(engine, "images", "--format", "{{.Repository}}").ok().out().lines().toList()) {
			docker(engine, "create", "--name", image, image).ok();
			docker(engine, "start", image).ok();
			Fleetdesk.await(image + " ends", () -> docker(engine, "inspect", "-f", "{{.State.Status}}", image).out().strip().equals("exited"));
		}
		assertThat(docker(engine, "inspect", "-f", "{{.State.ExitCode}}", "burst").ok().out().strip()).isEqualTo("0");
		assertThat(docker(engine, "inspect", "-f", "{{.State.ExitCode}}", "crash").ok().out().strip()).isEqualTo("1");
		assertThat(docker(engine, "logs", "burst").ok().out().lines().count()).isGreaterThanOrEqualTo(1000);
	}
}
