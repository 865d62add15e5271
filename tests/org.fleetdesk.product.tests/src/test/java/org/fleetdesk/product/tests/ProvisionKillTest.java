package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * 100 creates of runtimes while the Provisioning Engine is killed at a random moment, once with its cloud in the same process and once without, and what the command line then
 * finds and repairs. {@code FLEETDESK_PROVISION_KILLS} says how often (1 of each), {@code FLEETDESK_SEED} repeats the kills of a run that printed this seed.
 */
class ProvisionKillTest {

	private static final int CREATES = 100;
	private static final int CLIENTS = 20;
	/** Room for all of them. */
	private static final String HOSTS = "64:65536,64:65536";
	/** What was cut off is taken for orphaned when a create can no longer be at work on it, which are minutes; each look is a process of its own. */
	private static final Duration PATIENCE = Duration.ofMinutes(10);
	private static final Duration PAUSE = Duration.ofSeconds(3);
	private static final int ATTEMPTS = 3;

	@TempDir
	private Path folder;
	private Fleetdesk fleetdesk;
	private final List<CloudPeer> peers = new ArrayList<>();

	/** An engine after its kill. @param answered the runtimes that were made by what it said before */
	private record Killed(String connection, Fleetdesk.RunningEngine engine, CloudPeer peer, Set<Integer> answered) {

		CloudPeer.Picture picture() {
			return peer.picture(engine.url());
		}
	}

	/** @param listed kind and key of what has a problem, by connection */
	private record Problems(JsonNode listed) {

		Set<String> of(Killed killed) {
			return StreamSupport.stream(listed.spliterator(), false).filter(p -> p.path("on").asText().equals(killed.connection)).map(p -> p.path("kind").asText() + " " + p.path("key").asText())
					.collect(Collectors.toCollection(TreeSet::new));
		}
	}

	@BeforeEach
	void prepare() {
		fleetdesk = new Fleetdesk(folder);
	}

	@AfterEach
	void endAll() throws IOException {
		fleetdesk.close();
		for (CloudPeer peer : peers) {
			peer.close();
		}
	}

	@Test
	void leavesNothingThatIsNotListedAndRepaired() throws Exception {
		String given = System.getenv("FLEETDESK_SEED");
		long first = given == null ? System.nanoTime() & 0xffffff : Long.parseLong(given);
		int kills = Integer.parseInt(System.getenv().getOrDefault("FLEETDESK_PROVISION_KILLS", "1"));
		for (int i = 0; i < kills; i++) {
			var random = new Random(first + i);
			String what = "kill " + (i + 1) + " of " + kills + ", FLEETDESK_SEED=" + (first + i);
			fleetdesk.deleteData("connections.json", "journal");
			Path data = folder.resolve("kill-" + i);
			var processes = new ArrayList<Process>();
			var killed = List.of(withItsCloud(data.resolve("whole"), random, what, processes), withoutItsCloud(data.resolve("engine"), data.resolve("cloud"), random, what, processes));
			check(killed, what);
			for (Process process : processes.reversed()) {
				process.destroy();
				process.waitFor();
			}
		}
	}

	/** Engine and cloud are one process. */
	private Killed withItsCloud(Path data, Random random, String what, List<Process> processes) throws Exception {
		var words = List.of("engine", "provision", "--listen", "127.0.0.1:0", "--data", data.toString(), "--cloud-speed", "20", "--cloud-hosts", HOSTS);
		var engine = started(words);
		var peer = peer(data);
		var answered = kill(engine, peer, random, what + ", engine with its cloud");
		return again(words, "whole", data, peer, answered, processes);
	}

	/** The cloud goes on while the engine is killed. */
	private Killed withoutItsCloud(Path data, Path cloudData, Random random, String what, List<Process> processes) throws Exception {
		var cloud = cloud(cloudData, processes);
		var words = List.of("engine", "provision", "--listen", "127.0.0.1:0", "--data", data.toString(), "--opennebula", cloud.xmlRpc, "--oneflow", cloud.oneflow);
		var engine = started(words);
		var peer = peer(cloudData);
		var answered = kill(engine, peer, random, what + ", engine alone");
		return again(words, "engine", cloudData, peer, answered, processes);
	}

	private record Cloud(String xmlRpc, String oneflow) {
	}

