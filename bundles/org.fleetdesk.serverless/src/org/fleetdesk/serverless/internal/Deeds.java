package org.fleetdesk.serverless.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.files.Severity;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.serverless.ServiceInfo;
import org.fleetdesk.serverless.VmInfo;
import org.fleetdesk.serverless.VmRecovery;
import org.fleetdesk.tasks.StepContext;

/** What several tasks do to runtimes, services and virtual machines, each seen to its end in the cloud's own state. */
record Deeds(ServerlessSession session, StepContext context) {

	/** Kept before a runtime is deleted: what is to be gone with it, as {@code service:vm,vm}. */
	private static final String PARTS = "parts";

	/** What is left of a runtime when its document is gone. */
	private record Parts(Optional<Integer> service, List<Integer> vms) {

		static Parts of(String text) {
			int colon = text.indexOf(':');
			var vms = new ArrayList<Integer>();
			for (String vm : text.substring(colon + 1).split(",")) {
				if (!vm.isEmpty()) {
					vms.add(Integer.parseInt(vm));
				}
			}
			return new Parts(colon > 0 ? Optional.of(Integer.parseInt(text.substring(0, colon))) : Optional.empty(), vms);
		}

		String text() {
			return service.map(String::valueOf).orElse("") + ":" + String.join(",", vms.stream().map(String::valueOf).toList());
		}
	}

	/**
	 * Deletes a runtime: its document, its service, its virtual machines.
	 *
	 * @param name as the user knows it
	 * @return whether there was something to delete
	 */
	boolean deleteRuntime(int id, String name) throws EngineException, InterruptedException {
		boolean flow = session.cloud().hasOneFlow();
		var runtime = session.runtime(id);
		if (runtime.isPresent()) {
			var service = flow && runtime.get().service().isPresent() ? session.service(runtime.get().service().getAsInt()) : Optional.<ServiceInfo>empty();
			var vms = new ArrayList<Integer>();
			service.ifPresent(s -> s.roles().forEach(r -> vms.addAll(r.vms())));
			context.put(PARTS, new Parts(service.map(ServiceInfo::id), vms).text());
			try {
				delete(id, service);
			} catch (EngineException e) {
				throw e.prefixed(name + " could not be deleted");
			}
			Targets.confirm("deletion of " + name, Targets.SOON, () -> session.runtime(id).isEmpty() ? Optional.empty() : Optional.of("its document is still there"));
		}
		var parts = context.get(PARTS).map(Parts::of);
		if (parts.isPresent() && flow) {
			left(name, parts.get());
		}
		return runtime.isPresent() || parts.isPresent();
	}

	/**
	 * An engine of another version deletes no runtime whose service is gone, and none whose service does not go. Where OneFlow is out of reach nobody knows about its service, which
	 * would be left behind: then only an engine that says that something is gone is helped.
	 */
	private void delete(int id, Optional<ServiceInfo> service) throws EngineException, InterruptedException {
		try {
			session.delete(id);
		} catch (EngineException e) {
			var cloud = session.cloud();
			boolean helps = e.kind() == Kind.NOT_FOUND || (e.kind() == Kind.FAILED || e.kind() == Kind.CONFLICT) && cloud.hasOneFlow();
			if (!helps || !cloud.hasOpenNebula()) {
				throw e;
			}
			context.log(Severity.WARNING, "The engine does not delete it (%s); its parts are deleted one by one".formatted(e.getMessage()));
			if (service.isPresent()) {
				removeService(service.get());
			}
			session.deleteDocument(id);
		}
	}

	private void left(String name, Parts parts) throws EngineException, InterruptedException {
		boolean nebula = session.cloud().hasOpenNebula();
		Targets.confirm("deletion of " + name, Targets.LATER, () -> {
			if (parts.service.isPresent()) {
				var service = session.service(parts.service.get()).filter(s -> !s.state().equals(Joined.DONE));
				if (service.isPresent()) {
					return Optional.of("its OneFlow service %d is %s".formatted(service.get().id(), service.get().state()));
				}
			}
			if (nebula) {
				for (int id : parts.vms) {
					var vm = session.vm(id).filter(v -> !v.state().equals(Joined.DONE));
					if (vm.isPresent()) {
						return Optional.of("its virtual machine %d is %s".formatted(id, vm.get().stateText()));
					}
				}
			}
			return Optional.empty();
		});
	}

	/** Deletes a service, by force where it does not go otherwise; returns when it is gone. */
	void deleteService(ServiceInfo service) throws EngineException, InterruptedException {
		String name = "service %d (%s)".formatted(service.id(), service.name());
		try {
			removeService(service);
		} catch (EngineException e) {
			throw e.prefixed(name + " could not be deleted");
		}
		var vms = service.roles().stream().flatMap(r -> r.vms().stream()).toList();
		left(name, new Parts(Optional.of(service.id()), vms));
	}

	private void removeService(ServiceInfo service) throws EngineException, InterruptedException {
		boolean force = Problems.transientState(service.state()) || service.state().startsWith("FAILED");
		if (!force) {
			try {
				session.deleteService(service.id());
				return;
			} catch (EngineException e) {
				if (e.kind() == Kind.NOT_FOUND) {
					return;
				}
				if (e.kind() != Kind.FAILED && e.kind() != Kind.CONFLICT) {
					throw e;
				}
				context.log(Severity.WARNING, "OneFlow does not delete it (%s); it is deleted by force".formatted(e.getMessage()));
			}
		}
		try {
			session.recoverService(service.id(), true);
		} catch (EngineException e) {
			if (e.kind() != Kind.NOT_FOUND) {
				throw e;
			}
		}
	}

