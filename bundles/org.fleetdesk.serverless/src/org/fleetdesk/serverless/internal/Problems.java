package org.fleetdesk.serverless.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.fleetdesk.core.ResourceId;
import org.fleetdesk.serverless.Repair;
import org.fleetdesk.serverless.Repair.Kind;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServiceInfo;
import org.fleetdesk.serverless.VmInfo;

/** What has failed, is stuck, or has lost what it belongs to; and the repair that fits. */
final class Problems {

	/** What is in the middle of something for longer is stuck. */
	static final Duration STUCK = Duration.ofMinutes(10);

	private static final Set<String> WAITING = Set.of("INIT", "PENDING", "CLONING");
	private static final Set<String> STEADY = Set.of("RUNNING", "UNKNOWN");

	/** @param repair empty where none fits; {@link Repair#problem()} is the text then */
	record Problem(String text, Optional<Repair> repair) {

		static Problem of(String text) {
			return new Problem(text, Optional.empty());
		}

		static Problem of(String text, Kind kind, int id, String repair) {
			return new Problem(text, Optional.of(new Repair(kind, id, text, repair)));
		}

		/** The same as a part of something bigger. */
		Problem in(String whose) {
			String said = whose + ": " + text.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + text.substring(1);
			return new Problem(said, repair.map(r -> new Repair(r.kind(), r.id(), said, r.text())));
		}
	}

	private final Joined cloud;
	private final Instant now;

	Problems(Joined cloud, Instant now) {
		this.cloud = cloud;
		this.now = now;
	}

	/** That of a resource, by its id; empty when there is none, or it is gone. */
	Optional<Problem> of(ResourceId id) {
		return switch (id.kind()) {
		case Serverless.RUNTIME -> cloud.state().documents().stream().filter(d -> Integer.toString(d.id()).equals(id.key())).findFirst().flatMap(this::document);
		case Serverless.SERVICE -> cloud.services().stream().filter(s -> Integer.toString(s.id()).equals(id.key())).findFirst().flatMap(this::service);
		case Serverless.ROLE -> cloud.services().stream().flatMap(s -> s.roles().stream().filter(r -> Serverless.roleKey(s.id(), r.name()).equals(id.key())).map(r -> role(s, r)))
				.flatMap(Optional::stream).findFirst();
		case Serverless.VM -> cloud.vms().stream().filter(v -> Integer.toString(v.id()).equals(id.key())).findFirst().flatMap(this::vm);
		default -> Optional.empty();
		};
	}

	/** That of a runtime: of itself, or else of what it consists of. */
	Optional<Problem> document(DocumentInfo document) {
		if (cloud.state().services().isEmpty() || cloud.state().live()) {
			return Optional.empty();
		}
		var service = cloud.service(document);
		if (service.isEmpty() || service.get().state().equals(Joined.DONE)) {
			if (!cloud.sees(document.owner()) || document.runtime().serviceId().isEmpty() && young(document.registered())) {
				return Optional.empty();
			}
			var id = document.runtime().serviceId();
			return Optional.of(Problem.of(id.isPresent() ? "Its OneFlow service %d is gone.".formatted(id.getAsInt()) : "It has no OneFlow service: its creation was cut off.",
					Kind.DELETE_DOCUMENT, document.id(), "The runtime is deleted, as nothing is left of it but its document."));
		}
		if (document.runtime().serviceId().isEmpty() && !young(document.registered())) {
			return Optional.of(Problem.of("Its creation was cut off: it does not know its OneFlow service %d.".formatted(service.get().id()), Kind.DELETE_DOCUMENT, document.id(),
					"The runtime is deleted with what was made of it."));
		}
		return parts(service.get());
	}

	private Optional<Problem> parts(ServiceInfo service) {
		var own = service(service);
		if (own.isPresent()) {
			return own.map(p -> p.in("Service " + service.id()));
		}
		for (var vm : cloud.vms(service)) {
			var problem = vm(vm);
			if (problem.isPresent()) {
				return problem.map(p -> p.in("Virtual machine " + vm.id()));
			}
		}
		return service.roles().stream().map(r -> role(service, r).map(p -> p.in("Role " + r.name()))).flatMap(Optional::stream).findFirst();
	}

	Optional<Problem> service(ServiceInfo service) {
		if (service.state().equals(Joined.DONE) || !cloud.ofRuntime(service)) {
			return Optional.empty();
		}
		var since = since(service);
		if (cloud.document(service).isEmpty() && cloud.sees(service.owner()) && cloud.state().info().hasOpenNebula() && !young(since) && !ending(service.state())) {
			return Optional.of(Problem.of("No runtime refers to it.", Kind.DELETE_SERVICE, service.id(), "The service is deleted with its virtual machines."));
		}
		if (service.state().startsWith("FAILED_UNDEPLOYING")) {
			return Optional.of(Problem.of(failed(service) + ".", Kind.DELETE_SERVICE, service.id(), "The service is deleted by force, with its virtual machines."));
		}
		if (service.state().startsWith("FAILED")) {
			return Optional.of(Problem.of(failed(service) + ".", Kind.RECOVER_SERVICE, service.id(), "The service is recovered: what failed is tried again."));
		}
		if (since.isPresent() && transientState(service.state()) && stuck(since.get())) {
			String text = "It is %s for %s.".formatted(service.state(), minutes(since.get()));
			if (ending(service.state())) {
				return Optional.of(Problem.of(text, Kind.DELETE_SERVICE, service.id(), "The service is deleted by force, with its virtual machines."));
			}
			var waits = cloud.vms(service).stream().filter(vm -> WAITING.contains(vm.state())).findFirst();
			return Optional.of(waits.isPresent() ? Problem.of(text + " Virtual machine %d is not placed%s".formatted(waits.get().id(), because(waits.get())))
					: Problem.of(text, Kind.RECOVER_SERVICE, service.id(), "The service is recovered: what it is at is tried again."));
		}
		return Optional.empty();
	}

