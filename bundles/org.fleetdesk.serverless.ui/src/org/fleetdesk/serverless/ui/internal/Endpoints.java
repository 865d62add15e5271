package org.fleetdesk.serverless.ui.internal;

import java.util.List;
import java.util.stream.Stream;

import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.widgets.Display;
import org.fleetdesk.serverless.EndpointAnswer;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** What is done with the addresses of functions. */
final class Endpoints {

	private static final int LONGEST = 300;

	private Endpoints() {
	}

	/** Where the FaaS function is asked, a URL; empty while it has no address. */
	static String faas(Row row) {
		return Texts.plain(row.attribute(Serverless.ENDPOINT_URL));
	}

	/** The address of the DaaS function, whose protocol is its own; empty while it has none. */
	static String daas(Row row) {
		return Texts.plain(row.attribute(Serverless.daas(Serverless.ENDPOINT)));
	}

	/** Both, as far as there are such. */
	static List<String> all(Row row) {
		return Stream.of(faas(row), daas(row)).filter(u -> !u.isEmpty()).toList();
	}

	/** One a line. */
	static void copy(Display display, List<String> urls) {
		if (!urls.isEmpty()) {
			var clipboard = new Clipboard(display);
			clipboard.setContents(new Object[] { String.join("\n", urls) }, new Transfer[] { TextTransfer.getInstance() });
			clipboard.dispose();
		}
	}

	/** Such as "It answered 200 after 12 ms: …". */
	static String words(EndpointAnswer answer) {
		String said = Texts.plain(answer.text().strip());
		String text = said.length() > LONGEST ? said.substring(0, LONGEST) + "…" : said;
		if (!answer.answers()) {
			return Texts.format(Messages.Endpoint_no_answer, took(answer), text);
		}
		return Texts.format(text.isEmpty() ? Messages.Endpoint_answered : Messages.Endpoint_answered_text, String.valueOf(answer.status()), took(answer), text);
	}

	private static String took(EndpointAnswer answer) {
		long millis = answer.took().toMillis();
		return millis < 10_000 ? millis + " ms" : Texts.age(answer.took());
	}
}
