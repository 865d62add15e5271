package org.fleetdesk.gateways.model;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What {@code engine_report} holds: {@code {"apps": [{"test_app": {"version": "1", "status": "RUNNING", "uptime": "0:00:20", "exitstatus": 0}}]}}, a list of
 * objects with one key each.
 */
public record EngineReport(List<App> apps) {

	/**
	 * An application of a gateway.
	 *
	 * @param version    as installed last with success; empty when Gateway Engine did not install it
	 * @param status     of its program, in supervisord's words ({@code RUNNING}, {@code BACKOFF}, {@code FATAL}, …); empty for one without a program
	 * @param uptime     such as {@code 0:00:20} or {@code 2 days, 0:00:20}; empty when it does not run
	 * @param exitStatus of its last run; says something in the state {@code EXITED} only (supervisord has 0 while it restarts); empty when no
	 *                   supervisor has it, as an agent that was started by hand
	 */
	public record App(String name, String version, String status, String uptime, OptionalInt exitStatus) {
	}

	public EngineReport {
		apps = List.copyOf(apps);
	}

	/**
	 * Reads a report; what is missing in it is empty.
	 *
	 * @throws IllegalArgumentException when the text is no JSON object with a list of applications; the message can be shown
	 */
	public static EngineReport of(String text) {
		var json = Json.object(text);
		if (!json.path("apps").isArray()) {
			throw new IllegalArgumentException("It has no list \"apps\".");
		}
		var apps = new ArrayList<App>();
		json.path("apps").forEach(item -> item.fields().forEachRemaining(app -> {
			var facts = app.getValue();
			apps.add(new App(app.getKey(), Json.text(facts.path("version")), Json.text(facts.path("status")), Json.text(facts.path("uptime")),
					facts.path("exitstatus").canConvertToInt() ? OptionalInt.of(facts.path("exitstatus").asInt()) : OptionalInt.empty()));
		}));
		return new EngineReport(apps);
	}

	/** The value of {@code engine_report}. */
	public String text() {
		var json = Json.object();
		var list = json.putArray("apps");
		for (App app : apps) {
			var facts = list.addObject().putObject(app.name());
			facts.put("version", app.version()).put("status", app.status()).put("uptime", app.uptime());
			app.exitStatus().ifPresent(status -> facts.put("exitstatus", status));
		}
		return json.toString();
	}
}
