package org.fleetdesk.serverless.engine.internal.cloud;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.fleetdesk.opennebula.vm.LcmState;
import org.fleetdesk.opennebula.vm.VmState;

/** Which VMs are where, what they take there, which addresses they have, and to which service they belong. Follows the table of VMs; guarded by the store's lock. */
final class Occupancy {

	/** What the VMs on a host take, whether they run or are only placed there: CPU in hundredths, memory in KB. */
	static final class Usage {

		static final Usage NONE = new Usage();
		private int cpu;
		private long memory;
		private final TreeSet<Integer> vms = new TreeSet<>();

		int cpu() {
			return cpu;
		}

		long memory() {
			return memory;
		}

		Collection<Integer> vms() {
			return Collections.unmodifiableCollection(vms);
		}
	}

	private final Map<Integer, Usage> hosts = new HashMap<>();
	private final TreeMap<Integer, VmObject> alive = new TreeMap<>();
	private final Map<String, TreeSet<Integer>> services = new HashMap<>();
	private final TreeSet<Integer> waiting = new TreeSet<>();
	private final TreeSet<Integer> done = new TreeSet<>();
	private final Set<String> addresses = new HashSet<>();

	void changed(VmObject before, VmObject now) {
		if (before != null) {
			count(before, -1);
		}
		if (now != null) {
			count(now, 1);
		}
	}

	private void count(VmObject vm, int sign) {
		if (vm.isDone()) {
			set(done, vm.id(), sign);
			return;
		}
		for (int host : places(vm)) {
			var usage = hosts.computeIfAbsent(host, h -> new Usage());
			usage.cpu += sign * Capacity.cpu(vm.template());
			usage.memory += sign * Capacity.memory(vm.template());
			set(usage.vms, vm.id(), sign);
		}
		if (sign > 0) {
			alive.put(vm.id(), vm);
		} else {
			alive.remove(vm.id());
		}
		if (vm.state() == VmState.PENDING || vm.life().resched()) {
			set(waiting, vm.id(), sign);
		}
		vm.ip().ifPresent(ip -> set(addresses, ip, sign));
		vm.userTemplate().get("SERVICE_ID").ifPresent(service -> {
			var members = services.computeIfAbsent(service, s -> new TreeSet<>());
			set(members, vm.id(), sign);
			if (members.isEmpty()) {
				services.remove(service);
			}
		});
	}

	private static <T> void set(Set<T> set, T element, int sign) {
		if (sign > 0) {
			set.add(element);
		} else {
			set.remove(element);
		}
	}

	/** The hosts on which a VM takes capacity: one, or two while it moves, or none. */
	static List<Integer> places(VmObject vm) {
		if (vm.history().isEmpty()) {
			return List.of();
		}
		boolean placed = switch (vm.state()) {
		case POWEROFF, SUSPENDED -> true;
		// what goes from there, or is changed while it is on no host, takes nothing any more
		case ACTIVE -> vm.history().getLast().etime() == 0 || vm.lcm() == LcmState.DISK_RESIZE_POWEROFF;
		default -> false;
		};
		if (!placed) {
			return List.of();
		}
		int last = vm.history().getLast().hid();
		if (vm.lcm() == LcmState.SAVE_MIGRATE && vm.history().size() > 1) {
			int from = vm.history().get(vm.history().size() - 2).hid();
			return from == last ? List.of(last) : List.of(from, last);
		}
		return List.of(last);
	}

	Usage usage(int host) {
		return hosts.getOrDefault(host, Usage.NONE);
	}

	/** All VMs that are not done, by id. */
	Collection<VmObject> alive() {
		return Collections.unmodifiableCollection(alive.values());
	}

	/** The VMs that the scheduler has to look at, by id. */
	List<VmObject> waiting() {
		return waiting.stream().map(alive::get).toList();
	}

	boolean isAnyWaiting() {
		return !waiting.isEmpty();
	}

	/** The VMs that are done, by id. */
	TreeSet<Integer> done() {
		return done;
	}

	/** The VMs of a service of OneFlow that are not done, by id. */
	List<VmObject> ofService(int service) {
		return services.getOrDefault(Integer.toString(service), new TreeSet<>()).stream().map(alive::get).toList();
	}

	boolean isTaken(String address) {
		return addresses.contains(address);
	}
}
