package org.fleetdesk.serverless.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.fleetdesk.serverless.CloudInfo;
import org.fleetdesk.serverless.RuntimeInfo;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServiceInfo;
import org.fleetdesk.serverless.VmInfo;
import org.fleetdesk.serverless.internal.Problems.Problem;

/** Why verbs cannot be used in a state, as OpenNebula and OneFlow have it. */
final class Refusals {

	private static final Set<String> RECOVERABLE = Set.of("PENDING", "DEPLOYING", "UNDEPLOYING", "SCALING", "COOLDOWN", "DEPLOYING_NETS", "UNDEPLOYING_NETS");

	private static final Set<String> OFF = Set.of("POWEROFF", "SUSPENDED", "STOPPED", "UNDEPLOYED");

	private Refusals() {
	}

	/** @param known whether the services were read, so that a missing one is missing */
	static Map<String, String> runtime(CloudInfo info, RuntimeInfo runtime, boolean known, Optional<ServiceInfo> service, Map<Integer, VmInfo> vms, Optional<Problem> problem) {
		var refusals = new LinkedHashMap<String, String>();
		update(runtime).ifPresent(why -> refusals.put(Serverless.UPDATE, why));
		if (!info.hasOpenNebula()) {
			update(runtime).ifPresent(why -> refusals.put(Serverless.RENAME, why)); // the engine renames by update only
		}
		if (!known) {
			String why = !info.flow().isEmpty() ? info.flow() : !info.problem().isEmpty() ? info.problem() : "OneFlow does not tell its services.";
			refusals.put(Serverless.SCALE, why);
			refusals.put(Serverless.RECOVER, why);
		} else if (service.isEmpty()) {
			refusals.put(Serverless.SCALE, "It has no OneFlow service.");
			refusals.put(Serverless.RECOVER, "It has no OneFlow service; delete it.");
		} else {
			scale(service.get()).ifPresent(why -> refusals.put(Serverless.SCALE, "Its service " + why));
			boolean failed = service.get().roles().stream().flatMap(r -> r.vms().stream()).map(vms::get).anyMatch(vm -> vm != null && (vmFailed(vm) || off(vm)));
			if (!failed && recover(service.get()).isPresent()) {
				refusals.put(Serverless.RECOVER, "Nothing of it has failed.");
			}
		}
		repair(problem, refusals);
		return refusals;
	}

	/** Why the engine would refuse an update. */
	static Optional<String> update(RuntimeInfo runtime) {
		return switch (runtime.state()) {
		case "PENDING", "UPDATING" -> Optional.of("It is %s; it can be changed when it runs.".formatted(runtime.state().toLowerCase(java.util.Locale.ROOT)));
		case "ERROR" -> Optional.of("It is in error; recover it first.");
		default -> Optional.empty();
		};
	}

	static Map<String, String> service(ServiceInfo service, Optional<Problem> problem) {
		var refusals = new LinkedHashMap<String, String>();
		recover(service).ifPresent(why -> refusals.put(Serverless.RECOVER_SERVICE, why));
		if (service.state().equals(Joined.DONE)) {
			refusals.put(Serverless.DELETE_SERVICE, "It is DONE.");
		}
		repair(problem, refusals);
		return refusals;
	}

	static Map<String, String> role(ServiceInfo service, Optional<Problem> problem) {
		var refusals = new LinkedHashMap<String, String>();
		scale(service).ifPresent(why -> refusals.put(Serverless.SCALE, "Its service " + why));
		repair(problem, refusals);
		return refusals;
	}

	/** Why a service cannot be scaled, after "Its service". */
	static Optional<String> scale(ServiceInfo service) {
		return service.state().equals("RUNNING") ? Optional.empty()
				: Optional.of("is %s; it can be scaled when it is RUNNING.%s".formatted(service.state(), service.state().equals("COOLDOWN") ? " Recover ends the wait." : ""));
	}

	static Optional<String> recover(ServiceInfo service) {
		return service.state().startsWith("FAILED") || RECOVERABLE.contains(service.state()) ? Optional.empty() : Optional.of("It is %s; there is nothing to recover.".formatted(service.state()));
	}

	static boolean vmFailed(VmInfo vm) {
		return vm.stateText().endsWith("FAILURE");
	}

	/** Whether somebody has switched it off, so that it can be resumed. */
	static boolean off(VmInfo vm) {
		return OFF.contains(vm.state());
	}

	static Map<String, String> vm(VmInfo vm, Optional<Problem> problem) {
		var refusals = new LinkedHashMap<String, String>();
		for (String verb : Serverless.vmActions()) {
			act(vm, verb.substring(Serverless.VM_VERB.length())).ifPresent(why -> refusals.put(verb, why));
		}
		recover(vm).ifPresent(why -> refusals.put(Serverless.RECOVER_VM, why));
		repair(problem, refusals);
		return refusals;
	}

	/** Why a virtual machine does not take an action in its state, as a sentence; empty when it does. */
	static Optional<String> act(VmInfo vm, String action) {
		String state = vm.stateText();
		boolean known = switch (state) {
		case "RUNNING" -> !Set.of("resume", "release", "hold").contains(action) && !(action.equals("resched") && vm.resched()) && !(action.equals("unresched") && !vm.resched());
		case "UNKNOWN" -> Set.of("terminate", "terminate-hard", "poweroff", "poweroff-hard", "undeploy", "resume", "reboot-hard").contains(action)
				|| action.equals(vm.resched() ? "unresched" : "resched");
		case "POWEROFF" -> Set.of("terminate", "terminate-hard", "resume", "undeploy").contains(action) || action.equals(vm.resched() ? "unresched" : "resched");
		case "SUSPENDED" -> Set.of("terminate", "terminate-hard", "resume", "stop").contains(action);
		case "STOPPED", "UNDEPLOYED" -> Set.of("terminate", "terminate-hard", "resume").contains(action);
		case "PENDING" -> Set.of("terminate", "terminate-hard", "hold").contains(action);
		case "HOLD" -> Set.of("terminate", "terminate-hard", "release").contains(action);
		case "INIT", "CLONING", "CLONING_FAILURE" -> Set.of("terminate", "terminate-hard").contains(action);
		case "SHUTDOWN", "SHUTDOWN_POWEROFF", "SHUTDOWN_UNDEPLOY" -> action.endsWith("-hard") && !action.equals("reboot-hard"); // what takes too long is forced
		default -> false;
		};
		if (known) {
			return Optional.empty();
		}
		return Optional.of(switch (state) {
		case "DONE" -> "It is DONE.";
		case "RUNNING" -> switch (action) {
			case "resched" -> "It is being rescheduled already.";
			case "unresched" -> "It is not to be rescheduled.";
			default -> "It runs.";
			};
		default -> action.startsWith("terminate") ? "It is %s; recover it, where it can be deleted too.".formatted(state) : "It is %s.".formatted(state);
		});
	}

	/** Why a virtual machine is not recovered: it has not failed, and is not in the middle of something. */
	static Optional<String> recover(VmInfo vm) {
		boolean active = vm.state().equals("ACTIVE") && !vm.lcmState().equals("RUNNING");
		return active || vm.state().startsWith("CLONING") ? Optional.empty() : Optional.of("It is %s; there is nothing to recover.".formatted(vm.stateText()));
	}

	private static void repair(Optional<Problem> problem, Map<String, String> refusals) {
		if (problem.flatMap(Problem::repair).isEmpty()) {
			refusals.put(Serverless.REPAIR, problem.isEmpty() ? "There is nothing to repair." : "No repair is known: " + problem.get().text());
		}
	}
}
