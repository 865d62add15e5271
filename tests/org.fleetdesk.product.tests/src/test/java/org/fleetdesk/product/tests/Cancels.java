package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.fleetdesk.faults.Direction;
import org.fleetdesk.faults.FaultProxy;
import org.fleetdesk.faults.Toxic;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Things that are cancelled while they are stuck, on one engine behind a proxy. Each gives the milliseconds, by the task's own log, from the moment when cancel was
 * asked for until the target had ended, half-done things undone; and checks that nothing of it is left. The main program does each several times.
 */
final class Cancels implements AutoCloseable {

	private static final Pattern TOOK = Pattern.compile("(?:Ended|Halted) (\\d+) ms after (?:cancel|it)");
	private static final int IMAGE = 24 << 20;
	private static final Toxic SLOW = new Toxic.Bandwidth(30);
	private static final int REQUESTS = 100_000;

	private final Fleetdesk fleetdesk;
	private final Engines engines;
	private final FaultProxy proxy;
	private final Path image;

	Cancels(Path folder) throws Exception {
		fleetdesk = new Fleetdesk(folder);
		engines = new Engines(1, folder.resolve("engines"));
		proxy = new FaultProxy(engines.url(0));
		image = BigImage.write(fleetdesk, IMAGE);
		fleetdesk.connect(Map.of("lab", URI.create("http://127.0.0.1:" + proxy.port())));
	}

	public static void main(String[] args) throws Exception {
		int times = Integer.parseInt(args[0]);
		Path folder = Files.createTempDirectory("fleetdesk-cancel");
		var uploads = new ArrayList<Long>();
		var connects = new ArrayList<Long>();
		var soaks = new ArrayList<Long>();
		try (var cancels = new Cancels(folder)) {
			for (int i = 0; i < times; i++) {
				uploads.add(cancels.upload());
				connects.add(cancels.connect());
				soaks.add(cancels.soak());
			}
		} finally {
			try (Stream<Path> all = Files.walk(folder)) {
				for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
					Files.delete(file);
				}
			}
		}
		System.out.println("Cancel until it has ended, milliseconds, median of " + times);
		print("an upload", uploads);
		print("a hanging connect", connects);
		print("a soaking rollout", soaks);
	}

	private static void print(String what, List<Long> millis) {
		System.out.printf("%-28s %6d   %s%n", what, millis.stream().sorted().toList().get(millis.size() / 2), millis);
	}

	/** An upload through a slow network. */
	long upload() throws IOException {
		proxy.add(Direction.UPSTREAM, SLOW);
		var deploy = deploy("gone");
		awaitUpload(deploy);
		String id = runs("running").getFirst().path("id").asText();
		fleetdesk.run("task", "cancel", id).ok();
		assertThat(fleetdesk.end(deploy).code()).isEqualTo(130);
		proxy.heal();
		assertNothingIsLeft();
		return took(fleetdesk.run("task", "log", id).ok().out());
	}

	/** A task whose host is silent from its first word on: it was queued when its process was killed, and is resumed when the host has lost its power. */
	long connect() throws IOException, InterruptedException {
		proxy.add(Direction.UPSTREAM, SLOW);
		var first = deploy("first");
		awaitUpload(first);
		var queued = deploy("queued");
		Fleetdesk.await("it is queued", () -> runs("running").size() + runs("queued").size() == 2, () -> Fleetdesk.read(queued.err()));
		first.process().destroyForcibly().waitFor();
		fleetdesk.end(queued);
		proxy.heal();
		var interrupted = runs("interrupted");
		assertThat(interrupted).hasSize(2);
		String id = interrupted.getFirst().path("id").asText(); // the newest
		fleetdesk.run("task", "discard", interrupted.getLast().path("id").asText()).ok();

		proxy.blackHole();
		var resume = fleetdesk.start("task", "resume", id);
		// not by a command: by the time it has started, the last attempt may have failed
		Fleetdesk.await("it tries to connect", () -> Fleetdesk.read(resume.err()).contains("Check for a free slot"), () -> Fleetdesk.read(resume.err()));
		fleetdesk.run("task", "cancel", id).ok();
		assertThat(fleetdesk.end(resume).code()).isEqualTo(130);
		proxy.heal();
		assertNothingIsLeft();
		return took(fleetdesk.run("task", "log", id).ok().out());
	}

	/** A rollout whose first wave is done and being watched: it is halted, and what its wave did stays. */
	long soak() {
		fleetdesk.run("deploy", fleetdesk.samples().resolve("ticker.itb").toString(), "--name", "watched", "--on", "lab").ok();
		var rollout = fleetdesk.start("rollout", "start", "update", "--file", fleetdesk.samples().resolve("ticker-v2.itb").toString(), "--soak", "10m", "watched");
		// not by a command at first: it could become the owner, who goes on until the rollout has ended
		Fleetdesk.await("it has begun", () -> !Fleetdesk.read(rollout.err()).isBlank(), () -> Fleetdesk.read(rollout.err()));
		Fleetdesk.await("it soaks", () -> rollouts().path(0).path("state").asText().equals("soaking"), () -> Fleetdesk.read(rollout.err()) + rollouts());
		String id = rollouts().path(0).path("id").asText();
		fleetdesk.run("rollout", "halt", id).ok();
		assertThat(fleetdesk.end(rollout).code()).isEqualTo(130);
		assertThat(rollouts().path(0).path("state").asText()).isEqualTo("halted");
		assertThat(runs("running")).isEmpty();
		assertThat(engines.containers(0)).singleElement().satisfies(c -> assertThat(c.path("State").asText()).isEqualTo("running"));
		long took = took(fleetdesk.run("rollout", "log", id).ok().out());
		engines.clean();
		return took;
	}

	private JsonNode rollouts() {
		return fleetdesk.run("rollout", "list", "--json").ok().json();
	}

	private Fleetdesk.Started deploy(String name) {
		return fleetdesk.start("deploy", image.toString(), "--name", name, "--on", "lab");
	}

	private void awaitUpload(Fleetdesk.Started deploy) {
		long before = proxy.bytes(Direction.UPSTREAM);
		Fleetdesk.await("the upload is under way", () -> proxy.bytes(Direction.UPSTREAM) - before > REQUESTS, () -> Fleetdesk.read(deploy.err()));
	}

	private List<JsonNode> runs(String state) {
		return StreamSupport.stream(fleetdesk.run("task", "list", "--json").ok().json().spliterator(), false).filter(r -> r.path("state").asText().equals(state)).toList();
	}

	private void assertNothingIsLeft() {
		Fleetdesk.await("nothing is left on the engine", () -> engines.empty(0), () -> engines.describe(0));
		assertThat(runs("running")).isEmpty();
		assertThat(runs("queued")).isEmpty();
	}

	private static long took(String log) {
		var times = TOOK.matcher(log).results().map(r -> Long.valueOf(r.group(1))).toList();
		assertThat(times).as(log).isNotEmpty();
		return times.stream().flatMapToLong(LongStream::of).max().orElseThrow();
	}

	@Override
	public void close() throws IOException {
		fleetdesk.close();
		proxy.close();
		engines.close();
	}
}
