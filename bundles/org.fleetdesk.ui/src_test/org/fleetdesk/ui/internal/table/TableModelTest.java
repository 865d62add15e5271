package org.fleetdesk.ui.internal.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.ui.Column;
import org.fleetdesk.ui.NaturalOrder;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Samples;
import org.junit.jupiter.api.Test;

class TableModelTest {

	private final TableModel model = new TableModel(List.of(
			new Column("name", "Name", 100, Row::name, r -> "", Comparator.comparing(Row::name, NaturalOrder.INSTANCE), Column.Style.PLAIN, true),
			Column.number("slot", "Slot", 50)), id -> id.equals("image") ? Optional.of(Column.attribute("image", "Image", 90)) : Optional.empty());

	private List<String> names() {
		return model.nothing().shown().rows().stream().map(Row::name).toList();
	}

	@Test
	void numbersInNamesSortByValue() {
		model.setRows(List.of(Samples.row("t-10", Samples.RUNNING, "2"), Samples.row("t-2", Samples.RUNNING, "3"), Samples.row("T-1", Samples.RUNNING, "4")));
		assertThat(names()).containsExactly("T-1", "t-2", "t-10");
		model.sort("slot", true);
		assertThat(names()).containsExactly("T-1", "t-2", "t-10");
		model.sort("slot", false);
		assertThat(names()).containsExactly("t-10", "t-2", "T-1");
	}

	@Test
	void aFurtherColumnSortsAndFiltersForWhoNamesIt() {
		model.setRows(List.of(image("a", "z"), image("b", "y")));
		assertThat(model.setFilter("image:y").shown().unknown()).isEmpty();
		assertThat(names()).containsExactly("b");
		assertThat(model.setFilter("picture:y").shown().unknown()).isPresent();
		model.setFilter("");
		assertThat(model.sort("image", false).shown().sortColumn()).isEqualTo("image");
		assertThat(names()).containsExactly("b", "a");
		assertThat(model.sort("picture", true).shown().sortColumn()).as("an unknown one").isEqualTo("image");
	}

	private static Row image(String name, String image) {
		var container = Samples.container("e", name, Samples.RUNNING, Map.of("image", image), Map.of(), Map.of());
		return new Row(Samples.connection("e", Map.of()), false, Instant.EPOCH, container);
	}

	@Test
	void onlyChangedPlacesAreTold() {
		var first = Samples.row("a", Samples.RUNNING, "2");
		var second = Samples.row("b", Samples.RUNNING, "3");
		assertThat(model.setRows(List.of(first, second)).moved()).isTrue();
		var change = model.setRows(List.of(first, Samples.row("b", Samples.PAUSED, "3")));
		assertThat(change.moved()).isFalse();
		assertThat(change.changed()).containsExactly(1);
		assertThat(model.setRows(model.nothing().shown().rows()).changed()).isEmpty();
	}

	@Test
	void aRowThatWasReadAgainAndShowsTheSameIsNotChanged() {
		var row = Samples.row("a", Samples.RUNNING, "2");
		model.setRows(List.of(row));
		assertThat(model.setRows(List.of(new Row(row.connection(), false, row.seen().plusSeconds(3), row.resource()))).changed()).isEmpty();
		var stale = new Row(row.connection(), true, row.seen(), row.resource());
		assertThat(model.setRows(List.of(stale)).changed()).containsExactly(0);
		assertThat(model.setRows(List.of(new Row(row.connection(), true, row.seen().plusSeconds(3), row.resource()))).changed()).containsExactly(0);
	}

	@Test
	void theFilterHidesAndTheTotalStays() {
		model.setRows(List.of(Samples.row("a", Samples.RUNNING, "2"), Samples.row("b", Samples.RUNNING, "3")));
		assertThat(model.setFilter("name:b").moved()).isTrue();
		assertThat(names()).containsExactly("b");
		assertThat(model.total()).isEqualTo(2);
		assertThat(model.nothing().shown().place(Samples.row("a", Samples.RUNNING, "2").id())).isEqualTo(-1);
		assertThat(model.nothing().shown().place(Samples.row("b", Samples.RUNNING, "3").id())).isZero();
	}

	@Test
	void aSavedSortColumnThatIsGoneIsIgnored() {
		model.setRows(List.of(Samples.row("b", Samples.RUNNING, "2"), Samples.row("a", Samples.RUNNING, "3")));
		model.sort("gone", true);
		assertThat(names()).containsExactly("a", "b");
	}

	@Test
	void rowsThatComeLaterTakeTheirPlacesAndThoseThatGoLeaveNone() {
		model.setRows(List.of(Samples.row("c", Samples.RUNNING, "2"), Samples.row("a", Samples.RUNNING, "3"), Samples.row("d", Samples.RUNNING, "4")));
		model.setRows(List.of(Samples.row("d", Samples.RUNNING, "4"), Samples.row("b", Samples.RUNNING, "5"), Samples.row("a", Samples.RUNNING, "3")));
		assertThat(names()).containsExactly("a", "b", "d");
		assertThat(model.nothing().shown().place(Samples.row("d", Samples.RUNNING, "4").id())).isEqualTo(2);
	}

	@Test
	void aRowWhoseSortedValueChangedMoves() {
		model.sort("slot", false);
		model.setRows(List.of(Samples.row("a", Samples.RUNNING, "2"), Samples.row("b", Samples.RUNNING, "3")));
		assertThat(model.setRows(List.of(Samples.row("a", Samples.RUNNING, "9"), Samples.row("b", Samples.RUNNING, "3"))).moved()).isTrue();
		assertThat(names()).containsExactly("b", "a");
	}

	@Test
	void twoRowsOfOneResourceAreBothShown() {
		model.setRows(List.of(Samples.row("a", Samples.RUNNING, "2"), Samples.row("a", Samples.RUNNING, "2")));
		model.setRows(List.of(Samples.row("a", Samples.RUNNING, "2"), Samples.row("a", Samples.RUNNING, "2")));
		assertThat(names()).containsExactly("a", "a");
	}

	@Test
	void aFilterSeesWhatARowShowsNow() {
		model.setRows(List.of(Samples.row("a", Samples.RUNNING, "217"), Samples.row("b", Samples.RUNNING, "3")));
		model.setFilter("217");
		assertThat(names()).containsExactly("a");
		model.setRows(List.of(Samples.row("a", Samples.RUNNING, "4"), Samples.row("b", Samples.RUNNING, "217")));
		assertThat(names()).containsExactly("b");
		model.setFilter("");
		assertThat(names()).containsExactly("a", "b");
	}

	@Test
	void aTextAcrossTwoColumnsIsNotFound() {
		model.setRows(List.of(Samples.row("ab", Samples.RUNNING, "12")));
		model.setFilter("b1");
		assertThat(names()).isEmpty();
		model.setFilter("\"b 1\"");
		assertThat(names()).isEmpty();
	}
}
