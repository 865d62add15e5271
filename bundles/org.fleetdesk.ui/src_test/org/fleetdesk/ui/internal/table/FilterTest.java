package org.fleetdesk.ui.internal.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.fleetdesk.core.FilterTerm;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Samples;
import org.junit.jupiter.api.Test;

class FilterTest {

	private final Map<String, Function<Row, String>> columns = new LinkedHashMap<>(
			Map.of("name", Row::name, "slot", r -> r.attribute("slot"), "state", Row::stateText));

	private boolean matches(String filter, Row row) {
		return Filter.parse(filter, this::column, new SearchTexts(columns.values())).test(row);
	}

	private Optional<Function<Row, String>> column(String id) {
		return columns.entrySet().stream().filter(e -> e.getKey().equalsIgnoreCase(id)).map(Map.Entry::getValue).findFirst();
	}

	@Test
	void allWordsMustMatch() {
		var row = Samples.row("ticker-7", Samples.RUNNING, "3");
		assertThat(matches("state:running ticker", row)).isTrue();
		assertThat(matches("state:running meter", row)).isFalse();
		assertThat(matches("  ", row)).isTrue();
	}

	@Test
	void aColumnIsSearchedAlone() {
		var row = Samples.row("ticker-3", Samples.RUNNING, "4");
		assertThat(matches("slot:4", row)).isTrue();
		assertThat(matches("slot:3", row)).isFalse();
		assertThat(matches("SLOT:4 NAME:TICKER", row)).isTrue();
	}

	@Test
	void aKeyThatNamesNoColumnIsFound() {
		assertThat(Filter.unknown("slot:4 label:a state:x ticker", columns::containsKey)).isEmpty();
		assertThat(Filter.unknown("slot:4 -Foo:bar ticker:1", columns::containsKey)).map(FilterTerm::key).contains("foo");
	}

	@Test
	void stateKnowsPhaseWordAndNativeWord() {
		var row = Samples.row("a", Samples.PAUSED, "2");
		assertThat(matches("state:paused", row)).isTrue();
		assertThat(matches("state:susp", row)).isTrue();
		assertThat(matches("state:running,paused", row)).isTrue();
		assertThat(matches("-state:paused", row)).isFalse();
	}

	@Test
	void whatCannotBeReachedIsUnknownAndNotRunning() {
		assertThat(matches("state:running", Samples.stale("a"))).isFalse();
		assertThat(matches("state:unknown", Samples.stale("a"))).isTrue();
	}

	@Test
	void labelsOfTheResourceAndOfItsConnectionCount() {
		var row = Samples.labelled("a", Map.of("owner", "me"), Map.of("site", "lab"));
		assertThat(matches("label:site=lab label:owner", row)).isTrue();
		assertThat(matches("label:site=roof", row)).isFalse();
	}

	@Test
	void aWordBeforeAColonThatIsNoColumnIsText() {
		assertThat(matches("ticker:1", Samples.row("ticker:1", Samples.RUNNING, "2"))).isTrue();
		assertThat(matches("ticker:1", Samples.row("ticker", Samples.RUNNING, "1"))).isFalse();
	}

	@Test
	void quotesKeepBlanksTogether() {
		assertThat(matches("\"my tick\"", Samples.row("my ticker", Samples.RUNNING, "2"))).isTrue();
		assertThat(matches("\"tick my\"", Samples.row("my tick my", Samples.RUNNING, "2"))).isTrue();
		assertThat(matches("\"unclosed", Samples.row("unclosed", Samples.RUNNING, "2"))).isTrue();
	}
}
