package org.fleetdesk.serverless.engine.internal.cloud.flow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.opennebula.oneflow.RoleState;
import org.fleetdesk.opennebula.oneflow.ServiceState;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The body of a service's document as OneFlow keeps it: a working copy, which belongs to one thread. What is not known here is left as it is. */
final class ServiceBody {

	/** How many entries a service's log has at most; the oldest go. */
	static final int MAX_LOG = 50;

	private static final String ROLES = "roles";
	private static final String STATE = "state";
	private static final String ON_HOLD = "on_hold";
	private static final String FORCED = "recover_delete";

	private final ObjectNode json;

	/** @param json is changed by what is called here */
	ServiceBody(ObjectNode json) {
		this.json = json;
	}

	ObjectNode json() {
		return json;
	}

	/** PENDING when the document says nothing that is a state. */
	ServiceState state() {
		int number = json.path(STATE).asInt(0);
		return number < 0 || number >= ServiceState.values().length ? ServiceState.PENDING : ServiceState.of(number);
	}

	/** Changes the state, and says so in the log. */
	void enter(ServiceState state, Instant now) {
		json.put(STATE, state.number());
		log("I", "New state: " + state, now);
	}

	void info(String message, Instant now) {
		log("I", message, now);
	}

	void error(String message, Instant now) {
		log("E", message, now);
	}

	private void log(String severity, String message, Instant now) {
		var log = json.path("log") instanceof ArrayNode known ? known : json.putArray("log");
		log.addObject().put("timestamp", now.getEpochSecond()).put("severity", severity).put("message", message);
		while (log.size() > MAX_LOG) {
			log.remove(0);
		}
	}

	List<RoleBody> roles() {
		var roles = new ArrayList<RoleBody>();
		for (var role : json.path(ROLES)) {
			if (role instanceof ObjectNode object) {
				roles.add(new RoleBody(object));
			}
		}
		return roles;
	}

	Optional<RoleBody> role(String name) {
		return roles().stream().filter(r -> r.name().equals(name)).findFirst();
	}

	/** @param role as a template has it */
	RoleBody addRole(ObjectNode role) {
		(json.path(ROLES) instanceof ArrayNode known ? known : json.putArray(ROLES)).add(role);
		return new RoleBody(role);
	}

	void removeRole(RoleBody role) {
		if (json.path(ROLES) instanceof ArrayNode roles) {
			for (int i = roles.size() - 1; i >= 0; i--) {
				if (roles.get(i) == role.json()) {
					roles.remove(i);
				}
			}
		}
	}

	boolean allRoles(RoleState state) {
		return roles().stream().allMatch(r -> r.state() == state);
	}

	/** Whether roles wait for their parents, in both directions. */
	boolean isStraight() {
		return json.path("deployment").asText().equals("straight");
	}

	boolean waitsForReady() {
		return json.path("ready_status_gate").asBoolean();
	}

	boolean endsWithItsMachines() {
		return json.path("automatic_deletion").asBoolean();
	}

	boolean isOnHold() {
		return json.path(ON_HOLD).asBoolean();
	}

	void release() {
		if (json.has(ON_HOLD)) {
			json.put(ON_HOLD, false);
		}
	}

	/** Whether it shall go, whatever its VMs say: it was recovered with {@code delete}. */
	boolean isForced() {
		return json.path(FORCED).asBoolean();
	}

	void force() {
		json.put(FORCED, true);
	}

	/** What is done with a VM that shall go; empty when the service leaves it to others to say. */
	Optional<String> shutdownAction() {
		return RoleBody.text(json, "shutdown_action");
	}

	/** The parents of a role that exist. */
	List<RoleBody> parents(RoleBody role) {
		return role.parents().stream().map(this::role).flatMap(Optional::stream).toList();
	}

	List<RoleBody> children(RoleBody role) {
		return roles().stream().filter(r -> r.parents().contains(role.name())).toList();
	}
}
