package org.fleetdesk.gateways.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.fleetdesk.core.Phase;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.State;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.model.InstallProgress;
import org.fleetdesk.gateways.model.UsageReport;
import org.fleetdesk.text.Text;

import com.fasterxml.jackson.databind.JsonNode;

/** Makes resources of what the cloud tells of a gateway. There may be very many: what is the same in many of them is one object. */
final class GatewayResources {

	/** @param due after which it is overdue; empty when nothing is awaited of it, or it is overdue already */
	record Mapped(Resource gateway, List<Resource> applications, Optional<Instant> due) {
	}

	static final String ONLINE = "online";
	/** Of Gateway Engine, when nobody has told another one. */
	static final long INTERVAL = 14_400;
	private static final Duration PATIENCE = Duration.ofSeconds(30);
	private static final int FULL = 90;
	private static final int POOL = 20_000;
	/** Of what the supervisor does not know: packages that did something once. */
	static final String NO_PROGRAM = "UNKNOWN";

	private final String connection;
	private final Map<String, String> pool = new HashMap<>();
	private final Refusals refusals = new Refusals();

	GatewayResources(String connection) {
		this.connection = connection;
	}

	private String same(String text) {
		if (pool.size() >= POOL) {
			pool.clear();
		}
		return pool.computeIfAbsent(text, t -> t);
	}

	/** When a gateway that was seen and reports every so many seconds is overdue. */
	static Instant due(Instant seen, long interval) {
		return seen.plusMillis(Math.min(interval, 366L * 86_400) * 1200).plus(PATIENCE);
	}

	/** @param now by the cloud's clock */
	Mapped of(JsonNode g, Instant now) {
		String product = same(g.path("product").asText());
		String serial = g.path("sn").asText();
		var id = new ResourceId(connection, Gateways.GATEWAY, Gateways.key(product, serial));
		var seen = Wire.time(g.path("lastSeen"));
		boolean active = g.path("state").asText().equals("activated") && !g.path("locked").asBoolean();
		var due = seen.filter(s -> active).map(s -> due(s, g.path("interval").asLong(INTERVAL)));
		boolean overdue = due.filter(d -> d.isBefore(now)).isPresent();
		boolean listening = g.path("listening").asBoolean();
		var drift = drift(g);
		var apps = new ArrayList<Resource>();
		for (JsonNode app : g.path("apps")) {
			if (!once(app)) {
				var application = application(id, g, app, listening);
				// one that may not report is as old as one that does not
				apps.add(overdue || !active ? stale(application) : application);
			}
		}
		var attributes = new LinkedHashMap<String, String>();
		attributes.put(Gateways.PRODUCT_ID, product);
		attributes.put(Gateways.SERIAL, serial);
		attributes.put(Gateways.ACTIVATION, same(g.path("state").asText("")));
		attributes.put(Gateways.LOCKED, g.path("locked").asBoolean() ? "true" : "");
		seen.ifPresent(s -> attributes.put(Gateways.LAST_SEEN, s.toString()));
		due.ifPresent(d -> attributes.put(Gateways.DUE, d.toString()));
		attributes.put(Gateways.UPDATE_INTERVAL, same(g.path("interval").asText("")));
		attributes.put(Gateways.ADDRESS, g.path("lastAddress").asText(""));
		attributes.put(Gateways.LISTENING, listening ? "true" : "false");
		attributes.put(Gateways.APPLICATIONS, same(told(apps)));
		attributes.put(Gateways.DRIFT, same(drift));
		attributes.put(Gateways.INSTALLING, installing(g));
		attributes.put(Gateways.OS, same(g.path("os").asText("")));
		attributes.put(Gateways.KERNEL, same(g.path("kernel").asText("")));
		attributes.put(Gateways.DISK, same(g.path("disk").path("percent").asText("")));
		attributes.put(Gateways.DISK_FREE, g.path("disk").path("free").asText(""));
		traffic(g, attributes);
		attributes.put(Gateways.PROBLEM, problem(g, drift, overdue ? seen : Optional.empty()));
		attributes.values().removeIf(String::isEmpty);
		var labels = new LinkedHashMap<String, String>();
		g.path("labels").properties().forEach(l -> labels.put(same(l.getKey()), same(l.getValue().asText(""))));
		var gateway = new Resource(id, serial, state(g, seen, overdue), Optional.empty(), attributes, labels,
				refusals.gateway(g.path("state").asText(""), g.path("locked").asBoolean(), listening, g.path("missing").isEmpty(), labels.containsKey(Gateways.LOCAL_LABEL), deploying(g)));
		return new Mapped(gateway, apps, overdue ? Optional.empty() : due);
	}

