package org.fleetdesk.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LineSplitterTest {

	private static LineConsumer into(List<String> found) {
		return (_, bytes, offset, length, flags) -> {
			assertThat(length).isLessThanOrEqualTo(LineSplitter.MAX_LINE);
			found.add(new String(bytes, offset, length, StandardCharsets.ISO_8859_1) + ((flags & LineFlags.CONTINUES) != 0 ? "\\" : ""));
		};
	}

	@Property(tries = 300)
	void piecesGiveTheSameLinesAsTheWhole(@ForAll @Size(max = 12) List<@IntRange(max = 8) Integer> parts, @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 70_000) Integer> cuts)
			throws IOException {
		var pieces = List.of("\n", "\r\n", "a", "ä€😀", "x".repeat(65_535), "ü".repeat(40_000), "\u0080\u0081", "\r", "€".repeat(21_845) + "z");
		var text = new StringBuilder();
		parts.forEach(p -> text.append(pieces.get(p)));
		var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
		var whole = new ArrayList<String>();
		LineSplitter.split(1, bytes, 0, bytes.length, 0, into(whole));
		var found = new ArrayList<String>();
		var splitter = new LineSplitter(into(found));
		for (int at = 0, i = 0; at < bytes.length; i++) {
			int n = Math.min(cuts.get(i % cuts.size()), bytes.length - at);
			splitter.chunk(1, bytes, at, n, 0);
			at += n;
		}
		splitter.finish(true);
		assertThat(found).isEqualTo(whole);
	}
}
