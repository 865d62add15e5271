package org.fleetdesk.serverless.engine.internal.cloud;

import org.fleetdesk.opennebula.wire.OneTemplate;

/**
 * A simulated host.
 *
 * @param state     number as OpenNebula has it: 2 monitored, 3 error, 4 disabled, 8 offline
 * @param prevState the one before
 * @param cpu       in hundredths of a CPU
 * @param memory    in KB
 * @param since     when it was made, in milliseconds of the epoch
 * @param template  attributes that requirements of VMs can ask for; not to be changed: copy it first
 */
public record HostObject(int id, String name, int state, int prevState, int cpu, long memory, long since, OneTemplate template) implements CloudObject {

	static final int MONITORED = 2;
	static final int ERROR = 3;
	static final int DISABLED = 4;
	static final int OFFLINE = 8;

	HostObject withState(int newState) {
		return new HostObject(id, name, newState, state, cpu, memory, since, template);
	}

	HostObject with(OneTemplate attributes) {
		return new HostObject(id, name, state, prevState, cpu, memory, since, attributes);
	}
}
