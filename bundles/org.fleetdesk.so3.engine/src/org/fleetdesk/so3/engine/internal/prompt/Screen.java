package org.fleetdesk.so3.engine.internal.prompt;

import java.io.PrintWriter;
import java.util.List;

import org.fleetdesk.text.Text;

/** Where commands write. What they say may come from guests and devices, so no control sequence of it reaches a terminal. */
record Screen(PrintWriter out, PrintWriter err) {

	/** One line. */
	void line(String text) {
		out.println(Text.harmless(text));
		out.flush();
	}

	/** Several lines as they are, each made harmless. */
	void lines(String text) {
		text.lines().forEach(this::line);
	}

	void table(List<String> header, List<List<String>> rows) {
		Text.table(header, rows.stream().map(r -> r.stream().map(Text::harmless).toList()).toList()).forEach(this::line);
	}

	/** What went wrong. */
	void problem(String sentence) {
		out.flush();
		err.println(Text.harmless(sentence));
		err.flush();
	}
}
