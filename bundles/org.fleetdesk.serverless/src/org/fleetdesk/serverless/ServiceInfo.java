package org.fleetdesk.serverless;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A OneFlow service. All text is untrusted.
 *
 * @param state in OneFlow's words, such as {@code RUNNING} or {@code FAILED_DEPLOYING}
 * @param log   what OneFlow noted, oldest first; also when only the list of services was read
 */
public record ServiceInfo(int id, String name, String owner, String group, String state, Optional<Instant> started, List<Role> roles, List<Line> log) {

	/**
	 * @param state       in OneFlow's words
	 * @param cardinality how many virtual machines it is to have
	 * @param vms         ids of those that it has
	 */
	public record Role(String name, String state, int cardinality, List<Integer> vms) {
		public Role {
			vms = List.copyOf(vms);
		}
	}

	/** @param severity OneFlow's letter: I, W, E, D */
	public record Line(Instant time, String severity, String text) {
	}

	public ServiceInfo {
		roles = List.copyOf(roles);
		log = List.copyOf(log);
	}
}