	/**
	 * OneFlow says that all is well of a role that has lost its virtual machines (OpenNebula issue 6396), and wants none any more when they were terminated; a function
	 * without one is none.
	 */
	Optional<Problem> role(ServiceInfo service, ServiceInfo.Role role) {
		if (!service.state().equals("RUNNING") || !cloud.ofRuntime(service) || role.cardinality() == role.vms().size() && role.cardinality() > 0) {
			return Optional.empty();
		}
		String has = role.cardinality() == 0 ? "without a virtual machine" : "with %d of %d virtual machines".formatted(role.vms().size(), role.cardinality());
		return Optional.of(Problem.of("It is RUNNING %s; scale it, or delete the runtime.".formatted(has)));
	}

	Optional<Problem> vm(VmInfo vm) {
		boolean going = vm.state().equals(Joined.DONE) || vm.state().equals("ACTIVE") && (vm.lcmState().startsWith("EPILOG") || vm.lcmState().startsWith("SHUTDOWN") || vm.lcmState().startsWith("CLEANUP"));
		if (cloud.state().services().isPresent() && cloud.service(vm).filter(s -> !s.state().equals(Joined.DONE)).isEmpty() && cloud.sees(vm.owner()) && !going && !young(vm.since())) {
			return Optional.of(Problem.of(vm.service().isPresent() ? "Its OneFlow service %d is gone.".formatted(vm.service().getAsInt()) : "It was made for a runtime, and is of no OneFlow service.",
					Kind.TERMINATE_VM, vm.id(), "The virtual machine is terminated."));
		}
		String state = vm.stateText();
		if (state.endsWith("FAILURE")) {
			return Optional.of(Problem.of("It is %s%s".formatted(state, because(vm)), Kind.RECOVER_VM, vm.id(), "The virtual machine is recovered: what failed is tried again."));
		}
		if (state.equals("UNKNOWN")) {
			return Optional.of(Problem.of("Its host %s does not tell how it is (UNKNOWN).".formatted(vm.host())));
		}
		if (vm.since().isPresent() && stuck(vm.since().get())) {
			if (WAITING.contains(vm.state())) {
				return Optional.of(Problem.of("It is not placed for %s%s".formatted(minutes(vm.since().get()), because(vm))));
			}
			if (vm.state().equals("ACTIVE") && !STEADY.contains(vm.lcmState())) {
				return Optional.of(Problem.of("It is %s for %s.".formatted(vm.lcmState(), minutes(vm.since().get()))));
			}
			if (vm.runtime().equals("PENDING") && vm.lcmState().equals("RUNNING")) {
				return Optional.of(Problem.of("It runs for %s and does not report that it is ready.".formatted(minutes(vm.since().get()))));
			}
		}
		return Optional.empty();
	}

	private static String because(VmInfo vm) {
		return vm.error().isEmpty() ? "." : ": " + vm.error().strip().replaceFirst("\\.$", "") + ".";
	}

	/** A creation makes document and service one after the other, and a deletion ends them one after the other. */
	private boolean young(Optional<Instant> since) {
		return since.isPresent() && since.get().plus(cloud.state().creation()).isAfter(now);
	}

	private boolean stuck(Instant since) {
		return since.plus(STUCK).isBefore(now);
	}

	private String minutes(Instant since) {
		long minutes = Duration.between(since, now).toMinutes();
		return minutes < 120 ? minutes + " minutes" : minutes / 60 + " hours";
	}

	/** When its state began: with its last word about that. */
	static Optional<Instant> since(ServiceInfo service) {
		return service.log().isEmpty() ? service.started() : Optional.of(service.log().getLast().time());
	}

	/** The state with OneFlow's last word about it. */
	static String failed(ServiceInfo service) {
		List<ServiceInfo.Line> log = service.log();
		for (int i = log.size() - 1; i >= 0; i--) {
			var line = log.get(i);
			if (line.severity().equals("E") && !line.text().isBlank()) {
				return "It is %s: %s".formatted(service.state(), line.text().strip().replaceFirst("\\.$", ""));
			}
		}
		return "It is " + service.state();
	}

	static boolean ending(String state) {
		return state.startsWith("UNDEPLOYING") || state.startsWith("FAILED_UNDEPLOYING");
	}

	/** Whether there may not be virtual machines yet. */
	static boolean beingMade(String state) {
		return state.equals("PENDING") || state.startsWith("DEPLOYING") || state.equals("SCALING") || state.equals("HOLD");
	}

	static boolean transientState(String state) {
		return state.equals("PENDING") || state.startsWith("DEPLOYING") || state.startsWith("UNDEPLOYING") || state.equals("SCALING") || state.equals("COOLDOWN");
	}
}
