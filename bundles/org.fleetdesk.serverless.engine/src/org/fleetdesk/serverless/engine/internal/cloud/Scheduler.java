package org.fleetdesk.serverless.engine.internal.cloud;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.fleetdesk.opennebula.vm.VmState;
import org.fleetdesk.opennebula.wire.OneTemplate;

/**
 * Finds hosts for the VMs that wait for one, the oldest first: hosts that are enabled, meet {@code SCHED_REQUIREMENTS} and have the capacity; of these the one with the highest
 * {@code SCHED_RANK}, then the one with the fewest VMs. A VM that finds none stays pending and is told why in {@code SCHED_MESSAGE}.
 */
final class Scheduler {

	private final Store store;
	private final Timeline timeline;
	private final Lifecycle lifecycle;

	Scheduler(Store store, Timeline timeline, Lifecycle lifecycle) {
		this.store = store;
		this.timeline = timeline;
		this.lifecycle = lifecycle;
	}

	/** Looks once; within a change. @param changed takes the VMs that have changed */
	void run(Consumer<VmObject> changed) throws CloudError {
		for (var vm : store.occupancy.waiting()) {
			if (vm.state() == VmState.PENDING) {
				place(vm, changed);
			} else if (vm.isRunning()) {
				move(vm, changed);
			}
		}
	}

	private void place(VmObject vm, Consumer<VmObject> changed) throws CloudError {
		var reason = new StringBuilder();
		var host = choose(vm, -1, reason);
		if (host.isPresent()) {
			changed.accept(lifecycle.deploy(vm, host.get()));
			return;
		}
		String known = vm.userTemplate().get("SCHED_MESSAGE", "");
		if (!known.endsWith(": " + reason)) { // the time alone is no news
			changed.accept(vm.withUserTemplate(vm.userTemplate().copy().set("SCHED_MESSAGE", Lifecycle.time(timeline.now()) + ": " + reason)));
		}
	}

	private void move(VmObject vm, Consumer<VmObject> changed) {
		choose(vm, vm.history().getLast().hid(), new StringBuilder()).ifPresent(host -> changed.accept(lifecycle.migrate(vm, host)));
	}

	private Optional<HostObject> choose(VmObject vm, int except, StringBuilder reason) {
		var enabled = store.hosts.all().stream().filter(h -> h.state() == HostObject.MONITORED && h.id() != except).toList();
		if (enabled.isEmpty()) {
			reason.append("Cannot dispatch VM: No hosts enabled to run VMs");
			return Optional.empty();
		}
		var fitting = enabled.stream().filter(h -> fits(vm.template(), h)).toList();
		if (fitting.isEmpty()) {
			reason.append("Cannot dispatch VM: No host with enough capacity to deploy the VM");
			return Optional.empty();
		}
		String requirements = vm.userTemplate().get("SCHED_REQUIREMENTS", "");
		List<HostObject> matching;
		try {
			matching = fitting.stream().filter(h -> Expression.matches(requirements, name -> value(h, name))).toList();
		} catch (IllegalArgumentException e) {
			reason.append("Cannot dispatch VM: Error in SCHED_REQUIREMENTS: ").append(requirements).append(", error: ").append(e.getMessage());
			return Optional.empty();
		}
		if (matching.isEmpty()) {
			reason.append("Cannot dispatch VM: No host meets capacity and SCHED_REQUIREMENTS: ").append(requirements);
			return Optional.empty();
		}
		var best = new ArrayList<>(matching);
		best.sort(Comparator.<HostObject>comparingDouble(h -> -rank(vm, h)).thenComparingInt(h -> store.occupancy.usage(h.id()).vms().size()));
		return Optional.of(best.getFirst());
	}

	private double rank(VmObject vm, HostObject host) {
		try {
			return Expression.rank(vm.userTemplate().get("SCHED_RANK", ""), name -> value(host, name));
		} catch (IllegalArgumentException e) {
			return 0; // as OpenNebula does: a rank that cannot be read ranks nothing
		}
	}

	private boolean fits(OneTemplate capacity, HostObject host) {
		return missing(store, host, Capacity.cpu(capacity), Capacity.memory(capacity)).isEmpty();
	}

	/**
	 * What a host lacks for a capacity.
	 *
	 * @param cpu    in hundredths of a CPU
	 * @param memory in KB
	 * @return a sentence; empty when it lacks nothing
	 */
	static Optional<String> missing(Store store, HostObject host, int cpu, long memory) {
		var usage = store.occupancy.usage(host.id());
		int freeCpu = host.cpu() - usage.cpu();
		long freeMemory = host.memory() - usage.memory();
		if (cpu > 0 && cpu > freeCpu) {
			return Optional.of("Not enough CPU. Requested " + cpu + ", available " + freeCpu + ".");
		}
		if (memory > 0 && memory > freeMemory) {
			return Optional.of("Not enough memory. Requested " + memory + " KB, available " + freeMemory + " KB.");
		}
		return Optional.empty();
	}

	private String value(HostObject host, String name) {
		var usage = store.occupancy.usage(host.id());
		return switch (name) {
		case "ID", "HID" -> Integer.toString(host.id());
		case "NAME" -> host.name();
		case "STATE" -> Integer.toString(host.state());
		case "CLUSTER_ID", "CLUSTERS/ID" -> "0";
		case "CLUSTER" -> "default";
		case "RUNNING_VMS" -> Integer.toString(usage.vms().size());
		case "MAX_CPU", "TOTAL_CPU" -> Integer.toString(host.cpu());
		case "MAX_MEM", "TOTAL_MEM" -> Long.toString(host.memory());
		case "CPU_USAGE", "USED_CPU" -> Integer.toString(usage.cpu());
		case "MEM_USAGE", "USED_MEMORY" -> Long.toString(usage.memory());
		case "FREE_CPU" -> Integer.toString(host.cpu() - usage.cpu());
		case "FREE_MEM", "FREE_MEMORY" -> Long.toString(host.memory() - usage.memory());
		default -> host.template().get(name).orElse(null);
		};
	}
}
