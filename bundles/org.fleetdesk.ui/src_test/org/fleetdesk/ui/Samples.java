package org.fleetdesk.ui;

import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.Action;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Phase;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.ResourceKind;
import org.fleetdesk.core.State;
import org.fleetdesk.ui.Row;

/** Rows and what belongs to them, for tests. */
public final class Samples {

	public static final Action STOP = new Action("t.stop", "Stop", false);
	public static final Action REMOVE = new Action("t.remove", "Remove", true);
	public static final ResourceKind CONTAINER = new ResourceKind("container", "container", "containers", List.of(STOP, REMOVE));
	public static final State RUNNING = new State(Phase.RUNNING, "running", "living");
	public static final State PAUSED = new State(Phase.PAUSED, "paused", "suspended");

	private Samples() {
	}

	public static Connection connection(String name, Map<String, String> labels) {
		return new Connection(name, "so3", name, URI.create("tcp://" + name + ":2375"), Optional.empty(), labels, false);
	}

	public static Resource container(String connection, String name, State state, Map<String, String> attributes, Map<String, String> labels,
			Map<String, String> refusals) {
		return new Resource(new ResourceId(connection, "container", name), name, state, Optional.empty(), new LinkedHashMap<>(attributes), labels, refusals);
	}

	public static Row row(String name, State state, String slot) {
		return new Row(connection("lab", Map.of()), false, Instant.now(), container("lab", name, state, Map.of("slot", slot), Map.of(), Map.of()));
	}

	public static Row labelled(String name, Map<String, String> labels, Map<String, String> connectionLabels) {
		return new Row(connection("lab", connectionLabels), false, Instant.now(), container("lab", name, RUNNING, Map.of(), labels, Map.of()));
	}

	public static Row stale(String name) {
		return new Row(connection("lab", Map.of()), true, Instant.now().minusSeconds(12), container("lab", name, RUNNING, Map.of(), Map.of(), Map.of()));
	}

	public static Row refusing(String name, String verb, String reason) {
		return new Row(connection("lab", Map.of()), false, Instant.now(), container("lab", name, RUNNING, Map.of(), Map.of(), Map.of(verb, reason)));
	}
}
