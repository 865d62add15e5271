package org.fleetdesk.so3.ui.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.DetailsPanel;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What an image holds and what is wrong with it, as its engine tells. */
public final class ImageContentsPanel implements DetailsPanel {

	private static final ObjectMapper MAPPER = new ObjectMapper();

	/** A line with something faint before it. */
	record Line(String label, String text) {
	}

	private Console console;
	private Composite body;
	private Runnable reading = () -> {
	};
	private String shown = "";

	@Override
	public void create(Composite parent, Console with) {
		console = with;
		body = parent;
		GridLayoutFactory.fillDefaults().numColumns(2).spacing(8, 3).applyTo(parent);
		body.addListener(SWT.Dispose, e -> reading.run());
	}

	@Override
	public void show(Row row) {
		String id = row.attribute(So3.ID);
		if (row.stale() || id.equals(shown)) {
			return;
		}
		shown = id;
		reading = Tasks.inBackground(Messages.Contents_reading, body, () -> {
			var session = (So3Session) console.sessions().session(row.connection().id());
			return lines(session.inspectImage(row.resource().name()));
		}, this::fill, message -> fill(List.of(new Line("", message))));
	}

	/** The engine's description of an image as lines. */
	static List<Line> lines(String json) throws IOException {
		JsonNode so3 = MAPPER.readTree(json).path("SO3");
		var lines = new ArrayList<Line>();
		for (JsonNode finding : so3.path("Findings")) {
			lines.add(new Line(Texts.sentence(finding.path("Severity").asText().toLowerCase()), finding.path("Text").asText()
					+ (finding.path("Path").asText().isEmpty() ? "" : " (" + finding.path("Path").asText() + ")")));
		}
		if (so3.has("Findings") && so3.path("Findings").isEmpty()) {
			lines.add(new Line(Messages.Contents_findings, Messages.Contents_no_findings));
		}
		for (JsonNode part : so3.path("SubImages")) {
			var facts = new ArrayList<String>();
			for (String member : List.of("Type", "Arch", "Compression")) {
				String value = part.path(member).asText();
				if (!value.isEmpty() && !value.equals("none")) {
					facts.add(value);
				}
			}
			facts.add(Texts.size(part.path("Size").asLong()));
			if (part.has("Load")) {
				facts.add(Texts.format(Messages.Contents_load, Long.toHexString(part.path("Load").asLong())));
			}
			for (JsonNode hash : part.path("Hashes")) {
				facts.add(Texts.format(switch (hash.path("State").asText()) {
					case "MATCH" -> Messages.Contents_hash_matches;
					case "MISMATCH" -> Messages.Contents_hash_differs;
					default -> Messages.Contents_hash_unchecked;
				}, hash.path("Algorithm").asText()));
			}
			lines.add(new Line(part.path("Name").asText(), String.join(", ", facts)));
		}
		return lines.isEmpty() ? List.of(new Line("", Messages.Contents_unknown)) : lines;
	}

	private void fill(List<Line> lines) {
		for (var child : body.getChildren()) {
			child.dispose();
		}
		for (Line line : lines) {
			if (!line.label.isEmpty()) {
				var label = new Label(body, SWT.NONE);
				label.setText(Texts.label(line.label));
				label.setForeground(Palette.of(body).faint());
				GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.BEGINNING).applyTo(label);
			}
			var text = new Label(body, SWT.WRAP);
			text.setText(Texts.label(line.text));
			GridDataFactory.fillDefaults().span(line.label.isEmpty() ? 2 : 1, 1).grab(true, false).hint(60, SWT.DEFAULT).applyTo(text);
		}
		body.requestLayout();
	}

	@Override
	public void close() {
		reading.run();
	}
}
