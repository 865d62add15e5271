package org.fleetdesk.ui.internal.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.Health;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.core.State;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Samples;
import org.junit.jupiter.api.Test;

class RowSourceTest {

	private static final Instant T = Instant.parse("2026-01-02T03:04:05Z");
	private static final long MILLISECOND = 1_000_000;

	private final RowSource source = new RowSource("so3", "container");

	private static EngineView engine(String name, Health.Status status, Instant taken, Resource... resources) {
		return new EngineView(Samples.connection(name, Map.of()), new Health(status, T, Optional.of(taken), ""), Optional.of(new Snapshot(name, taken,
				Arrays.stream(resources).collect(Collectors.toMap(Resource::id, Function.identity())), Map.of())));
	}

	private static Resource container(String engine, State state) {
		return Samples.container(engine, "ticker", state, Map.of(), Map.of(), Map.of());
	}

	private static EngineView answering(String name, Instant taken, State state) {
		return engine(name, Health.Status.ONLINE, taken, container(name, state));
	}

	@Test
	void thereAreNoNewRowsWhenAnEngineAnswersAsBefore() {
		assertThat(source.next(List.of(answering("a", T, Samples.RUNNING), answering("b", T, Samples.RUNNING)), 0)).get().asList().hasSize(2);
		assertThat(source.next(List.of(answering("a", T, Samples.RUNNING), answering("b", T.plusMillis(80), Samples.RUNNING)), 100 * MILLISECOND)).isEmpty();
	}

	@Test
	void whatChangedIsThereAtOnce() {
		source.next(List.of(answering("a", T, Samples.RUNNING)), 0);
		assertThat(source.next(List.of(answering("a", T.plusMillis(80), Samples.PAUSED)), 100 * MILLISECOND)).get()
				.satisfies(rows -> assertThat(rows).extracting(r -> r.resource().state()).containsExactly(Samples.PAUSED));
		assertThat(source.next(List.of(answering("a", T.plusMillis(80), Samples.PAUSED), answering("b", T, Samples.PAUSED)), 110 * MILLISECOND)).isPresent();
		assertThat(source.next(List.of(answering("b", T, Samples.PAUSED)), 120 * MILLISECOND)).get().asList().hasSize(1);
		assertThat(source.next(List.of(engine("b", Health.Status.ONLINE, T)), 130 * MILLISECOND)).get().asList().isEmpty();
	}

	@Test
	void anEngineThatDoesNotAnswerAnyMoreIsThereAtOnce() {
		source.next(List.of(answering("a", T, Samples.RUNNING)), 0);
		var gone = engine("a", Health.Status.UNREACHABLE, T, container("a", Samples.RUNNING));
		assertThat(source.next(List.of(gone), 100 * MILLISECOND)).get().satisfies(rows -> assertThat(rows).allMatch(Row::stale));
		assertThat(source.next(List.of(gone), 200 * MILLISECOND)).isEmpty();
		assertThat(source.next(List.of(answering("a", T, Samples.RUNNING)), 300 * MILLISECOND)).get().satisfies(rows -> assertThat(rows).noneMatch(Row::stale));
	}

	@Test
	void rowsThatLookTheSameAreNotOlderThanASecond() {
		source.next(List.of(answering("a", T, Samples.RUNNING)), 0);
		var later = List.of(answering("a", T.plusMillis(900), Samples.RUNNING));
		assertThat(source.next(later, 1001 * MILLISECOND)).get().satisfies(rows -> assertThat(rows).extracting(Row::seen).containsExactly(T.plusMillis(900)));
		assertThat(source.next(later, 1002 * MILLISECOND)).isEmpty();
	}

	@Test
	void withoutRowsEachAnswerMayChangeWhatIsSaidInstead() {
		assertThat(source.next(List.of(), 0)).isPresent();
		assertThat(source.next(List.of(), 1)).isPresent();
	}
}
