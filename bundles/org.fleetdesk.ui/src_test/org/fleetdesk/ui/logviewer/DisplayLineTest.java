package org.fleetdesk.ui.logviewer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import org.fleetdesk.logs.LineBlock;
import org.fleetdesk.logs.LineMatcher;
import org.junit.jupiter.api.Test;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class DisplayLineTest {

	private static DisplayLine line(String text) {
		var block = new LineBlock();
		var bytes = text.getBytes(StandardCharsets.UTF_8);
		block.add(0, 0, 0, 0, bytes, 0, bytes.length);
		return new DisplayLine(block, 0);
	}

	@Test
	void putsTabsWideAndCombiningCharactersInCells() {
		var line = line("a\tb日e\u0301😀z");
		assertThat(line.cell(2)).isEqualTo(8);
		assertThat(line.cell(3)).isEqualTo(9);
		assertThat(line.cell(4)).isEqualTo(11);
		assertThat(line.cell(5)).isEqualTo(11);
		assertThat(line.cell(6)).isEqualTo(12);
		assertThat(line.cell(8)).isEqualTo(14);
		assertThat(line.width()).isEqualTo(15);
		assertThat(line.index(5)).isEqualTo(1);
		assertThat(line.index(10)).isEqualTo(3);
		assertThat(line.next(4)).isEqualTo(6);
		assertThat(line.previous(6)).isEqualTo(4);
		assertThat(line.next(6)).isEqualTo(8);
		assertThat(line.rows(10)).isEqualTo(2);
	}

	@Test
	void breaksBetweenWords() {
		assertThat(rows("the engine answered 503 to it", 11)).containsExactly("the engine ", "answered ", "503 to it");
		assertThat(rows("so-field-1 is up", 10)).as("a blank may hang over").containsExactly("so-field-1 ", "is up");
		assertThat(rows("a sha256:0123456789abcdef b", 8)).as("a word longer than a row").containsExactly("a ", "sha256:0", "12345678", "9abcdef ", "b");
		assertThat(rows("short", 8)).containsExactly("short");
		assertThat(rows("日日日", 1)).as("characters wider than a row").containsExactly("日", "日", "日");
		var line = line("the engine answered 503 to it");
		assertThat(line.rowOf(10, 11)).isZero();
		assertThat(line.rowOf(11, 11)).isEqualTo(1);
		assertThat(line.rowOf(line.width(), 11)).isEqualTo(2);
	}

	private static List<String> rows(String text, int columns) {
		var line = line(text);
		return IntStream.range(0, line.rows(columns)).mapToObj(r -> text.substring(line.index(line.rowStart(r, columns)), line.index(line.rowEnd(r, columns)))).toList();
	}

	@Property
	void wrappedRowsFollowEachOther(@ForAll String text, @ForAll @IntRange(min = 1, max = 12) int columns) {
		var line = line(text);
		int rows = line.rows(columns);
		for (int row = 0, at = 0; row < rows; row++) {
			assertThat(line.rowStart(row, columns)).isEqualTo(at);
			at = line.rowEnd(row, columns);
			assertThat(at).isGreaterThanOrEqualTo(line.rowStart(row, columns) + (row < rows - 1 ? 1 : 0));
			assertThat(line.rowOf(line.rowStart(row, columns), columns)).isEqualTo(row);
		}
		assertThat(line.rowEnd(rows - 1, columns)).isEqualTo(line.width());
	}

	@Test
	void keepsWhatASearchFound() {
		var line = line("ab AB ab");
		var matcher = LineMatcher.plain("ab", true);
		assertThat(line.isMatched(matcher)).isFalse();
		line.match(matcher);
		assertThat(line.isMatched(matcher)).isTrue();
		assertThat(line.places()).containsExactly(0, 2, 3, 5, 6, 8);
	}

	@Property
	void cellsAndCharactersFitTogether(@ForAll String text) {
		var line = line(text);
		int length = line.text().length();
		for (int i = 0; i < length; i = line.next(i)) {
			assertThat(line.next(i)).isGreaterThan(i);
			assertThat(line.cell(line.next(i))).isGreaterThanOrEqualTo(line.cell(i));
			assertThat(line.cell(line.index(line.cell(i)))).isEqualTo(line.cell(i));
		}
		assertThat(line.index(line.width())).isEqualTo(length);
	}
}
