package org.fleetdesk.gateways.internal;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.gateways.Gateways;

/** Why verbs cannot be used on a gateway or application as it is. Equal ones are one object. */
final class Refusals {

	static final String DOES_NOT_LISTEN = "This gateway does not listen: its agent keeps no connection open now, or is another one than ours. What is installed reaches it when it checks in.";

	private record Standing(String activation, boolean locked, boolean listening, boolean whole, boolean local, boolean installing) {
	}

	private record Running(boolean agent, boolean supervised, String status, boolean listening) {
	}

	private final Map<Standing, Map<String, String>> gateways = new HashMap<>();
	private final Map<Running, Map<String, String>> applications = new HashMap<>();

	/** @param whole whether its product has all aliases @param local whether its agent was started by a console @param installing whether a deployment has not ended */
	Map<String, String> gateway(String activation, boolean locked, boolean listening, boolean whole, boolean local, boolean installing) {
		return gateways.computeIfAbsent(new Standing(activation, locked, listening, whole, local, installing), Refusals::of);
	}

	private static Map<String, String> of(Standing s) {
		var refusals = new LinkedHashMap<String, String>();
		var install = install(s.activation, s.locked);
		for (String verb : new String[] { Gateways.INSTALL, Gateways.SCRIPT, Gateways.REBOOT }) {
			install.ifPresent(why -> refusals.put(verb, why));
		}
		if (!s.listening) {
			refusals.put(Gateways.CHECK_IN, DOES_NOT_LISTEN);
			refusals.put(Gateways.SUPPORT_REPORT, DOES_NOT_LISTEN);
		}
		if (s.whole) {
			refusals.put(Gateways.CREATE_ALIASES, "Its product has all aliases.");
		}
		if (s.activation.equals("activated")) {
			refusals.put(Gateways.ENABLE, "It is activated; Regenerate key lets it activate again.");
		}
		if (s.activation.equals("expired")) {
			refusals.put(Gateways.DISABLE, "It is disabled already, or its time to activate is over.");
		}
		refusals.put(s.locked ? Gateways.LOCK : Gateways.UNLOCK, s.locked ? "It is locked." : "It is not locked.");
		if (!s.installing) {
			refusals.put(Gateways.GIVE_UP_INSTALL, "Nothing is in its queue.");
		}
		if (!s.local) {
			refusals.put(Gateways.STOP_LOCAL, "Its agent was not started by a console.");
		}
		return Map.copyOf(refusals);
	}

	/** Why nothing can be installed on it. */
	private static Optional<String> install(String activation, boolean locked) {
		return locked ? Optional.of("It is locked; unlock it first.")
				: activation.equals("expired") ? Optional.of("It may not activate any more; enable it first.") : Optional.empty();
	}

	/** @param agent whether it is Gateway Engine itself @param supervised whether a supervisor has it; of others nobody asks */
	Map<String, String> application(boolean agent, boolean supervised, String status, boolean listening) {
		return applications.computeIfAbsent(new Running(agent, !agent || supervised, status, listening), Refusals::of);
	}

	private static Map<String, String> of(Running r) {
		var refusals = new LinkedHashMap<String, String>();
		for (String verb : new String[] { Gateways.START, Gateways.STOP, Gateways.RESTART }) {
			if (r.status.isEmpty() || r.status.equals(GatewayResources.NO_PROGRAM)) {
				refusals.put(verb, "It has no program: it did something once when it was installed.");
			} else if (!r.listening) {
				refusals.put(verb, DOES_NOT_LISTEN);
			}
		}
		boolean up = r.status.equals("RUNNING") || r.status.equals("STARTING");
		if (up) {
			refusals.putIfAbsent(Gateways.START, "It runs.");
		} else if (!r.status.equals("BACKOFF")) {
			refusals.putIfAbsent(Gateways.STOP, "It does not run.");
		}
		if (r.agent) {
			refusals.putIfAbsent(Gateways.STOP, "The agent cannot be stopped from here: nobody could start it again.");
			if (!r.supervised) {
				refusals.putIfAbsent(Gateways.RESTART, "The agent is not supervised: nobody would start it again.");
			}
		}
		return Map.copyOf(refusals);
	}
}
