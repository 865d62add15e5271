package org.fleetdesk.serverless;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A virtual machine, as OpenNebula tells it now. All text is untrusted.
 *
 * @param state      such as {@code ACTIVE}
 * @param lcmState   such as {@code RUNNING}; {@code LCM_INIT} when it is not active
 * @param runtime    what the engine's API calls that: PENDING, RUNNING, UPDATING, ERROR
 * @param error      OpenNebula's reason, or empty
 * @param started    when it was made
 * @param since      when its last placement or state began, as far as it is told
 * @param host       where it is now; empty when nowhere
 * @param cpu        cores that its guest sees
 * @param memory     in MB of 2²⁰ bytes
 * @param resched    whether it is to be placed anew
 * @param service    id of the service that it says it is of
 * @param role       name of the role that it says it is of
 * @param attributes of its user template, without what is secret
 * @param latest     last measured values, by OpenNebula's names, such as {@code CPU}, {@code MEMORY} (KB)
 */
public record VmInfo(int id, String name, String owner, String group, String state, String lcmState, String runtime, String error, Optional<Instant> started,
		Optional<Instant> since, String host, int cpu, int memory, boolean resched, OptionalInt service, String role, List<Nic> nics, List<Disk> disks,
		List<Placement> history, Map<String, String> attributes, Map<String, String> latest) {

	/** @param addresses IPv4, IPv6, external */
	public record Nic(int id, String network, String mac, List<String> addresses) {
		public Nic {
			addresses = List.copyOf(addresses);
		}
	}

	/** @param size in MB of 2²⁰ bytes, where told */
	public record Disk(int id, String image, OptionalInt size) {
	}

	/**
	 * A stay on a host.
	 *
	 * @param number from 0
	 * @param action what ended it, in OpenNebula's words, or empty
	 */
	public record Placement(int number, String host, Optional<Instant> from, Optional<Instant> to, String action) {
	}

	public VmInfo {
		nics = List.copyOf(nics);
		disks = List.copyOf(disks);
		history = List.copyOf(history);
		attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
		latest = Collections.unmodifiableMap(new LinkedHashMap<>(latest));
	}

	/** The state in OpenNebula's words: the life-cycle state while it is active. */
	public String stateText() {
		return state.equals("ACTIVE") ? lcmState : state;
	}
}
