package org.fleetdesk.serverless.engine.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import org.fleetdesk.serverless.engine.internal.config.EngineConfig.LogSettings;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig.LogSystem;
import org.fleetdesk.serverless.engine.internal.log.EngineLogs.Form;
import org.fleetdesk.serverless.engine.internal.log.RuntimeLines.Page;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** Which lines belong to a runtime, and how they are read page by page while the files go on and are renamed. */
@Timeout(60)
class RuntimeLinesTest {

	private static final Instant START = Instant.parse("2023-08-29T00:31:34Z");

	@TempDir
	Path folder;

	private final AtomicReference<Instant> now = new AtomicReference<>(START);
	private EngineLogs logs;

	@AfterEach
	void close() {
		logs.close();
	}

	private RuntimeLines open(Level level, long bytes, String zone) throws Exception {
		logs = EngineLogs.open(folder, new LogSettings(level, LogSystem.FILE), new Form(now::get, ZoneId.of(zone), 2724, bytes));
		return logs.runtimeLines().orElseThrow();
	}

	private RuntimeLines open() throws Exception {
		return open(Level.DEBUG, 10 << 20, "-06:00");
	}

	private RequestLog request() throws Exception {
		return new RequestLog(logs.component(EngineLogs.ENGINE), logs.component(EngineLogs.CLOUD_CLIENT));
	}

	private RequestLog request(int runtime) throws Exception {
		var request = request();
		request.about(runtime);
		return request;
	}

	private RequestLog created(int runtime) throws Exception {
		var request = request();
		request.engine().info("create " + runtime);
		request.about(runtime);
		request.work().info(RuntimeLines.ALLOCATED);
		return request;
	}

	private static Page all(RuntimeLines lines, int runtime) throws Exception {
		return lines.page(runtime, Optional.empty(), Instant.EPOCH, 1000);
	}

	private static List<String> texts(Page page) {
		return page.lines().stream().map(l -> l.text().substring(l.text().indexOf(" -- : ") + 6).replaceFirst("^(\\[SR \\d+] )?\\[\\w+] ", "")).toList();
	}

	@Test
	void aRuntimeHasTheLinesOfItsNumberAndWhatItsCreateSaidBefore() throws Exception {
		var lines = open();
		var create = request();
		create.engine().info("Received request");
		var other = request();
		other.engine().info("another create");
		create.work().info("Creating");
		request(43).engine().info("another runtime");
		create.about(42);
		create.work().info(RuntimeLines.ALLOCATED);
		other.engine().warn("Refused: [SR 42] [000000000000] forged");
		request(421).engine().info("a longer number");
		logs.component(EngineLogs.ENGINE).info("text with [SR 42] in it");
		create.engine().error("Failed: no room");

		assertThat(texts(all(lines, 42))).containsExactly("Received request", "Creating", RuntimeLines.ALLOCATED, "Failed: no room");
		var last = all(lines, 42).lines().getLast();
		assertThat(last.text()).matches("E, \\[2023-08-28 18:31:34 #2724] ERROR -- : \\[SR 42] \\[[0-9a-f]{12}] Failed: no room");
		assertThat(last.time()).isEqualTo(START);
		assertThat(all(lines, 4).lines()).isEmpty();
	}

	@Test
	void whatIsDoneStandsInBothLogsAndItsDetailsInOne() throws Exception {
		var lines = open();
		var request = request(42);
		request.work().info("Resizing");
		request.work().debug("with a secret body");
		request.engine().debug("API Call: a body");

		String engine = Files.readString(folder.resolve("engine.log"));
		assertThat(engine).contains("Resizing", "API Call").doesNotContain("secret body");
		assertThat(Files.readString(folder.resolve("CloudClient.log"))).contains("[SR 42] ", "Resizing", "secret body");
		assertThat(texts(all(lines, 42))).as("no bodies").containsExactly("Resizing");
	}

	@Test
	void aFollowerGetsEachLineOnceAcrossRotations() throws Exception {
		var lines = open(Level.INFO, 700, "-06:00");
		var create = created(42);
		var seen = new ArrayList<>(texts(all(lines, 42)));
		String place = all(lines, 42).next();
		for (int i = 0; i < 60; i++) {
			create.work().info("line " + i);
			request(43).engine().info("other " + i);
			if (i % 3 == 2) {
				var page = lines.page(42, Optional.of(place), Instant.EPOCH, 1000);
				assertThat(page.missed()).isFalse();
				place = page.next();
				seen.addAll(texts(page));
			}
		}
		assertThat(folder.resolve("engine.log.3")).exists();
		assertThat(seen).hasSize(62).startsWith("create 42", RuntimeLines.ALLOCATED, "line 0").endsWith("line 59").doesNotHaveDuplicates();
		assertThat(lines.page(42, Optional.of(place), Instant.EPOCH, 1000)).satisfies(p -> assertThat(p.lines()).isEmpty()).satisfies(p -> assertThat(p.more()).isFalse());
	}

