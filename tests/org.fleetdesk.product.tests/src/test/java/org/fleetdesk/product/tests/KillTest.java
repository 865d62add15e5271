package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A deployment to 20 engines whose process is killed at random moments, and what the next process makes of it. {@code FLEETDESK_KILLS} says how often (6),
 * {@code FLEETDESK_CONSOLE_KILLS} how often with the console as what executes (1), {@code FLEETDESK_SEED} repeats the kills of a run that printed this seed.
 */
class KillTest {

	private static final int ENGINES = 20;
	private static final int IMAGE = 1 << 20;
	private static final String NAME = "killed";

	/** What is done about a deployment that was cut off. */
	private enum Remedy {
		RESUME, RETRY, DISCARD
	}

	@TempDir
	private Path folder;
	private Fleetdesk fleetdesk;
	private Engines engines;
	private Path image;
	/** How long a deployment takes from its submission on, in milliseconds. */
	private long lasts = 1500;
	private final Map<String, Integer> hit = new TreeMap<>();

	@BeforeEach
	void prepare() throws Exception {
		fleetdesk = new Fleetdesk(folder);
		engines = new Engines(ENGINES, folder.resolve("engines"));
		image = BigImage.write(fleetdesk, IMAGE);
		fleetdesk.withoutLocalFleet();
	}

	@AfterEach
	void endAll() throws IOException {
		fleetdesk.close();
		if (engines != null) {
			engines.close();
		}
	}

	private static int number(String variable, int otherwise) {
		return Integer.parseInt(System.getenv().getOrDefault(variable, Integer.toString(otherwise)));
	}

	private static long seed() {
		String given = System.getenv("FLEETDESK_SEED");
		return given == null ? System.nanoTime() & 0xffffff : Long.parseLong(given);
	}

	@Test
	void losesDoublesAndLeavesNothingWhenTheCommandLineIsKilled() throws Exception {
		long first = seed();
		int kills = number("FLEETDESK_KILLS", 6);
		undisturbed();
		for (int i = 0; i < kills; i++) {
			var random = new Random(first + i);
			freshFolder();
			var deploy = deploy();
			long millis;
			if (random.nextInt(6) == 0) { // at any moment since its start, most of them before the request is in the journal
				millis = random.nextLong(3000);
				deploy.process().waitFor(millis, TimeUnit.MILLISECONDS);
			} else {
				awaitSubmission(deploy);
				millis = random.nextLong(lasts);
				deploy.process().waitFor(millis, TimeUnit.MILLISECONDS);
			}
			deploy.process().destroyForcibly().waitFor();
			check(journal().phases(), Remedy.values()[List.of(0, 0, 0, 1, 2).get(random.nextInt(5))], "kill " + (i + 1) + " of " + kills + ", FLEETDESK_SEED=" + (first + i) + ", after " + millis + " ms");
		}
		System.out.println(kills + " kills from the seed " + first + "; targets by phase: " + hit);
	}

	@Test
	void losesDoublesAndLeavesNothingWhenTheConsoleIsKilled() throws Exception {
		long first = seed();
		int kills = number("FLEETDESK_CONSOLE_KILLS", 1);
		try (var screen = new Screen()) {
			for (int i = 0; i < kills; i++) {
				var random = new Random(first + i);
				freshFolder();
				Process console = new ConsoleProcess(fleetdesk, screen).start();
				var deploy = deploy();
				awaitSubmission(deploy);
				long millis = random.nextLong(lasts);
				console.waitFor(millis, TimeUnit.MILLISECONDS);
				console.destroyForcibly().waitFor();
				assertThat(fleetdesk.end(deploy).err()).as("the command line says in words what happened").doesNotContain("\tat ");
				var phases = journal().phases();
				Process next = new ConsoleProcess(fleetdesk, screen).start();
				check(phases, Remedy.values()[random.nextInt(3)], "kill " + (i + 1) + " of " + kills + " of the console, FLEETDESK_SEED=" + (first + i) + ", after " + millis + " ms");
				next.destroy();
				next.waitFor();
			}
		}
		System.out.println(kills + " kills of the console from the seed " + first + "; targets by phase: " + hit);
	}

	/** Lets a deployment end that nobody kills. */
	private void undisturbed() throws IOException {
		freshFolder();
		fleetdesk.end(deploy()).ok();
		noteTime(runs().getFirst());
	}

	/** What ended by itself tells how long it takes, so that the next kills come before. */
	private void noteTime(JsonNode run) {
		lasts = Duration.between(Instant.parse(run.path("created").asText()), Instant.parse(run.path("ended").asText())).toMillis();
	}

	private void freshFolder() throws IOException {
		engines.clean();
		fleetdesk.deleteData("journal", "logs");
		fleetdesk.connect(engines.addresses());
	}

	private Fleetdesk.Started deploy() {
		var words = new ArrayList<>(List.of("deploy", image.toString(), "--name", NAME, "--on"));
		words.addAll(engines.names());
		return fleetdesk.start(words.toArray(String[]::new));
	}

	private JournalFiles journal() {
		return new JournalFiles(fleetdesk.data().resolve("journal"));
	}

