package org.fleetdesk.serverless.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.fleetdesk.opennebula.vm.LcmState;
import org.fleetdesk.opennebula.vm.VirtualMachine;
import org.fleetdesk.opennebula.vm.VmState;

/** The state of a function of a serverless runtime, in the words of the Provisioning Engine's API. */
public enum RuntimeState {

	/** Its VM is being placed or boots, or runs and is not ready yet. */
	PENDING,
	/** Its VM runs and is ready. */
	RUNNING,
	/** Its VM is being changed: resized, moved, shut down. */
	UPDATING,
	/** Its VM has failed, was switched off, or is gone; the function's error says which. */
	ERROR;

	private static final String NO_REASON = "No VM Error from Cloud Edge Manager";

	/** The state of a function by its VM. The VM's data is read. */
	public static RuntimeState of(VirtualMachine vm) {
		VmState state = vm.vmState();
		return switch (state) {
		case INIT, PENDING, HOLD, CLONING -> PENDING;
		case ACTIVE -> of(vm, vm.lcm());
		case STOPPED, SUSPENDED, DONE, FAILED, POWEROFF, UNDEPLOYED, CLONING_FAILURE -> ERROR;
		};
	}

	private static RuntimeState of(VirtualMachine vm, LcmState state) {
		return switch (state) {
		case RUNNING -> isReady(vm) ? RUNNING : PENDING;
		case LCM_INIT, BOOT, PROLOG, BOOT_UNKNOWN, BOOT_POWEROFF, BOOT_SUSPENDED, BOOT_STOPPED, BOOT_UNDEPLOY, PROLOG_UNDEPLOY, CLEANUP_RESUBMIT -> PENDING;
		case FAILURE, UNKNOWN, PROLOG_MIGRATE_UNKNOWN -> ERROR;
		default -> state.name().endsWith("_FAILURE") && (state.name().startsWith("BOOT_") || state.name().startsWith("PROLOG_")) ? ERROR : UPDATING;
		};
	}

	/** A VM that is to report when it is ready does so in its user template. */
	private static boolean isReady(VirtualMachine vm) {
		return !isYes(vm.xpath("TEMPLATE/CONTEXT/REPORT_READY")) || isYes(vm.xpath("USER_TEMPLATE/READY"));
	}

	private static boolean isYes(String value) {
		return value.strip().equalsIgnoreCase("YES");
	}

	/** Why a VM means {@link #ERROR}: its own error, else what its state says. */
	public static String reason(VirtualMachine vm) {
		for (String path : List.of("USER_TEMPLATE/ERROR", "TEMPLATE/ERROR")) {
			String error = vm.xpath(path).strip();
			if (!error.isEmpty()) {
				return error;
			}
		}
		return switch (vm.vmState()) {
		case POWEROFF -> "The VM is powered off";
		case STOPPED -> "The VM is stopped";
		case SUSPENDED -> "The VM is suspended";
		case UNDEPLOYED -> "The VM is undeployed";
		case DONE -> "The VM is gone";
		case ACTIVE -> NO_REASON + " (" + vm.lcmStateStr() + ")";
		default -> NO_REASON + " (" + vm.stateStr() + ")";
		};
	}

	/**
	 * A state as an engine tells it.
	 *
	 * @param word of the newest API, or the name of a VM state as the first version of the engine tells it: {@code ACTIVE} then counts as running, a state
	 *             in which a VM waits as pending, and one in which it does not work as an error
	 * @return empty when it is blank or unknown
	 */
	public static Optional<RuntimeState> parse(String word) {
		return switch (word.strip().toUpperCase(Locale.ROOT)) {
		case "PENDING", "INIT", "HOLD", "CLONING" -> Optional.of(PENDING);
		case "RUNNING", "ACTIVE" -> Optional.of(RUNNING);
		case "UPDATING" -> Optional.of(UPDATING);
		case "ERROR", "STOPPED", "SUSPENDED", "DONE", "FAILED", "POWEROFF", "UNDEPLOYED", "CLONING_FAILURE" -> Optional.of(ERROR);
		default -> Optional.empty();
		};
	}
}