	private static State state(JsonNode g, Optional<Instant> seen, boolean overdue) {
		if (g.path("locked").asBoolean()) {
			return new State(Phase.STOPPED, "locked", "");
		}
		switch (g.path("state").asText()) {
		case "notactivated":
			return new State(Phase.STOPPED, "not activated", "");
		case "expired":
			return new State(Phase.FAILED, "expired", "");
		default:
			break;
		}
		if (seen.isEmpty()) {
			return new State(Phase.STOPPED, "never seen", "");
		}
		if (overdue) {
			return new State(Phase.FAILED, Gateways.OVERDUE, "");
		}
		return installing(g).isEmpty() ? new State(Phase.RUNNING, ONLINE, "") : new State(Phase.STARTING, "installing", g.path("installing").path("phase").asText(""));
	}

	/** A gateway that was online, or was installing something, when its time is over. @param applications its own, {@link #stale} */
	static Resource overdue(Resource gateway, List<Resource> applications) {
		var attributes = new LinkedHashMap<>(gateway.attributes());
		attributes.computeIfPresent(Gateways.APPLICATIONS, (k, before) -> told(applications));
		attributes.put(Gateways.PROBLEM, silent(Instant.parse(gateway.attribute(Gateways.LAST_SEEN))));
		return new Resource(gateway.id(), gateway.name(), new State(Phase.FAILED, Gateways.OVERDUE, ""), gateway.parent(), attributes, gateway.labels(), gateway.refusals());
	}

	private static String silent(Instant since) {
		return "It has not checked in since %s, longer than its interval allows.".formatted(Text.time(since));
	}

	/** An application of a gateway of which nothing is heard. */
	static Resource stale(Resource application) {
		if (application.state().word().endsWith("?")) {
			return application;
		}
		var state = application.state();
		return new Resource(application.id(), application.name(), new State(Phase.UNKNOWN, state.word() + "?", state.nativeWord()), application.parent(), application.attributes(),
				application.labels(), application.refusals());
	}

	/** What a script leaves in the list of what was installed. */
	private static boolean once(JsonNode app) {
		return ScriptHandler.once(app.path("name").asText());
	}

	/** Name, version and state of each. */
	private static String told(List<Resource> applications) {
		return applications.stream().map(a -> Stream.of(a.name(), a.attribute(Gateways.VERSION), a.state().phase() == Phase.NONE ? "" : a.state().word()).filter(t -> !t.isEmpty())
				.collect(Collectors.joining(" "))).collect(Collectors.joining(", "));
	}

	private static boolean deploying(JsonNode g) {
		return switch (g.path("deployment").path("state").asText("")) {
		case "queued", "picked-up", "running" -> true;
		default -> false;
		};
	}

	/** What is under way is no drift. */
	private static String drift(JsonNode g) {
		if (deploying(g)) {
			return "";
		}
		var installed = new HashMap<String, String>();
		g.path("apps").forEach(a -> installed.put(a.path("name").asText(), a.path("version").asText("")));
		return g.path("assigned").properties().stream().filter(a -> !ScriptHandler.once(a.getKey()) && !a.getValue().asText().equals(installed.get(a.getKey()))).map(a -> {
			String there = installed.getOrDefault(a.getKey(), "");
			return there.isEmpty() ? "%s %s not installed".formatted(a.getKey(), a.getValue().asText()) : "%s %s, not %s".formatted(a.getKey(), there, a.getValue().asText());
		}).collect(Collectors.joining("; "));
	}

	/** With the share of the whole installation of the package, as its task has it. */
	static String installing(JsonNode g) {
		var now = g.path("installing");
		String phase = now.path("phase").asText("");
		var known = ProgressLine.phase(phase);
		if (phase.isEmpty() || known.filter(InstallProgress.Phase::ends).isPresent()) {
			return "";
		}
		String share = known.map(p -> "%d %%, ".formatted(p.percent(now.path("bytes").asLong(), now.path("total").asLong()))).orElse("");
		String what = (now.path("app").asText("") + " " + now.path("version").asText("")).strip();
		return (what.isEmpty() ? "" : what + ": ") + share + phase.replace('-', ' ');
	}