	private void awaitSubmission(Fleetdesk.Started deploy) {
		Fleetdesk.await("it is submitted", () -> journal().begun() || !deploy.process().isAlive(), () -> Fleetdesk.read(deploy.err()));
	}

	private List<JsonNode> runs() {
		return StreamSupport.stream(fleetdesk.run("task", "list", "--json").ok().json().spliterator(), false).toList();
	}

	/**
	 * Looks at what is left after a kill, does something about it, and looks again.
	 *
	 * @param phases by what the journal said when the process was gone and no other had taken the folder over
	 */
	private void check(Map<String, Integer> phases, Remedy remedy, String what) {
		System.out.println(what + ": " + (phases.isEmpty() ? "before submission" : phases + ", " + remedy));
		(phases.isEmpty() ? Map.of("before submission", ENGINES) : phases).forEach((phase, count) -> hit.merge(phase, count, Integer::sum));
		var left = runs();
		if (phases.isEmpty()) {
			assertThat(left).as(what).isEmpty();
			awaitOnEngines(what, List.of(), "");
			return;
		}
		assertThat(left).as(what).hasSize(1);
		JsonNode run = left.getFirst();
		String id = run.path("id").asText();
		assertThat(run.path("targets")).as(what).hasSize(ENGINES).allSatisfy(t -> assertThat(t.path("state").asText()).isIn("done", "interrupted"));
		var done = StreamSupport.stream(run.path("targets").spliterator(), false).filter(t -> t.path("state").asText().equals("done")).map(t -> t.path("label").asText()).toList();
		assertThat(done).as(what).hasSize(phases.getOrDefault("done", 0));
		if (done.size() == ENGINES) {
			assertThat(run.path("state").asText()).as(what).isEqualTo("done");
			awaitOnEngines(what, engines.names(), id);
			noteTime(run);
			return;
		}
		assertThat(run.path("state").asText()).as(what).isEqualTo("interrupted");
		switch (remedy) {
		case RESUME -> {
			fleetdesk.run("task", "resume", id).ok();
			assertThat(runs()).as(what).singleElement().satisfies(r -> assertThat(states(r)).as(what + r).isEqualTo(List.of(id, "done", ENGINES)));
			awaitOnEngines(what, engines.names(), id);
		}
		case RETRY -> {
			fleetdesk.run("task", "retry", id).ok();
			var both = runs();
			assertThat(both).as(what).hasSize(2);
			assertThat(both.getFirst().path("state").asText()).as(what).isEqualTo("done");
			assertThat(both.getFirst().path("retryOf").asText()).as(what).isEqualTo(id);
			assertThat(both.getFirst().path("targets")).as(what).hasSize(ENGINES - done.size());
			assertThat(both.getLast().path("id").asText()).as(what).isEqualTo(id);
			awaitOnEngines(what, engines.names(), id);
		}
		case DISCARD -> {
			fleetdesk.run("task", "discard", id).ok();
			Fleetdesk.await(what + ": it is discarded", () -> runs().getFirst().path("state").asText().equals("discarded"), () -> runs().toString());
			var discarded = runs();
			assertThat(discarded).as(what).hasSize(1);
			// what ran already when it was killed was not half-done: it is left, and the result says so
			var whole = StreamSupport.stream(discarded.getFirst().path("targets").spliterator(), false)
					.filter(t -> t.path("state").asText().equals("done") || t.path("message").asText().contains("runs")).map(t -> t.path("label").asText()).toList();
			awaitOnEngines(what, whole, id);
		}
		}
	}

	private static List<Object> states(JsonNode run) {
		long done = StreamSupport.stream(run.path("targets").spliterator(), false).filter(t -> t.path("state").asText().equals("done")).count();
		return List.of(run.path("id").asText(), run.path("state").asText(), (int) done);
	}

	/** Waits until these engines hold the container and its image once and whole, and all others nothing: an engine may still be at a request that was cut off. */
	private void awaitOnEngines(String what, List<String> whole, String run) {
		for (int i = 0; i < ENGINES; i++) {
			int engine = i;
			boolean there = whole.contains(engines.names().get(i));
			Fleetdesk.await(what + ": " + engines.names().get(i) + (there ? " has one of each" : " has nothing"), () -> there ? whole(engine, run) : engines.empty(engine),
					() -> engines.describe(engine) + "; " + fleetdesk.run("task", "list", "--json").out());
		}
	}

	private boolean whole(int engine, String run) {
		var containers = engines.containers(engine);
		var images = engines.images(engine);
		return containers.size() == 1 && containers.getFirst().path("Names").path(0).asText().equals("/" + NAME) && containers.getFirst().path("State").asText().equals("running")
				&& containers.getFirst().path("Labels").path("org.fleetdesk.run").asText().equals(run) && engines.containerFolders(engine).size() == 1
				&& images.size() == 1 && images.getFirst().path("Id").asText().equals("sha256:" + digest()) && engines.files(engine).size() == 1;
	}

	private String digest() {
		try {
			return java.util.HexFormat.of().formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(image)));
		} catch (IOException | java.security.NoSuchAlgorithmException e) {
			throw new AssertionError(e);
		}
	}
}
