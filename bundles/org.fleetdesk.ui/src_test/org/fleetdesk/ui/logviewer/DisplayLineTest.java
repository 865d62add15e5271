package org.fleetdesk.ui.logviewer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import org.fleetdesk.logs.LineBlock;
import org.fleetdesk.logs.LineMatcher;
import org.junit.jupiter.api.Test;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

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
