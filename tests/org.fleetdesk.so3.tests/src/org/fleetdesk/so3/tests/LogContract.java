package org.fleetdesk.so3.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.docker.DockerEngine;
import org.fleetdesk.docker.LogBlocks;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.so3.Capability;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Session.Verb;
import org.junit.jupiter.api.Test;

/** Logs: whole, from their end, followed, and of containers with a terminal. */
interface LogContract extends Contract {

	/** Keeps a log's text. */
	final class Text implements LogBlocks {

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		@Override
		public synchronized void block(boolean stderr, byte[] block, int offset, int length) {
			bytes.write(block, offset, length);
		}

		synchronized List<String> lines() {
			return bytes.toString(StandardCharsets.UTF_8).lines().toList();
		}

		boolean has(String end) {
			return lines().stream().anyMatch(l -> l.endsWith(end));
		}
	}

	private Text log(So3Container container, OptionalInt tail) throws Exception {
		var text = new Text();
		session().logs(container, 0, tail, false, text);
		return text;
	}

	/** Waits until a container has ticked so often. */
	private void ticked(So3Container container, int times) throws Exception {
		await("tick " + times, () -> log(container, OptionalInt.empty()).has("tick " + times));
	}

	private Text whole(So3Container container) throws Exception {
		var text = new Text();
		session().wholeLog(container.id(), text);
		return text;
	}

	@Test
	default void readsALogAndItsEnd() throws Exception {
		var container = running("talker");
		if (!can(Capability.FOLLOW, () -> log(container, OptionalInt.empty()))) {
			if (can(Capability.LOG, () -> whole(container))) {
				await("tick 3", () -> {
					peer().tick();
					return whole(container).has("tick 3");
				});
			}
			return;
		}
		ticked(container, 3);
		session().act(Verb.STOP, container);
		var stopped = until("talker", c -> !c.up());
		var lines = log(stopped, OptionalInt.empty()).lines();
		assertThat(lines).allMatch(l -> l.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d) .*"), "begins with its time");
		assertThat(lines.stream().filter(l -> l.endsWith("tick 1"))).hasSize(1);
		assertThat(log(stopped, OptionalInt.of(2)).lines()).isEqualTo(lines.subList(lines.size() - 2, lines.size()));
		// from the time of a line on: the line itself and what follows
		var time = OffsetDateTime.parse(lines.get(1).split(" ")[0]).toInstant();
		var later = new Text();
		session().logs(stopped, time.getEpochSecond() * 1_000_000_000L + time.getNano(), OptionalInt.empty(), false, later);
		assertThat(later.lines()).endsWith(lines.getLast()).isSubsetOf(lines);
	}

	@Test
	default void followsALogUntilTheContainerEndsWhereItCan() throws Exception {
		var container = running("talker");
		var text = new Text();
		if (!can(Capability.FOLLOW, () -> session().logs(container, 0, OptionalInt.empty(), true, text))) {
			return;
		}
		var task = new FutureTask<Exception>(() -> {
			try {
				session().logs(container, 0, OptionalInt.empty(), true, text);
				return null;
			} catch (Exception e) {
				return e;
			}
		});
		Thread.ofVirtual().start(task);
		await("tick 4", () -> text.has("tick 4") || task.isDone());
		assertThat(task.isDone() ? task.get() : null).isNull();
		session().act(Verb.STOP, container);
		assertThat(task.get(SECONDS, TimeUnit.SECONDS)).as("the log ends without a failure").isNull();
	}

	@Test
	default void readsTheLogOfAContainerWithATerminal() throws Exception {
		if (peer().profile().original()) {
			return; // a terminal is not known there: all logs are plain
		}
		try (var factory = new HttpClientFactory(HttpAudit.NONE); var other = new DockerEngine(factory.open(DockerEngine.settings(peer().url())))) {
			other.request(HttpCall.post("/containers/create?name=terminal").json("{\"Image\":\"%s\",\"Tty\":true}".formatted(peer().named(Peer.IMAGE)).getBytes(StandardCharsets.UTF_8)));
		}
		session().act(Verb.START, container("terminal"));
		ticked(until("terminal", So3Container::running), 2);
		assertThat(log(container("terminal"), OptionalInt.empty()).lines()).anyMatch(l -> l.matches("\\d{4}-[^ ]+ .*tick 1\\r?"));
	}
}
