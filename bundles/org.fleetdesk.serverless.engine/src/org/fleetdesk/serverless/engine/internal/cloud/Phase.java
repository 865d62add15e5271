package org.fleetdesk.serverless.engine.internal.cloud;

import static org.fleetdesk.opennebula.vm.LcmState.*;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.fleetdesk.opennebula.vm.LcmState;
import org.fleetdesk.opennebula.vm.VmState;

/**
 * A state that ends by itself, and how: OpenNebula's life cycle, as far as the simulated hosts know it.
 *
 * @param state   in which the VM is ACTIVE
 * @param name    what fails when it fails, for {@link Lifecycle#FAIL}
 * @param delay   how long it takes
 * @param success the state that follows
 * @param failure the state when it fails
 */
record Phase(LcmState state, String name, Function<Delays, Duration> delay, At success, At failure) {

	/** A place in the life of a VM. */
	record At(VmState state, LcmState lcm) {

		static At active(LcmState lcm) {
			return new At(VmState.ACTIVE, lcm);
		}

		static At resting(VmState state) {
			return new At(state, LCM_INIT);
		}
	}

	private static final Map<LcmState, Phase> PHASES = Arrays.asList(
			active(PROLOG, "prolog", Delays::prolog, BOOT, PROLOG_FAILURE),
			active(PROLOG_RESUME, "prolog", Delays::prolog, BOOT_STOPPED, PROLOG_RESUME_FAILURE),
			active(PROLOG_UNDEPLOY, "prolog", Delays::prolog, BOOT_UNDEPLOY, PROLOG_UNDEPLOY_FAILURE),
			active(PROLOG_MIGRATE, "prolog", Delays::prolog, BOOT_MIGRATE, PROLOG_MIGRATE_FAILURE),
			active(BOOT, "boot", Delays::boot, RUNNING, BOOT_FAILURE),
			active(BOOT_UNKNOWN, "boot", Delays::boot, RUNNING, UNKNOWN),
			active(BOOT_STOPPED, "boot", Delays::boot, RUNNING, BOOT_STOPPED_FAILURE),
			active(BOOT_UNDEPLOY, "boot", Delays::boot, RUNNING, BOOT_UNDEPLOY_FAILURE),
			active(BOOT_MIGRATE, "boot", Delays::boot, RUNNING, BOOT_MIGRATE_FAILURE),
			new Phase(BOOT_POWEROFF, "boot", Delays::boot, At.active(RUNNING), At.resting(VmState.POWEROFF)),
			new Phase(BOOT_SUSPENDED, "boot", Delays::boot, At.active(RUNNING), At.resting(VmState.SUSPENDED)),
			new Phase(SAVE_SUSPEND, "save", Delays::shutdown, At.resting(VmState.SUSPENDED), At.active(RUNNING)),
			active(SAVE_STOP, "save", Delays::shutdown, EPILOG_STOP, RUNNING),
			active(SAVE_MIGRATE, "save", Delays::shutdown, PROLOG_MIGRATE, RUNNING),
			active(SHUTDOWN, "shutdown", Delays::shutdown, EPILOG, RUNNING),
			new Phase(SHUTDOWN_POWEROFF, "shutdown", Delays::shutdown, At.resting(VmState.POWEROFF), At.active(RUNNING)),
			active(SHUTDOWN_UNDEPLOY, "shutdown", Delays::shutdown, EPILOG_UNDEPLOY, RUNNING),
			new Phase(EPILOG, "epilog", Delays::epilog, At.resting(VmState.DONE), At.active(EPILOG_FAILURE)),
			new Phase(EPILOG_STOP, "epilog", Delays::epilog, At.resting(VmState.STOPPED), At.active(EPILOG_STOP_FAILURE)),
			new Phase(EPILOG_UNDEPLOY, "epilog", Delays::epilog, At.resting(VmState.UNDEPLOYED), At.active(EPILOG_UNDEPLOY_FAILURE)),
			active(HOTPLUG_RESIZE, "resize", Delays::change, RUNNING, RUNNING),
			active(DISK_RESIZE, "disk", Delays::change, RUNNING, RUNNING),
			new Phase(DISK_RESIZE_POWEROFF, "disk", Delays::change, At.resting(VmState.POWEROFF), At.resting(VmState.POWEROFF)),
			new Phase(DISK_RESIZE_UNDEPLOYED, "disk", Delays::change, At.resting(VmState.UNDEPLOYED), At.resting(VmState.UNDEPLOYED)),
			// what a recovery removes goes, whatever happens
			new Phase(CLEANUP_DELETE, "", Delays::cleanup, At.resting(VmState.DONE), At.resting(VmState.DONE)),
			new Phase(CLEANUP_RESUBMIT, "", Delays::cleanup, At.resting(VmState.PENDING), At.resting(VmState.PENDING)))
			.stream().collect(Collectors.toUnmodifiableMap(Phase::state, Function.identity()));

	private static final Map<LcmState, Phase> FAILED = PHASES.values().stream().filter(p -> p.failure.lcm.name().endsWith("_FAILURE"))
			.collect(Collectors.toUnmodifiableMap(p -> p.failure.lcm, Function.identity()));

	private static Phase active(LcmState state, String name, Function<Delays, Duration> delay, LcmState success, LcmState failure) {
		return new Phase(state, name, delay, At.active(success), At.active(failure));
	}

	/** The phase in which a VM is; empty when its state lasts. */
	static Optional<Phase> of(VmState state, LcmState lcm) {
		return state == VmState.ACTIVE ? Optional.ofNullable(PHASES.get(lcm)) : Optional.empty();
	}

	/** The phase whose failure a VM's state is; empty when it is none. */
	static Optional<Phase> failed(VmState state, LcmState lcm) {
		return state == VmState.ACTIVE ? Optional.ofNullable(FAILED.get(lcm)) : Optional.empty();
	}
}