	/** Tries again what failed of a service. @return its state then */
	String recoverService(ServiceInfo service) throws EngineException, InterruptedException {
		var refusal = Refusals.recover(service);
		if (refusal.isPresent()) {
			throw new EngineException(Kind.REFUSED, "Service %d could not be recovered: %s".formatted(service.id(), refusal.get()));
		}
		try {
			session.recoverService(service.id(), false);
		} catch (EngineException e) {
			throw e.prefixed("Service %d could not be recovered".formatted(service.id()));
		}
		var now = new String[1];
		var left = Targets.waited(Targets.LATER, () -> {
			var seen = session.service(service.id());
			now[0] = seen.map(ServiceInfo::state).orElse(Joined.DONE);
			boolean tried = !now[0].equals(service.state()) || !seen.map(ServiceInfo::log).equals(Optional.of(service.log())); // it may have failed again in the same way
			return tried && (now[0].equals("COOLDOWN") || !Problems.transientState(now[0])) ? Optional.empty() : Optional.of(now[0]);
		});
		if (now[0].startsWith("FAILED")) {
			throw new EngineException(Kind.REFUSED, "Service %d was tried again and failed again: %s".formatted(service.id(),
					session.service(service.id()).map(Problems::failed).orElse("It is " + now[0])));
		}
		left.ifPresent(state -> context.log(Severity.WARNING, "Service %d is %s still".formatted(service.id(), state)));
		return now[0];
	}

	/** Ends a virtual machine; one that is in the middle of something is deleted. */
	void terminate(VmInfo vm) throws EngineException, InterruptedException {
		if (vm.state().equals(Joined.DONE)) {
			return;
		}
		try {
			if (Refusals.act(vm, "terminate-hard").isEmpty()) {
				session.act(vm.id(), "terminate-hard");
			} else {
				session.recover(vm.id(), VmRecovery.DELETE);
			}
		} catch (EngineException e) {
			throw e.prefixed("Virtual machine %d could not be terminated".formatted(vm.id()));
		}
		Targets.confirm("termination of virtual machine " + vm.id(), Targets.LATER,
				() -> session.vm(vm.id()).filter(v -> !v.state().equals(Joined.DONE)).map(v -> "it is " + v.stateText()));
	}

	/** Switches a virtual machine on again. @return its state then */
	String resume(VmInfo vm) throws EngineException, InterruptedException {
		try {
			session.act(vm.id(), "resume");
		} catch (EngineException e) {
			throw e.prefixed("Virtual machine %d could not be resumed".formatted(vm.id()));
		}
		Targets.confirm("resumption of virtual machine " + vm.id(), Targets.LATER, () -> {
			String now = session.vm(vm.id()).map(VmInfo::stateText).orElse(Joined.DONE);
			return now.equals("RUNNING") ? Optional.empty() : Optional.of("it is " + now);
		});
		return "RUNNING";
	}

	/** Recovers a virtual machine. @return its state then */
	String recover(VmInfo vm, VmRecovery how) throws EngineException, InterruptedException {
		try {
			session.recover(vm.id(), how);
		} catch (EngineException e) {
			throw e.prefixed("Virtual machine %d could not be recovered (%s)".formatted(vm.id(), how.word()));
		}
		var now = new String[1];
		boolean[] tried = { false };
		var left = Targets.waited(Targets.LATER, () -> {
			var seen = session.vm(vm.id());
			now[0] = seen.map(VmInfo::stateText).orElse(Joined.DONE);
			tried[0] |= !now[0].equals(vm.stateText()) || seen.map(VmInfo::error).filter(e -> !e.isEmpty() && !e.equals(vm.error())).isPresent(); // a new reason: it failed again in the same way
			if (how == VmRecovery.DELETE) {
				return now[0].equals(Joined.DONE) ? Optional.empty() : Optional.of(now[0]);
			}
			boolean steady = !seen.map(VmInfo::state).orElse("").equals("ACTIVE") || now[0].equals("RUNNING") || now[0].endsWith("FAILURE");
			return tried[0] && steady ? Optional.empty() : Optional.of(now[0]);
		});
		if (now[0].endsWith("FAILURE") && how != VmRecovery.FAILURE) {
			throw new EngineException(Kind.REFUSED, "Virtual machine %d was recovered (%s) and is %s%s".formatted(vm.id(), how.word(), now[0],
					session.vm(vm.id()).map(VmInfo::error).filter(e -> !e.isBlank()).map(e -> ": " + e.strip()).orElse("")));
		}
		if (left.isPresent() && how == VmRecovery.DELETE) {
			throw new EngineException(Kind.FAILED, "The cloud confirmed the deletion of virtual machine %d, but it is %s".formatted(vm.id(), now[0]));
		}
		left.ifPresent(state -> context.log(Severity.WARNING, "Virtual machine %d is %s still".formatted(vm.id(), state)));
		return now[0];
	}
}
