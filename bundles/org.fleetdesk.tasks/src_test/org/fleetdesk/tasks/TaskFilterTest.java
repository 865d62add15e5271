package org.fleetdesk.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.fleetdesk.core.FilterTerm;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.files.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

class TaskFilterTest {

	private static final ZoneId ZONE = ZoneId.of("Europe/Zurich");
	private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));

	private static final TaskRun UPDATE = run("20261122-115900-aaaa", "so3.container.update", "Update 2 containers", "ann", "2026-11-22T11:59:00Z", 40,
			TaskState.FAILED, "ticker-7 on so-lab-1", "The engine answered 500");
	private static final TaskRun STOP = run("20261101-070000-bbbb", "so3.container.stop", "Stop ticker-9", "bob", "2026-11-01T07:00:00Z", 2, TaskState.SUCCEEDED,
			"ticker-9 on field-3", "");
	private static final TaskRun RUNNING = run("20261121-120000-cccc", "so3.deploy", "Deploy counter.itb", "ann", "2026-11-21T12:00:00Z", -1, TaskState.RUNNING,
			"so-lab-2", "");

	private static TaskRun run(String id, String verb, String title, String user, String created, int seconds, TaskState state, String target, String message) {
		var on = new TaskTarget(new ResourceId("c-" + target.hashCode(), "so3.container", "k-" + id), target);
		var begin = Instant.parse(created);
		var end = seconds < 0 ? Optional.<Instant>empty() : Optional.of(begin.plusSeconds(seconds));
		return new TaskRun(id, new TaskRequest(1, verb, title, List.of(on), JsonNodeFactory.instance.objectNode()), state,
				List.of(new TargetRun(on, state, "Step", 1, Optional.empty(), 0, 1, Optional.empty(), message, Optional.of(begin), end)), user, begin, end,
				TaskRun.Links.NONE);
	}

	private static List<String> found(String filter) {
		var parsed = TaskFilter.of(filter, CLOCK, ZONE);
		return Stream.of(UPDATE, STOP, RUNNING).filter(parsed).map(r -> r.id().substring(16, 17)).toList();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "none", value = { "''|abc", "state:failed|a", "state:done|b", "state:succeeded|b", "state:fail,run|ac", "-state:done|ac",
			"state:|abc", "user:ann|ac", "user:ANN state:running|c", "verb:update|a", "target:so-lab|ac", "\"target:ticker-7 on\"|a", "id:20261122|a",
			"since:2026-11-21|ac", "until:2026-11-01|b", "until:2026-10-31|none", "since:2026-11-01T08:00|abc", "since:2026-11-01T08:00:01|ac",
			"since:2026-11-01t07:00:00z|abc", "since:2026-11-01T07:00:01Z|ac", "since:2026-11-21T13:00:00+01:00|ac", "since:today|a", "until:yesterday|bc", "since:1d|ac",
			"since:23h59m|a", "-since:2d|b", "took:>30s|ac", "took:40s|ac", "took:>40s|c", "took:>=40s|ac", "took:<1m|ab", "took:>1d|none", "took:>23h59m|c", "took:>|abc",
			"ticker|ab", "500|a", "\"answered 500\"|a", "counter.itb ann|c", "ticker -field|a", "unknown:word|none", "since:|abc", "rollout:x|none" })
	void findsByTheTermsOfTheTablesAndItsOwn(String filter, String ids) {
		assertThat(String.join("", found(filter))).isEqualTo(ids == null ? "" : ids);
	}

	@ParameterizedTest
	@ValueSource(strings = { "state:broken", "since:soon", "until:2026-13-01", "since:2026-11-01,2026-11-02", "took:>long", "took:5", "since:-" })
	void saysInASentenceWhatMakesNoSense(String filter) {
		assertThat(TaskFilter.problem(filter)).hasValueSatisfying(p -> assertThat(p).startsWith("\"").endsWith("."));
	}

	@Test
	void aRolloutsWavesAreFoundByIt() {
		var wave = new TaskRun("x", STOP.request(), STOP.state(), STOP.targets(), "ann", STOP.created(), STOP.ended(),
				new TaskRun.Links(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("R-1")));
		assertThat(TaskFilter.of("rollout:r-1").test(wave)).isTrue();
		assertThat(TaskFilter.of("rollout:r-2").test(wave)).isFalse();
	}

	@Test
	void searchesLogsOnlyWhereTheyDecide() throws IOException {
		var filter = TaskFilter.of("user:ann log:refused,broken -log:again", CLOCK, ZONE);
		assertThat(filter.searchesLogs()).isTrue();
		assertThat(filter.test(UPDATE)).as("may fit").isTrue();
		assertThat(filter.test(STOP, id -> {
			throw new IOException("was read");
		})).isFalse();
		assertThat(filter.test(UPDATE, log("Connection REFUSED"))).isTrue();
		assertThat(filter.test(UPDATE, log("Connection refused", "Tried again"))).isFalse();
		assertThat(filter.test(UPDATE, log("Fine"))).isFalse();
		assertThat(TaskFilter.of("log:").searchesLogs()).as("while it is typed").isFalse();
	}

	private static TaskFilter.Logs log(String... texts) {
		return id -> Stream.of(texts).map(t -> new TaskLogLine(Instant.EPOCH.plus(Duration.ofDays(1)), Severity.INFO, "so-lab-1", t)).toList();
	}

	@Test
	void aKeyThatIsNoneIsFound() {
		assertThat(TaskFilter.unknown("state:failed took:>3s log:x since:2d ticker")).isEmpty();
		assertThat(TaskFilter.unknown("user:ann foo:bar")).map(FilterTerm::word).contains("foo:bar");
		assertThat(TaskFilter.keys()).contains("state:, ").endsWith("log:");
	}
}