	/** OneFlow's port is given, as nothing tells it; another process may take it before. */
	private Cloud cloud(Path data, List<Process> processes) throws IOException {
		for (int attempt = 1;; attempt++) {
			int port;
			try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
				port = socket.getLocalPort();
			}
			var words = List.of("engine", "opennebula", "--listen", "127.0.0.1:0", "--oneflow-port", Integer.toString(port), "--data", data.toString(), "--cloud-speed", "20",
					"--cloud-hosts", HOSTS);
			try {
				var cloud = started(words);
				processes.add(cloud.process());
				return new Cloud(cloud.url().toString(), "http://127.0.0.1:" + port);
			} catch (AssertionError e) {
				if (attempt == ATTEMPTS) {
					throw e;
				}
			}
		}
	}

	private Fleetdesk.RunningEngine started(List<String> words) {
		return fleetdesk.serving(fleetdesk.start(words.toArray(String[]::new)));
	}

	private CloudPeer peer(Path cloudData) throws IOException {
		var peer = new CloudPeer(Files.readString(cloudData.resolve("one_auth")).strip(), CLIENTS);
		peers.add(peer);
		return peer;
	}

	/** The same engine on the same folder, which the command line then knows. */
	private Killed again(List<String> words, String connection, Path cloudData, CloudPeer peer, Set<Integer> answered, List<Process> processes) throws IOException {
		var engine = started(words);
		processes.add(engine.process());
		String[] auth = Files.readString(cloudData.resolve("one_auth")).strip().split(":", 2);
		Path password = folder.resolve("password-" + connection);
		Files.writeString(password, auth[1] + "\n");
		fleetdesk.run("connection", "add", connection, engine.url().toString(), "--kind", "serverless", "--user", auth[0], "--password-file", password.toString()).ok();
		return new Killed(connection, engine, peer, answered);
	}

	/** Kills an engine while it creates. @return the runtimes that it said it has made */
	private static Set<Integer> kill(Fleetdesk.RunningEngine engine, CloudPeer peer, Random random, String what) throws InterruptedException {
		int answers = random.nextInt(CREATES * 9 / 10);
		long millis = random.nextLong(300);
		var next = new AtomicInteger();
		var ended = new AtomicInteger();
		Set<Integer> made = new ConcurrentSkipListSet<>();
		Queue<String> refused = new ConcurrentLinkedQueue<>();
		try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int i = 0; i < CLIENTS; i++) {
				clients.submit(() -> {
					for (int n = next.getAndIncrement(); n < CREATES; n = next.getAndIncrement()) {
						try {
							var answer = peer.create(engine.url(), "killed-" + n);
							if (answer.status() == 201) {
								made.add(CloudPeer.parse(answer.text()).path("SERVERLESS_RUNTIME").path("ID").asInt(-1));
							} else if (answer.status() != 504) { // the machine may be too slow for the engine's patience
								refused.add(answer.toString());
							}
							ended.incrementAndGet();
						} catch (IOException e) {
							// no answer: it may have been made or not
						}
					}
				});
			}
			Fleetdesk.await(what + ": " + answers + " creates end", () -> ended.get() >= answers);
			engine.process().waitFor(millis, TimeUnit.MILLISECONDS);
			assertThat(engine.process().isAlive()).as(what + ": it runs until it is killed").isTrue();
			engine.process().destroyForcibly().waitFor();
		}
		System.out.println(what + ", " + millis + " ms after " + answers + " answers: " + made.size() + " made by what was answered");
		assertThat(refused).as(what).isEmpty();
		return made;
	}

	private Problems problems() {
		return new Problems(fleetdesk.run("runtime", "problems", "--json").ok().json());
	}

	private void check(List<Killed> all, String what) {
		Fleetdesk.await(what + ": all that is loose is listed, all that was answered runs", PATIENCE, PAUSE, () -> settled(all), () -> describe(all));
		var problems = problems();
		var before = all.stream().map(Killed::picture).toList();
		for (int i = 0; i < all.size(); i++) {
			var killed = all.get(i);
			String whose = what + ", " + killed.connection;
			System.out.println(whose + ": " + before.get(i).documents().size() + " documents, " + before.get(i).services().size() + " services, " + before.get(i).vms().size()
					+ " virtual machines; loose " + before.get(i).loose() + "; listed " + problems.of(killed));
			var answered = killed.answered.stream().map(id -> "runtime " + id).toList(); // nothing, when it was killed before its first answer
			assertThat(problems.of(killed)).as(whose).containsAll(before.get(i).loose()).noneMatch(answered::contains);
			assertThat(before.get(i).documents().values().stream().map(CloudPeer.Document::name)).as(whose).doesNotHaveDuplicates();
			assertThat(before.get(i).documents().keySet()).as(whose).containsAll(killed.answered);
		}

		fleetdesk.run("runtime", "repair", "--all").ok();

		assertThat(problems().listed()).as(what + ": after the repair").isEmpty();
		for (int i = 0; i < all.size(); i++) {
			var killed = all.get(i);
			Fleetdesk.await(what + ", " + killed.connection + ": all belongs together", PATIENCE, PAUSE, () -> killed.picture().whole(), () -> killed.picture().toString());
			var kept = new HashSet<>(before.get(i).documents().keySet());
			kept.removeIf(id -> problems.of(killed).contains("runtime " + id));
			assertThat(killed.picture().documents().keySet()).as(what + ", " + killed.connection + ": what had no problem is left alone").isEqualTo(kept);
		}
	}

	private boolean settled(List<Killed> all) {
		var problems = problems();
		var runtimes = fleetdesk.run("runtime", "list", "--json").ok().json();
		return all.stream().allMatch(k -> problems.of(k).containsAll(k.picture().loose()) && running(runtimes, k).containsAll(k.answered));
	}

	private static Set<Integer> running(JsonNode runtimes, Killed killed) {
		return StreamSupport.stream(runtimes.spliterator(), false).filter(r -> r.path("on").asText().equals(killed.connection) && r.path("state").asText().equals("running"))
				.map(r -> r.path("key").asInt()).collect(Collectors.toSet());
	}

	private String describe(List<Killed> all) {
		return all.stream().map(k -> k.connection + ": answered " + k.answered + ", loose " + k.picture().loose() + ", " + k.picture() + "\n").collect(Collectors.joining())
				+ "problems " + problems().listed() + "\nruntimes " + fleetdesk.run("runtime", "list", "--json").out();
	}
}
