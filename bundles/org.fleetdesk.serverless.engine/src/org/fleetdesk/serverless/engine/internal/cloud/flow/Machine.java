package org.fleetdesk.serverless.engine.internal.cloud.flow;

import java.util.Optional;
import java.util.Set;

import org.fleetdesk.opennebula.vm.LcmState;
import org.fleetdesk.opennebula.vm.VmState;
import org.fleetdesk.serverless.engine.internal.cloud.VmObject;

/** What the state of a VM means to its service. */
final class Machine {

	private static final Set<VmState> AT_REST = Set.of(VmState.POWEROFF, VmState.SUSPENDED, VmState.STOPPED, VmState.UNDEPLOYED);
	private static final Set<LcmState> GOING = Set.of(LcmState.SHUTDOWN, LcmState.CANCEL, LcmState.EPILOG, LcmState.CLEANUP_DELETE);

	/** The numbers that a history has for terminate and terminate-hard. */
	private static final Set<Integer> TERMINATED = Set.of(27, 28);

	private Machine() {
	}

	static boolean isGone(Optional<VmObject> vm) {
		return vm.isEmpty() || vm.get().isDone();
	}

	static boolean isFailed(VmObject vm) {
		return vm.state() == VmState.CLONING_FAILURE || vm.state() == VmState.ACTIVE && vm.lcm().name().endsWith("FAILURE");
	}

	/** Whether the service has something to worry about. */
	static boolean isWorrying(VmObject vm) {
		return isFailed(vm) || vm.state() == VmState.POWEROFF || vm.state() == VmState.ACTIVE && vm.lcm() == LcmState.UNKNOWN;
	}

	/** Whether nothing has to be waited for: it runs, or somebody has stopped it meanwhile. */
	static boolean isDeployed(VmObject vm, boolean waitsForReady) {
		return AT_REST.contains(vm.state()) || vm.isRunning() && (!waitsForReady || vm.userTemplate().get("READY", "").equalsIgnoreCase("YES"));
	}

	/** Whether it is on its way to DONE already. */
	static boolean isGoing(VmObject vm) {
		return vm.state() == VmState.ACTIVE && GOING.contains(vm.lcm());
	}

	/** Whether it runs still, or again, although it was told to end. */
	static boolean isReluctant(VmObject vm) {
		return vm.isRunning() && !vm.history().isEmpty() && vm.history().getLast().etime() == 0 && TERMINATED.contains(vm.history().getLast().action());
	}

	static boolean isHeld(VmObject vm) {
		return vm.state() == VmState.HOLD;
	}

	static boolean isResting(VmObject vm) {
		return AT_REST.contains(vm.state());
	}

	/** As one speaks of it. */
	static String name(VmObject vm) {
		return vm.state() == VmState.ACTIVE ? vm.lcm().name() : vm.state().name();
	}
}