	private void traffic(JsonNode g, Map<String, String> attributes) {
		var interfaces = g.path("interfaces");
		var names = new ArrayList<String>();
		for (var one : interfaces.properties()) {
			names.add(one.getKey());
			attributes.put(same(Gateways.received(one.getKey())), Long.toString(one.getValue().path("rx").asLong()));
			attributes.put(same(Gateways.sent(one.getKey())), Long.toString(one.getValue().path("tx").asLong()));
		}
		if (!names.isEmpty()) {
			var outward = UsageReport.outward(names);
			attributes.put(Gateways.RECEIVED, Long.toString(outward.stream().mapToLong(n -> interfaces.path(n).path("rx").asLong()).sum()));
			attributes.put(Gateways.SENT, Long.toString(outward.stream().mapToLong(n -> interfaces.path(n).path("tx").asLong()).sum()));
		}
	}

	private String problem(JsonNode g, String drift, Optional<Instant> silentSince) {
		if (silentSince.isPresent()) {
			return silent(silentSince.get());
		}
		if (g.path("state").asText().equals("expired")) {
			return "It did not activate in time, or was disabled; enable it again.";
		}
		var problems = new ArrayList<String>();
		for (JsonNode app : g.path("apps")) {
			String status = app.path("status").asText("");
			if (applicationState(status).phase() == Phase.FAILED || status.equals("BACKOFF")) {
				problems.add("%s is %s.".formatted(app.path("name").asText(), status));
			}
		}
		if (!drift.isEmpty()) {
			problems.add("It is not as it was assigned: %s.".formatted(drift));
		}
		if (g.path("disk").path("percent").asInt() >= FULL) {
			problems.add("Its disk is %d %% full.".formatted(g.path("disk").path("percent").asInt()));
		}
		if (!g.path("missing").isEmpty()) {
			var missing = new ArrayList<String>();
			g.path("missing").forEach(m -> missing.add(m.asText()));
			problems.add("Its product lacks the alias%s %s.".formatted(missing.size() == 1 ? "" : "es", String.join(", ", missing)));
		}
		return same(String.join(" ", problems));
	}

	private Resource application(ResourceId gateway, JsonNode g, JsonNode app, boolean listening) {
		String name = same(app.path("name").asText());
		String status = app.path("status").asText("");
		String assigned = g.path("assigned").path(name).asText("");
		String version = app.path("version").asText("");
		var attributes = new LinkedHashMap<String, String>();
		attributes.put(Gateways.PRODUCT_ID, same(g.path("product").asText()));
		attributes.put(Gateways.SERIAL, g.path("sn").asText());
		attributes.put(Gateways.VERSION, same(version));
		attributes.put(Gateways.ASSIGNED, same(assigned));
		attributes.put(Gateways.DRIFT, assigned.isEmpty() || assigned.equals(version) ? "" : same("%s, not %s".formatted(version, assigned)));
		attributes.put(Gateways.STATUS, same(status));
		attributes.put(Gateways.UPTIME, same(app.path("uptime").asText("")));
		attributes.put(Gateways.EXIT_STATUS, app.has("exitstatus") && status.equals("EXITED") ? same(app.path("exitstatus").asText()) : "");
		attributes.put(Gateways.LISTENING, listening ? "true" : "false");
		attributes.values().removeIf(String::isEmpty);
		return new Resource(new ResourceId(connection, Gateways.APPLICATION, gateway.key() + "/" + name), name, applicationState(status), Optional.of(gateway), attributes, Map.of(),
				refusals.application(name.equals(Gateways.AGENT), app.has("exitstatus"), status, listening));
	}

	/** By supervisord's word. */
	static State applicationState(String status) {
		return switch (status) {
		case "", NO_PROGRAM -> new State(Phase.NONE, "installed", "");
		case "RUNNING" -> new State(Phase.RUNNING, "running", "");
		case "STARTING" -> new State(Phase.STARTING, "starting", "");
		case "BACKOFF" -> new State(Phase.STARTING, "restarting", status);
		case "STOPPING" -> new State(Phase.STOPPING, "stopping", "");
		case "STOPPED" -> new State(Phase.STOPPED, "stopped", "");
		case "EXITED", "FATAL" -> new State(Phase.FAILED, "failed", status);
		default -> new State(Phase.UNKNOWN, "unknown", status.toUpperCase(Locale.ROOT));
		};
	}
}