	@Test
	void aFollowerIsToldWhenItsPlaceIsGone() throws Exception {
		var lines = open(Level.INFO, 700, "-06:00");
		var request = request(42);
		request.engine().info("first");
		String place = all(lines, 42).next();
		for (int i = 0; i < 60; i++) {
			request.engine().info("line " + i);
		}
		var page = lines.page(42, Optional.of(place), Instant.EPOCH, 1000);
		assertThat(page.missed()).isTrue();
		assertThat(texts(page)).endsWith("line 59").isEqualTo(texts(all(lines, 42)));
	}

	@Test
	void pagesFollowOneAnother() throws Exception {
		var lines = open(Level.INFO, 700, "-06:00");
		var request = created(42);
		for (int i = 0; i < 10; i++) {
			request.engine().info("line " + i);
		}
		var seen = new ArrayList<String>();
		Optional<String> place = Optional.empty();
		for (boolean more = true; more;) {
			var page = lines.page(42, place, Instant.EPOCH, 3);
			assertThat(page.lines()).hasSizeLessThanOrEqualTo(4);
			seen.addAll(texts(page));
			place = Optional.of(page.next());
			more = page.more();
		}
		assertThat(seen).isEqualTo(texts(all(lines, 42))).hasSize(12);
	}

	@Test
	void aFollowerThatLookedBetweenDoesNotLoseWhatTheCreateSaidBefore() throws Exception {
		var lines = open();
		var create = request();
		create.engine().info("Received request");
		var page = all(lines, 42);
		assertThat(page.lines()).isEmpty();
		create.about(42);
		create.work().info(RuntimeLines.ALLOCATED);
		assertThat(texts(lines.page(42, Optional.of(page.next()), Instant.EPOCH, 10))).containsExactly("Received request", RuntimeLines.ALLOCATED);
	}

	@Test
	void aNumberThatCameAgainBeginsAnewAndItsOldOwnerIsForgotten() throws Exception {
		var lines = open();
		created(42).work().info(RuntimeLines.DELETED + 7);
		assertThat(lines.owner(42)).hasValue(7);
		assertThat(lines.owner(4)).isEmpty();
		created(42).work().info("new");
		assertThat(texts(all(lines, 42))).containsExactly("create 42", RuntimeLines.ALLOCATED, "new");
		assertThat(lines.owner(42)).isEmpty();
		request().engine().warn("Refused: " + RuntimeLines.DELETED + 7);
		request(42).engine().warn("Refused: " + RuntimeLines.DELETED + 7);
		assertThat(lines.owner(42)).as("said by somebody else").isEmpty();
	}

	@Test
	void olderLinesAreLeftOutAndTheHourThatComesTwiceIsTold() throws Exception {
		now.set(Instant.parse("2023-10-29T00:59:59Z"));
		var lines = open(Level.INFO, 10 << 20, "Europe/Zurich");
		var request = request(42);
		request.engine().info("in summer time");
		now.set(Instant.parse("2023-10-29T01:00:00Z"));
		request.engine().info("in winter time");

		assertThat(all(lines, 42).lines()).extracting(l -> l.time().toString()).containsExactly("2023-10-29T00:59:59Z", "2023-10-29T01:00:00Z");
		assertThat(texts(lines.page(42, Optional.empty(), now.get().plus(Duration.ofMillis(700)), 10))).containsExactly("in winter time");
	}

	@Test
	void longLinesAndAPieceOfOneAreNoHindrance() throws Exception {
		var lines = open();
		var request = request(42);
		request.engine().info("\u00fc".repeat(200_000));
		request.engine().info("after");
		logs.close();
		Files.writeString(folder.resolve("engine.log"), "I, [2023-08-28 18:31:34 #2724]  INFO -- : [SR 42] [000000000000] cut of", StandardOpenOption.APPEND);
		var again = open();
		request(43).engine().info("of another runtime");
		assertThat(texts(all(again, 42))).hasSize(3).element(1).isEqualTo("after");
		assertThat(texts(all(again, 42)).getLast()).isEqualTo("cut of");
		assertThat(texts(all(again, 43))).containsExactly("of another runtime");
		assertThat(lines).isNotSameAs(again);
	}

	@Test
	void thePlaceOfAnotherLogIsNoPlace() throws Exception {
		var lines = open();
		request(42).engine().info("x");
		assertThat(RuntimeLines.isPlace(all(lines, 42).next())).isTrue();
		assertThat(RuntimeLines.isPlace("../../etc/passwd-1")).isFalse();
		var place = all(lines, 42).next();
		String inALine = place.substring(0, place.indexOf('-')) + "-5";
		assertThat(lines.page(42, Optional.of(inALine), Instant.EPOCH, 10).missed()).isTrue();
	}
}
