package org.fleetdesk.serverless.engine.internal.cloud.flow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import org.fleetdesk.opennebula.oneflow.RoleState;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A role in a {@link ServiceBody}. */
final class RoleBody {

	private static final String STATE = "state";
	private static final String NODES = "nodes";
	private static final String VM = "deploy_id";
	private static final String CARDINALITY = "cardinality";
	private static final String ON_HOLD = "on_hold";
	private static final String SCALE_WAY = "scale_way";
	private static final int UP = 0;
	private static final int DOWN = 1;
	private static final String LAST_NAME = "last_vmname";
	private static final String COOLDOWN = "cooldown";
	private static final String COOLDOWN_END = "cooldown_end";
	private static final String REMOVED = "removed";
	private static final String ACTIONS = "sched_actions";

	/**
	 * An action that a VM is to see later.
	 *
	 * @param due in seconds of the epoch
	 */
	record Planned(int vm, String action, long due) {
	}

	private final ObjectNode json;

	RoleBody(ObjectNode json) {
		this.json = json;
	}

	/** Gives it what a role of a service has and one of a template has not. */
	static RoleBody fresh(ObjectNode json, long defaultCooldown) {
		var role = new RoleBody(json);
		role.enter(RoleState.PENDING);
		if (!json.path(COOLDOWN).isNumber()) {
			json.put(COOLDOWN, defaultCooldown);
		}
		json.putArray(NODES);
		json.put(ON_HOLD, json.path(ON_HOLD).asBoolean());
		for (var ours : List.of(LAST_NAME, SCALE_WAY, COOLDOWN_END, REMOVED, ACTIONS)) {
			json.remove(ours);
		}
		return role;
	}

	ObjectNode json() {
		return json;
	}

	String name() {
		return json.path("name").asText();
	}

	RoleState state() {
		int number = json.path(STATE).asInt(0);
		return number < 0 || number >= RoleState.values().length ? RoleState.PENDING : RoleState.of(number);
	}

	void enter(RoleState state) {
		json.put(STATE, state.number());
	}

	int vmTemplate() {
		return json.path("vm_template").asInt(-1);
	}

	/** What is merged over the VM template. */
	String vmTemplateContents() {
		return json.path("vm_template_contents").asText("");
	}

	List<String> parents() {
		var names = new ArrayList<String>();
		json.path("parents").forEach(p -> names.add(p.asText()));
		return names;
	}

	/** Bounded also where somebody has changed the document without OneFlow. */
	int cardinality() {
		return Math.clamp(json.path(CARDINALITY).asInt(1), 0, TemplateRules.MAX_CARDINALITY);
	}

	void setCardinality(int count) {
		json.put(CARDINALITY, Math.max(0, count));
	}

	OptionalInt minimum() {
		return number("min_vms");
	}

	OptionalInt maximum() {
		return number("max_vms");
	}

	private OptionalInt number(String name) {
		return json.path(name).canConvertToInt() ? OptionalInt.of(json.path(name).asInt()) : OptionalInt.empty();
	}

	/** The ids of its VMs, the oldest first. */
	List<Integer> nodes() {
		var ids = new ArrayList<Integer>();
		json.path(NODES).forEach(n -> ids.add(n.path(VM).asInt(-1)));
		return ids;
	}

	/** @param vmInfo {@code {"VM":{...}}} */
	void addNode(int vm, ObjectNode vmInfo) {
		var node = (json.path(NODES) instanceof ArrayNode known ? known : json.putArray(NODES)).addObject();
		node.put(VM, vm).set("vm_info", vmInfo);
	}

	void removeNode(int vm) {
		if (json.path(NODES) instanceof ArrayNode nodes) {
			for (int i = nodes.size() - 1; i >= 0; i--) {
				if (nodes.get(i).path(VM).asInt(-1) == vm) {
					nodes.remove(i);
				}
			}
		}
	}

	/** The number in the name of the next VM. */
	int nextNumber() {
		return json.path(LAST_NAME).asInt(0);
	}

	void useNumber() {
		json.put(LAST_NAME, nextNumber() + 1);
	}

	boolean isOnHold() {
		return json.path(ON_HOLD).asBoolean();
	}

	void hold(boolean held) {
		json.put(ON_HOLD, held);
	}

	void scale(boolean up) {
		json.put(SCALE_WAY, up ? UP : DOWN);
	}

	boolean isScalingUp() {
		return json.path(SCALE_WAY).asInt(UP) == UP;
	}

	/** Ends the scaling, and lets nothing else be scaled for its time. */
	void coolDown(Instant now) {
		json.remove(SCALE_WAY);
		json.put(COOLDOWN_END, now.plusSeconds(Math.max(0, json.path(COOLDOWN).asLong())).toEpochMilli());
		enter(RoleState.COOLDOWN);
	}

	Instant cooledDownAt() {
		return Instant.ofEpochMilli(json.path(COOLDOWN_END).asLong());
	}

	void warm() {
		json.remove(COOLDOWN_END);
		enter(RoleState.RUNNING);
	}

	/** Marks it as the one that is removed from its service; the others stay. */
	void remove() {
		json.put(REMOVED, true);
	}

	boolean isRemoved() {
		return json.path(REMOVED).asBoolean();
	}

	/** It goes with the whole service. */
	void forgetRemoval() {
		json.remove(REMOVED);
	}

	/** Whether it asks for being scaled by the cloud. */
	boolean hasPolicies() {
		return !json.path("elasticity_policies").isEmpty() || !json.path("scheduled_policies").isEmpty();
	}

	Optional<String> shutdownAction() {
		return text(json, "shutdown_action");
	}

	List<Planned> planned() {
		var actions = new ArrayList<Planned>();
		json.path(ACTIONS).forEach(a -> actions.add(new Planned(a.path("vm").asInt(-1), a.path("action").asText(), a.path("time").asLong())));
		return actions;
	}

	void plan(List<Planned> actions) {
		if (actions.isEmpty()) {
			json.remove(ACTIONS);
			return;
		}
		var array = json.putArray(ACTIONS);
		actions.forEach(a -> array.addObject().put("vm", a.vm()).put("action", a.action()).put("time", a.due()));
	}

	static Optional<String> text(JsonNode json, String name) {
		return Optional.of(json.path(name).asText("")).filter(t -> !t.isBlank());
	}
}
