package org.fleetdesk.gateways.ui.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

import com.fasterxml.jackson.databind.JsonNode;

/** The process of an application as the gateway's supervisor has it now, asked for through the cloud. */
public final class ProcessPanel extends ReadPanel<String> {

	private static final Duration EVERY = Duration.ofSeconds(5);
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private Label facts;

	public ProcessPanel() {
		super(Messages.Process_asking, EVERY);
	}

	@Override
	void make(Composite area) {
		facts = new Label(area, SWT.WRAP);
		GridDataFactory.fillDefaults().grab(true, false).hint(60, SWT.DEFAULT).applyTo(facts);
	}

	@Override
	String refusal(Row about) {
		return Waiting.listens(about) ? "" : Messages.Process_not_listening;
	}

	@Override
	String read(GatewaysSession session, Row about) throws Exception {
		var gateway = about.resource().parent().orElseThrow();
		var answer = session.control(Related.productOf(gateway), Related.serialOf(gateway), Inputs.parameters().put("do", "status"), PATIENCE);
		for (JsonNode process : answer.body().path("processes")) {
			if (process.path("name").asText().equals(about.resource().name())) {
				return words(process);
			}
		}
		if (!answer.ok()) {
			return answer.message();
		}
		return about.resource().name().equals(Gateways.AGENT) ? Messages.Process_agent : Messages.Process_none;
	}

	/** A process in words: "RUNNING, pid 812, up 0:01:00". */
	static String words(JsonNode process) {
		var words = new ArrayList<String>(List.of(process.path("state").asText()));
		if (process.path("pid").asLong() > 0) {
			words.add(Texts.format(Messages.Process_pid, process.path("pid").asText()));
		}
		String description = process.path("description").asText().replaceFirst("^pid \\d+, ", "");
		if (!description.isEmpty()) {
			words.add(description);
		}
		if (process.path("restarts").asLong() > 0) {
			words.add(Texts.format(Messages.Process_restarts, process.path("restarts").asLong()));
		}
		if (process.hasNonNull("exitstatus") && process.path("pid").asLong() == 0) {
			words.add(Texts.format(Messages.Process_exit, process.path("exitstatus").asText()));
		}
		return Texts.plain(String.join(", ", words));
	}

	@Override
	String fill(String words) {
		facts.setText(Texts.label(words));
		resized();
		return "";
	}
}
