package org.fleetdesk.serverless.engine.internal.cloud.flow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An action for all VMs of a role, some after others.
 *
 * @param period how long the next ones wait, in seconds; 0: all act at once
 * @param number how many act at a time; 0: all
 */
record BatchAction(String action, long period, int number) {

	private static final Set<String> KNOWN = Set.of("terminate", "terminate-hard", "undeploy", "undeploy-hard", "hold", "release", "stop", "suspend", "resume", "reboot", "reboot-hard",
			"poweroff", "poweroff-hard");
	private static final long PERIOD = 60;
	private static final int NUMBER = 1;

	/** Snapshots are none of them: guests of the simulated cloud have nothing that could be kept. */
	static boolean isKnown(String action) {
		return KNOWN.contains(action);
	}

	/** What the parameters leave open is as OneFlow has it: one VM a minute. */
	static BatchAction of(String action, JsonNode params) {
		return new BatchAction(action, Math.clamp(params.path("period").asLong(PERIOD), 0, 31_536_000), Math.clamp(params.path("number").asInt(NUMBER), 0, TemplateRules.MAX_CARDINALITY));
	}

	List<RoleBody.Planned> plan(List<Integer> vms, Instant now) {
		var planned = new ArrayList<RoleBody.Planned>();
		for (int i = 0; i < vms.size(); i++) {
			long later = period > 0 && number > 0 ? i / number * period : 0;
			planned.add(new RoleBody.Planned(vms.get(i), action, now.getEpochSecond() + later));
		}
		return planned;
	}
}
