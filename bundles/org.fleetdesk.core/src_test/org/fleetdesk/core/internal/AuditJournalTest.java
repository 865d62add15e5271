package org.fleetdesk.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import org.fleetdesk.core.AuditLog;
import org.fleetdesk.core.AuditLog.Ended;
import org.fleetdesk.core.AuditLog.Line;
import org.fleetdesk.core.AuditLog.Sent;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.http.HttpAudit.Request;
import org.fleetdesk.http.HttpBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditJournalTest {

	@TempDir
	private Path folder;
	private final List<FleetEvent> events = new ArrayList<>();
	private Instant now = Instant.parse("2026-11-30T23:59:59Z");

	private AuditJournal journal() {
		return new AuditJournal(folder, () -> now, events::add);
	}

	private static Request request(String method, String name) {
		return new Request(method, URI.create("http://h/containers/" + name), Optional.empty(), Map.of(), Optional.empty(), Set.of(), !List.of("GET", "HEAD", "OPTIONS").contains(method));
	}

	private List<Line> lines(AuditJournal journal) throws IOException {
		return journal.read(Instant.EPOCH).more();
	}

	@Test
	void aRequestIsThereBeforeItIsSentAndItsEndAfter() throws Exception {
		try (var journal = journal()) {
			var reader = journal.read(Instant.EPOCH);
			AuditLog.onBehalf("task-1", text -> text, () -> {
				var ending = journal.sending(request("POST", "a/start"));
				try {
					assertThat(reader.more()).singleElement().isInstanceOfSatisfying(Sent.class, s -> {
						assertThat(s.command()).isEqualTo("curl -gsS -X POST http://h/containers/a/start");
						assertThat(s.task()).contains("task-1");
						assertThat(s.user()).isEqualTo(System.getProperty("user.name"));
						assertThat(s.time()).isEqualTo(now);
					});
				} catch (IOException e) {
					throw new AssertionError(e);
				}
				ending.ended(204, Duration.ofMillis(12), "");
			});
			assertThat(reader.more()).singleElement().isInstanceOfSatisfying(Ended.class, e -> {
				assertThat(e.status()).isEqualTo(204);
				assertThat(e.took()).isEqualTo(Duration.ofMillis(12));
			});
			assertThat(reader.more()).isEmpty();
			Path file = folder.resolve("audit/202611.log");
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent()))).isEqualTo("rwx------");
		}
	}

	@Test
	void whatTheTaskKnowsToBeASecretIsNotWrittenDown() throws Exception {
		try (var journal = journal()) {
			AuditLog.onBehalf("task-1", text -> text.replace("geheim", "***"), () -> {
				var ending = journal.sending(request("POST", "geheim/start"));
				Thread.ofVirtual().start(() -> ending.ended(409, Duration.ZERO, "no geheim here"));
			});
			var reader = journal.read(Instant.EPOCH);
			var lines = new ArrayList<Line>();
			Fakes.until("both are there", () -> {
				try {
					return lines.addAll(reader.more()) && lines.size() == 2;
				} catch (IOException e) {
					throw new AssertionError(e);
				}
			});
			assertThat(lines.getFirst()).isInstanceOfSatisfying(Sent.class, s -> {
				assertThat(s.command()).endsWith("/containers/***/start");
				assertThat(s.note()).isEqualTo("a secret of the task is not kept");
			});
			assertThat(lines.getLast()).isInstanceOfSatisfying(Ended.class, e -> assertThat(e.failure()).isEqualTo("no *** here"));
		}
	}

	@Test
	void looksAreNotWrittenDown() throws Exception {
		try (var journal = journal()) {
			for (String method : List.of("GET", "HEAD", "OPTIONS")) {
				journal.sending(request(method, "json")).ended(200, Duration.ZERO, "");
			}
			assertThat(folder.resolve("audit")).doesNotExist();
		}
	}

	@Test
	void aMonthHasAFileAndASinceLeavesOlderOnesOut() throws Exception {
		try (var journal = journal()) {
			journal.sending(request("POST", "old"));
			now = Instant.parse("2026-12-01T00:00:01Z");
			journal.sending(request("POST", "new"));
			assertThat(folder.resolve("audit/202611.log")).content().contains("/old");
			assertThat(folder.resolve("audit/202612.log")).content().contains("/new").doesNotContain("/old");
			assertThat(lines(journal)).hasSize(2);
			assertThat(journal.read(now).more()).singleElement().isInstanceOfSatisfying(Sent.class, s -> assertThat(s.command()).contains("/new"));
		}
	}

	@Test
	void severalProcessesAppendWholeLines() throws Exception {
		int count = 200;
		var body = new HttpBody.Bytes("application/json", ("{\"a\":\"" + "x # {'y'".repeat(1000) + "\"}").getBytes());
		try (var one = journal(); var other = journal()) {
			var begin = new CountDownLatch(1);
			var threads = new ArrayList<Thread>();
			for (var journal : List.of(one, other)) {
				threads.add(Thread.ofVirtual().start(() -> {
					try {
						begin.await();
					} catch (InterruptedException e) {
						throw new AssertionError(e);
					}
					for (int i = 0; i < count; i++) {
						journal.sending(new Request("POST", URI.create("http://h/x"), Optional.empty(), Map.of(), Optional.of(body), Set.of(), true)).ended(200, Duration.ZERO, "");
					}
				}));
			}
			begin.countDown();
			for (Thread thread : threads) {
				thread.join();
			}
			var lines = lines(one);
			assertThat(lines).hasSize(4 * count);
			assertThat(lines).filteredOn(Sent.class::isInstance).allMatch(l -> ((Sent) l).command().endsWith("http://h/x"));
		}
	}

	@Test
	void aCancelledThreadLosesNoLine() throws Exception {
		try (var journal = journal()) {
			Thread.currentThread().interrupt();
			journal.sending(request("DELETE", "a")).ended(0, Duration.ZERO, "Cancelled");
			assertThat(Thread.interrupted()).isTrue();
			journal.sending(request("DELETE", "b"));
			assertThat(lines(journal)).hasSize(3);
		}
	}

	@Test
	void aLineThatWasCutOffSpoilsNoOther() throws Exception {
		try (var journal = journal()) {
			journal.sending(request("POST", "a"));
			Path file = folder.resolve("audit/202611.log");
			Files.writeString(file, "curl -X POST http://h/half # {\"id\":\n", StandardOpenOption.APPEND);
			journal.sending(request("POST", "b"));
			assertThat(lines(journal)).hasSize(2);
			Files.writeString(file, "curl http://h/ha", StandardOpenOption.APPEND);
			assertThat(lines(journal)).as("not whole yet").hasSize(2);
		}
		try (var next = journal()) {
			next.sending(request("POST", "c"));
			assertThat(lines(next)).hasSize(3).last().isInstanceOfSatisfying(Sent.class, s -> assertThat(s.command()).isEqualTo("curl -gsS -X POST http://h/containers/c"));
		}
	}

	@Test
	void aLogThatCannotBeWrittenIsToldOnceAndStopsNothing() throws Exception {
		Files.writeString(folder.resolve("audit"), "in the way");
		try (var journal = journal()) {
			journal.sending(request("POST", "a")).ended(204, Duration.ZERO, "");
			journal.sending(request("POST", "b")).ended(204, Duration.ZERO, "");
			assertThat(events).singleElement().satisfies(e -> assertThat(e.text()).contains("not written to the audit log").contains("the work goes on"));
			assertThat(journal.problem()).isPresent();
			Files.delete(folder.resolve("audit"));
			journal.sending(request("POST", "c"));
			assertThat(journal.problem()).isEmpty();
			assertThat(lines(journal)).hasSize(1);
		}
	}

	@Test
	void theFileIsAScript() throws Exception {
		try (var journal = journal()) {
			journal.sending(request("POST", "a")).ended(500, Duration.ZERO, "it # { failed'\"\n$(id)\u001b[31m\u202e");
			journal.sending(new Request("POST", URI.create("http://h/x"), Optional.empty(), Map.of(), Optional.of(new HttpBody.Bytes("text/plain", new byte[3])), Set.of(), true));
			assertThat(lines(journal).get(1)).isInstanceOfSatisfying(Ended.class, e -> assertThat(e.failure()).endsWith("\n$(id)\u001b[31m\u202e"));
			Path file = folder.resolve("audit/202611.log");
			assertThat(Files.readString(file)).doesNotContain("\u001b").doesNotContain("\u202e");
			var shell = new ProcessBuilder("sh", "-c", "curl() { echo \"ran $*\"; }; . " + file).redirectErrorStream(true).start();
			assertThat(new String(shell.getInputStream().readAllBytes())).isEqualTo("ran -gsS -X POST http://h/containers/a\n");
		}
	}
}
