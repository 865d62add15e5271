package org.fleetdesk.serverless.engine.internal.provision;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.OneException;
import org.fleetdesk.opennebula.OneResponse;
import org.fleetdesk.opennebula.document.Document;
import org.fleetdesk.opennebula.vm.LcmState;
import org.fleetdesk.opennebula.vm.VirtualMachine;
import org.fleetdesk.opennebula.vm.VmState;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig;
import org.fleetdesk.serverless.engine.internal.log.EngineLog;
import org.fleetdesk.serverless.engine.internal.provision.CloudAccess.Session;
import org.fleetdesk.serverless.engine.internal.provision.LiveRuntime.Machine;
import org.fleetdesk.serverless.engine.internal.provision.LiveRuntime.Nothing;
import org.fleetdesk.serverless.model.Function;
import org.fleetdesk.serverless.model.Functions;
import org.fleetdesk.serverless.model.RuntimeState;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Changes runtimes: capacity, disk, name, scheduling and device. Flavours stay as they are, and what a request leaves out stays, too. All that can be
 * checked is checked before the first effect. The document is changed first, since that needs the same right as all that follows; it is put back as it
 * was when a VM then does not follow. (The original renamed before it looked at the VMs' states, and answered with the old name.)
 */
final class Updating {

	private final EngineConfig config;
	private final Reading reading;
	private final Cleanup cleanup;
	private final Pauses pauses;

	Updating(EngineConfig config, Reading reading, Cleanup cleanup, Pauses pauses) {
		this.config = config;
		this.reading = reading;
		this.cleanup = cleanup;
		this.pauses = pauses;
	}

	/** What is to be done to a VM. */
	private record Change(String function, VirtualMachine vm, Function now, Function wanted) {

		boolean resizes() {
			return differs(wanted.cpu(), now.cpu()) || differs(wanted.memory(), now.memory());
		}

		boolean growsDisk() {
			return differs(wanted.disk(), now.disk());
		}

		String capacity() {
			var capacity = new OneTemplate();
			(wanted.memory().isPresent() ? wanted.memory() : now.memory()).ifPresent(m -> capacity.add("MEMORY", String.valueOf(m)));
			(wanted.cpu().isPresent() ? wanted.cpu() : now.cpu()).ifPresent(c -> capacity.add("VCPU", String.valueOf(c)).add("CPU", String.valueOf(c)));
			return capacity.toText();
		}

		private static boolean differs(OptionalInt wanted, OptionalInt now) {
			return wanted.isPresent() && !wanted.equals(now);
		}
	}

	/** @param document as read for this request */
	LiveRuntime update(Session cloud, Document document, RuntimeSpec spec, EngineLog log) throws Refusal, InterruptedException {
		var before = reading.runtime(cloud, document);
		var changes = changes(before, spec);
		for (Change change : changes) {
			check(change, log);
		}
		ObjectNode body = before.body().deepCopy();
		boolean rescheduled = spec.body().has("SCHEDULING") && !spec.body().get("SCHEDULING").equals(body.path("SCHEDULING"));
		for (String part : List.of("SCHEDULING", "DEVICE_INFO")) {
			if (spec.body().has(part)) {
				body.set(part, spec.body().get(part));
			}
		}
		String name = spec.runtime().name();
		boolean renamed = !name.isBlank() && !name.equals(document.getName());
		if (renamed && body.has("NAME")) {
			body.put("NAME", name); // as the first version of the engine keeps it
		}
		boolean changed = true;
		boolean done = false;
		try {
			log.info("Changing Serverless Runtime Document");
			try {
				write(document, body);
			} catch (Refusal e) {
				changed = e.status() >= 500; // else OpenNebula has refused it
				throw e;
			}
			if (renamed) {
				log.info("Renaming Serverless Runtime Document");
				perform(document.rename(name), "Failed to rename Serverless Runtime Document");
			}
			for (Change change : changes) {
				apply(change, spec, rescheduled, log);
			}
			done = true;
		} finally {
			if (changed && !done) {
				cleanup.surely("Undoing the update of Serverless Runtime " + document.id(), log, () -> restore(document, before, renamed));
			}
		}
		return reading.runtime(cloud, document.id());
	}

	private static void restore(Document document, LiveRuntime before, boolean renamed) throws Refusal, InterruptedException {
		write(document, before.body());
		if (renamed) {
			perform(document.rename(before.document().getName()), "Failed to rename Serverless Runtime Document");
		}
	}

	/** One change for each function that both the request and the runtime have. Devices leave the flavours empty, since an update does not change them. */
	private List<Change> changes(LiveRuntime runtime, RuntimeSpec spec) throws Refusal {
		var changes = new ArrayList<Change>();
		for (String function : spec.runtime().daas().isPresent() ? Functions.NAMES : List.of(Functions.FAAS)) {
			var live = runtime.live(function);
			if (live.isEmpty()) {
				if (!spec.hasDaas()) {
					continue;
				}
				throw SpecCheck.invalid(SpecCheck.property("/SERVERLESS_RUNTIME/" + function) + " cannot be added to a Serverless Runtime that was made without it");
			}
			switch (live.get()) {
				case Machine(var vm) -> changes.add(new Change(function, vm, Function.of("", vm),
						function.equals(Functions.FAAS) ? spec.runtime().faas() : spec.runtime().daas().orElseThrow()));
				case Nothing(var state, var reason) when state == RuntimeState.PENDING -> throw transientState(function, state);
				case Nothing(var state, var reason) -> throw errored(function, reason);
			}
		}
		return changes;
	}

	private static void check(Change change, EngineLog log) throws Refusal, InterruptedException {
		switch (change.now().state().orElseThrow()) {
			case PENDING, UPDATING -> throw transientState(change.function(), change.now().state().get());
			case ERROR -> {
				retry(change.vm(), log);
				throw errored(change.function(), change.now().error());
			}
			case RUNNING -> limits(change);
		}
	}

	/** As the original, a VM that failed is told to try again; the runtime itself stays as it is. */
	private static void retry(VirtualMachine vm, EngineLog log) throws InterruptedException {
		if (vm.vmState() == VmState.ACTIVE && vm.lcm() != LcmState.UNKNOWN) {
			log.info("Telling VM " + vm.id() + " to try again");
			try {
				vm.recover(VirtualMachine.RECOVER_RETRY).orThrow();
			} catch (OneException e) {
				// the answer tells the VM's error, whether it can try again or not
				log.warn("VM " + vm.id() + " does not try again: " + e.getMessage());
			}
		}
	}

	private static Refusal transientState(String function, RuntimeState state) {
		return Refusal.of(423, "Cannot update Serverless Runtime Function VM " + function + " on a transient state", state.name());
	}

	private static Refusal errored(String function, String reason) {
		return Refusal.of(500, "Cannot update Serverless Runtime Function VM " + function + " on an error state", reason);
	}

	/** What the cloud would refuse in the middle of an update. */
	private static void limits(Change change) throws Refusal {
		String path = "/SERVERLESS_RUNTIME/" + change.function() + "/";
		if (change.wanted().disk().isPresent()) {
			if (change.now().disk().isEmpty()) {
				throw SpecCheck.invalid(SpecCheck.property(path + "DISK_SIZE") + " cannot be set: the VM has no disk");
			}
			if (change.wanted().disk().getAsInt() < change.now().disk().getAsInt()) {
				throw SpecCheck.invalid(SpecCheck.property(path + "DISK_SIZE") + " is less than the disk has, " + change.now().disk().getAsInt() + " MB, and disks can only grow");
			}
		}
		most(path + "CPU", change.wanted().cpu(), change.vm(), "VCPU_MAX");
		most(path + "MEMORY", change.wanted().memory(), change.vm(), "MEMORY_MAX");
	}

	private static void most(String path, OptionalInt wanted, VirtualMachine vm, String attribute) throws Refusal {
		String most = vm.xpath("TEMPLATE/" + attribute).strip();
		if (wanted.isPresent() && most.matches("[1-9]\\d{0,8}") && wanted.getAsInt() > Integer.parseInt(most)) {
			throw SpecCheck.invalid(SpecCheck.property(path) + " is more than the VM can grow to while it runs, " + most);
		}
	}

	private void apply(Change change, RuntimeSpec spec, boolean rescheduled, EngineLog log) throws Refusal, InterruptedException {
		var vm = change.vm();
		String failed = "Failed to resize Serverless Runtime Function VM " + change.function();
		if (change.resizes()) {
			log.info("Resizing VM " + vm.id());
			perform(vm.resize(change.capacity(), true), failed);
			awaitRunning(vm, failed, log);
		}
		if (change.growsDisk()) {
			log.info("Resizing disk 0 of VM " + vm.id());
			perform(vm.diskResize(0, change.wanted().disk().getAsInt()), failed);
			awaitRunning(vm, failed, log);
		}
		var wishes = FunctionTemplate.wishes(spec.runtime().scheduling(), spec.runtime().deviceInfo());
		if (!wishes.isEmpty()) {
			log.info("Changing the wishes of VM " + vm.id());
			perform(vm.update(wishes.toText(), true), "Failed to update Serverless Runtime Function VM " + change.function());
		}
		if (rescheduled) {
			reschedule(vm, log);
		}
	}

	/**
	 * Only administrators may, where OpenNebula is configured as usual: the wishes then count when the VM is placed the next time. One that moves already, as after an update just before,
	 * moves by the wishes of before, and again when it has arrived.
	 */
	private void reschedule(VirtualMachine vm, EngineLog log) throws Refusal, InterruptedException {
		String failed = "Failed to reschedule VM " + vm.id();
		try {
			vm.resched().orThrow();
		} catch (OneException e) {
			switch (e.error()) {
				case AUTHORIZATION -> log.warn("VM " + vm.id() + " is not rescheduled: " + e.getMessage());
				case ACTION -> {
					awaitRunning(vm, failed, log);
					perform(vm.resched(), failed);
				}
				default -> throw Refusal.of(e, failed);
			}
		}
	}

	private void awaitRunning(VirtualMachine vm, String failed, EngineLog log) throws Refusal, InterruptedException {
		log.info("Waiting for VM " + vm.id());
		boolean running = pauses.until(config.timeout(), () -> {
			perform(vm.info(), failed);
			return RuntimeState.of(vm) == RuntimeState.RUNNING || RuntimeState.of(vm) == RuntimeState.ERROR;
		});
		if (!running) {
			throw Refusal.of(504, failed, "The VM " + vm.id() + " did not become RUNNING within " + config.timeout().toSeconds() + " s");
		}
		if (RuntimeState.of(vm) == RuntimeState.ERROR) {
			throw Refusal.of(500, failed, RuntimeState.reason(vm));
		}
	}

	private static void write(Document document, ObjectNode body) throws Refusal, InterruptedException {
		perform(document.update(StoredBody.replacement(body), false), "Failed to update Serverless Runtime Document");
	}

	private static void perform(OneResponse answer, String error) throws Refusal, InterruptedException {
		try {
			answer.orThrow();
		} catch (OneException e) {
			throw Refusal.of(e, error);
		}
	}
}
