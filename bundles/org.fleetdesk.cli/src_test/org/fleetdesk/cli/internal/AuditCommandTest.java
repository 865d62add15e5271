package org.fleetdesk.cli.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.cli.Answers;
import org.fleetdesk.cli.ExitCode;
import org.fleetdesk.core.AuditLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

class AuditCommandTest {

	private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

	private final BlockingQueue<List<AuditLog.Line>> written = new LinkedBlockingQueue<>();
	private final CommandRunner runner = new CommandRunner();
	private final ByteArrayOutputStream out = new ByteArrayOutputStream();
	private final ByteArrayOutputStream err = new ByteArrayOutputStream();
	private volatile Instant since;

	@BeforeEach
	void contribute() {
		runner.add(new AuditCommand(new AuditLog() {

			@Override
			public Answer changing(SftpChange change) {
				return Answer.UNHEARD;
			}

			@Override
			public Reader read(Instant from) {
				since = from;
				return () -> {
					var lines = written.poll();
					return lines == null ? List.of() : lines;
				};
			}

			@Override
			public Optional<String> problem() {
				return Optional.empty();
			}
		}));
		written.add(List.of(new AuditLog.Sent("1", TIME, "ann", Optional.of("task-7"), "curl -X POST http://h/a/start", ""), new AuditLog.Ended("1", TIME, 204, Duration.ofMillis(12), ""),
				new AuditLog.Sent("2", TIME, "bob", Optional.empty(), "curl -X DELETE http://h/b\u001b", "too long"),
				new AuditLog.Ended("2", TIME, 409, Duration.ofMillis(3), "It runs"), new AuditLog.Sent("3", TIME, "bob", Optional.empty(), "curl -X DELETE http://h/c", "")));
	}

	private int run(String... words) {
		return runner.run(List.of(words), print(out), print(err), Path.of("/"), Answers.NONE);
	}

	private static PrintStream print(ByteArrayOutputStream to) {
		return new PrintStream(to, true, StandardCharsets.UTF_8);
	}

	private String said() {
		return out.toString(StandardCharsets.UTF_8);
	}

	@Test
	void tellsWhatWasSentAndHowItEnded() {
		assertThat(run("audit", "--since", "2026-11-01T00:00:00Z")).isZero();
		assertThat(since).isEqualTo("2026-11-01T00:00:00Z");
		assertThat(said()).contains("204 in 12 ms  ann  task task-7\n    curl -X POST http://h/a/start\n", "409 in 3 ms  bob\n    curl -X DELETE http://h/b\\x1b\n",
				"    cannot be repeated: too long\n    It runs\n", "no end  bob\n    curl -X DELETE http://h/c\n");
		assertThat(run("audit", "--since", "soon")).isEqualTo(ExitCode.USAGE);
	}

	@Test
	void filtersAndPrintsJson() throws Exception {
		assertThat(run("audit", "--json", "--filter", "user:bob status:4 delete -http://h/c")).isZero();
		var json = new ObjectMapper().readTree(said());
		assertThat(said().lines()).hasSize(1);
		assertThat(json.get("status").asInt()).isEqualTo(409);
		assertThat(json.get("note").asText()).isEqualTo("too long");
	}

	@Test
	void followsUntilItIsStopped() throws Exception {
		var following = Thread.ofVirtual().start(() -> run("audit", "-f"));
		written.add(List.of(new AuditLog.Ended("3", TIME, 200, Duration.ZERO, "")));
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		while (!said().contains("http://h/c")) {
			assertThat(System.nanoTime()).isLessThan(end);
			Thread.sleep(5);
		}
		following.interrupt();
		assertThat(following.join(Duration.ofSeconds(20))).isTrue();
		assertThat(said()).contains("200 in 0 ms  bob");
	}
}
