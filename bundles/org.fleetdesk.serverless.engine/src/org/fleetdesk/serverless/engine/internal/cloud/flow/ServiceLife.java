package org.fleetdesk.serverless.engine.internal.cloud.flow;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.oneflow.RoleState;
import org.fleetdesk.opennebula.oneflow.ServiceState;
import org.fleetdesk.serverless.engine.internal.cloud.CloudError;
import org.fleetdesk.serverless.engine.internal.cloud.VmObject;

/**
 * Brings a service forward as far as its VMs allow. It looks at what is there, never at what has happened before: whenever it is called, once or many times, and also after the process
 * was killed, it finds out what is left to do. Each call works on one copy of the body, within one change of the cloud.
 */
final class ServiceLife {

	private final ServiceBody body;
	private final Guests guests;
	private final Instant now;
	private boolean over;

	ServiceLife(ServiceBody body, Guests guests, Instant now) {
		this.body = body;
		this.guests = guests;
		this.now = now;
	}

	/** Whether nothing is left of the service, so that its document can go. */
	boolean isOver() {
		return over;
	}

	/** When it has to be looked at even if no VM changes; empty when never. */
	Optional<Instant> next() {
		var cooled = body.roles().stream().filter(r -> body.state() == ServiceState.COOLDOWN && r.state() == RoleState.COOLDOWN).map(RoleBody::cooledDownAt);
		var planned = body.roles().stream().flatMap(r -> r.planned().stream()).map(a -> Instant.ofEpochSecond(a.due()));
		return Stream.concat(cooled, planned).min(Instant::compareTo);
	}

	/** Goes as far as it gets now. */
	void run() {
		actAsPlanned();
		ServiceState before;
		do {
			before = body.state();
			step();
		} while (!over && body.state() != before);
	}

	private void step() {
		switch (body.state()) {
			case PENDING -> body.enter(ServiceState.DEPLOYING_NETS, now);
			case DEPLOYING_NETS -> deployNetworks();
			case DEPLOYING, HOLD -> deploy();
			case RUNNING, WARNING -> watch();
			case SCALING -> scale();
			case COOLDOWN -> coolDown();
			case UNDEPLOYING -> undeploy();
			case UNDEPLOYING_NETS -> over = true;
			case DONE, FAILED_DEPLOYING, FAILED_DEPLOYING_NETS, FAILED_SCALING, FAILED_UNDEPLOYING, FAILED_UNDEPLOYING_NETS -> {
				// until somebody recovers it
			}
		}
	}

	/** Networks that exist need nothing; the simulated cloud cannot make any. */
	private void deployNetworks() {
		for (var network : body.json().path("networks_values")) {
			for (var values : network) {
				if (!values.has("id")) {
					body.error("The simulated cloud makes no virtual networks; give the id of one", now);
					body.enter(ServiceState.FAILED_DEPLOYING_NETS, now);
					return;
				}
			}
		}
		body.enter(ServiceState.DEPLOYING, now);
	}

	private void deploy() {
		boolean further = true;
		while (further) {
			further = false;
			for (var role : body.roles()) {
				var before = role.state();
				switch (before) {
					case PENDING -> startWhenItsTurn(role);
					case DEPLOYING -> awaitDeployed(role, RoleState.FAILED_DEPLOYING);
					case HOLD -> releaseWhenItsTurn(role);
					default -> {
						// is there already
					}
				}
				if (role.state().isFailed()) {
					body.enter(ServiceState.FAILED_DEPLOYING, now);
					return;
				}
				further |= role.state() != before;
			}
		}
		if (body.allRoles(RoleState.RUNNING)) {
			body.enter(ServiceState.RUNNING, now);
		} else if (body.state() == ServiceState.DEPLOYING && body.allRoles(RoleState.HOLD) && body.roles().stream().allMatch(RoleBody::isOnHold)) {
			body.enter(ServiceState.HOLD, now);
		}
	}

	private void startWhenItsTurn(RoleBody role) {
		var parents = body.parents(role);
		boolean held = role.isOnHold() || body.isOnHold() || parents.stream().anyMatch(p -> p.state() == RoleState.HOLD && p.isOnHold());
		if (body.isStraight() && !parents.stream().allMatch(p -> p.state() == RoleState.RUNNING || held && p.state() == RoleState.HOLD)) {
			return;
		}
		role.hold(held);
		if (create(role)) {
			role.enter(held ? RoleState.HOLD : RoleState.DEPLOYING);
		} else {
			role.enter(RoleState.FAILED_DEPLOYING);
		}
	}

	/** Makes the VMs that a role lacks. */
	private boolean create(RoleBody role) {
		for (int missing = role.cardinality() - role.nodes().size(); missing > 0; missing--) {
			try {
				var vm = guests.create(role, role.isOnHold());
				role.addNode(vm.id(), FlowJson.vmInfo(vm, guests));
			} catch (CloudError e) {
				body.error("Role " + role.name() + " : Instantiate failed for template " + role.vmTemplate() + "; " + e.getMessage(), now);
				return false;
			}
		}
		return true;
	}

	private void releaseWhenItsTurn(RoleBody role) {
		if (role.isOnHold() || body.isStraight() && !body.parents(role).stream().allMatch(p -> p.state() == RoleState.RUNNING)) {
			return;
		}
		for (int node : role.nodes()) {
			if (guests.find(node).filter(Machine::isHeld).isPresent()) {
				try {
					guests.act(node, "release");
				} catch (CloudError e) {
					body.error("Role " + role.name() + " : Release failed for VM " + node + "; " + e.getMessage(), now);
					role.enter(RoleState.FAILED_DEPLOYING);
					return;
				}
			}
		}
		role.enter(RoleState.DEPLOYING);
	}

	/** To RUNNING when all VMs are there, or to another state when one has failed. */
	private void awaitDeployed(RoleBody role, RoleState failed) {
		dropGone(role);
		boolean all = true;
		for (int node : role.nodes()) {
			var vm = guests.find(node).orElseThrow();
			if (Machine.isFailed(vm)) {
				body.error("Role " + role.name() + " : VM " + node + " is in " + Machine.name(vm), now);
				role.enter(failed);
				return;
			}
			all &= Machine.isDeployed(vm, body.waitsForReady());
		}
		if (all) {
			role.enter(RoleState.RUNNING);
		}
	}

	/** VMs that others have ended are no longer asked for. */
	private void dropGone(RoleBody role) {
		int before = role.cardinality();
		int gone = 0;
		for (int node : role.nodes()) {
			if (Machine.isGone(guests.find(node))) {
				role.removeNode(node);
				gone++;
			}
		}
		if (gone > 0) {
			role.setCardinality(before - gone);
			body.info("Role " + role.name() + " scaling down from " + before + " to " + role.cardinality() + " nodes", now);
		}
	}

	private void watch() {
		for (var role : body.roles()) {
			dropGone(role);
			var vms = vms(role);
			if (vms.stream().anyMatch(Machine::isWorrying)) {
				role.enter(RoleState.WARNING);
			} else if (role.state() == RoleState.WARNING && vms.stream().allMatch(VmObject::isRunning)) {
				role.enter(RoleState.RUNNING);
			}
		}
		boolean worrying = body.roles().stream().anyMatch(r -> r.state() == RoleState.WARNING);
		if (worrying && body.state() == ServiceState.RUNNING) {
			body.enter(ServiceState.WARNING, now);
		} else if (!worrying && body.state() == ServiceState.WARNING) {
			body.enter(ServiceState.RUNNING, now);
		}
		if (body.endsWithItsMachines() && body.roles().stream().allMatch(r -> r.nodes().isEmpty())) {
			body.enter(ServiceState.UNDEPLOYING, now);
		}
	}

	private List<VmObject> vms(RoleBody role) {
		return role.nodes().stream().map(guests::find).flatMap(Optional::stream).toList();
	}

	private void scale() {
		for (var role : body.roles()) {
			if (role.state() == RoleState.SCALING) {
				if (role.isScalingUp()) {
					scaleUp(role);
				} else {
					scaleDown(role);
				}
				if (role.state() == RoleState.RUNNING) {
					role.coolDown(now);
				}
			}
		}
		if (body.roles().stream().anyMatch(r -> r.state() == RoleState.FAILED_SCALING)) {
			body.enter(ServiceState.FAILED_SCALING, now);
		} else if (body.roles().stream().noneMatch(r -> r.state() == RoleState.SCALING)) {
			body.enter(ServiceState.COOLDOWN, now);
		}
	}

	private void scaleUp(RoleBody role) {
		dropGone(role);
		if (create(role)) {
			awaitDeployed(role, RoleState.FAILED_SCALING);
		} else {
			role.enter(RoleState.FAILED_SCALING);
		}
	}

	/** The oldest go, as OneFlow has it. */
	private void scaleDown(RoleBody role) {
		var nodes = role.nodes();
		boolean going = false;
		for (int node : nodes.subList(0, Math.clamp(nodes.size() - role.cardinality(), 0, nodes.size()))) {
			switch (end(role, node, false)) {
				case GONE -> role.removeNode(node);
				case GOING -> going = true;
				case FAILED -> {
					role.enter(RoleState.FAILED_SCALING);
					return;
				}
			}
		}
		if (!going) {
			role.enter(RoleState.RUNNING);
		}
	}

	private void coolDown() {
		for (var role : body.roles()) {
			if (role.state() == RoleState.COOLDOWN && !role.cooledDownAt().isAfter(now)) {
				role.warm();
			}
		}
		if (body.roles().stream().noneMatch(r -> r.state() == RoleState.COOLDOWN)) {
			body.enter(ServiceState.RUNNING, now);
		}
	}

	private void undeploy() {
		boolean some = body.roles().stream().anyMatch(RoleBody::isRemoved);
		boolean further = true;
		while (further) {
			further = false;
			for (var role : body.roles()) {
				if (some && !role.isRemoved() || role.state() == RoleState.DONE) {
					continue;
				}
				var before = role.state();
				if (some || !body.isStraight() || body.children(role).stream().allMatch(c -> c.state() == RoleState.DONE)) {
					role.enter(RoleState.UNDEPLOYING);
					undeploy(role, before != RoleState.UNDEPLOYING);
					if (role.state().isFailed()) { // one that waits for its children may have failed before
						body.enter(ServiceState.FAILED_UNDEPLOYING, now);
						return;
					}
				}
				further |= role.state() != before;
			}
		}
		if (!some) {
			if (body.allRoles(RoleState.DONE)) {
				body.enter(ServiceState.UNDEPLOYING_NETS, now);
			}
			return;
		}
		body.roles().stream().filter(r -> r.isRemoved() && r.state() == RoleState.DONE).forEach(body::removeRole);
		if (body.roles().stream().noneMatch(RoleBody::isRemoved)) {
			body.enter(body.roles().isEmpty() ? ServiceState.UNDEPLOYING_NETS : ServiceState.RUNNING, now);
		}
	}

	private void undeploy(RoleBody role, boolean first) {
		for (int node : role.nodes()) {
			switch (end(role, node, first)) {
				case GONE -> role.removeNode(node);
				case GOING -> {
					// comes back when it has changed
				}
				case FAILED -> {
					role.enter(RoleState.FAILED_UNDEPLOYING);
					return;
				}
			}
		}
		if (role.nodes().isEmpty()) {
			role.enter(RoleState.DONE);
		}
	}

	private enum Ending {
		GONE, GOING, FAILED
	}

	/**
	 * Lets a VM end, if it does not do so already.
	 *
	 * @param first whether this is begun now, so that nothing it was told before matters
	 */
	private Ending end(RoleBody role, int node, boolean first) {
		var vm = guests.find(node);
		if (Machine.isGone(vm)) {
			return Ending.GONE;
		}
		if (Machine.isGoing(vm.get())) {
			return Ending.GOING;
		}
		if (!first && Machine.isReluctant(vm.get()) && !body.isForced()) {
			body.error("Role " + role.name() + " : VM " + node + " runs on although it was terminated", now);
			return Ending.FAILED;
		}
		String action = role.shutdownAction().or(body::shutdownAction).filter(a -> a.equals("terminate-hard")).orElse("terminate");
		try {
			if (!Machine.isFailed(vm.get())) {
				if (Machine.isReluctant(vm.get()) && body.isForced()) {
					guests.delete(node);
				} else {
					terminate(node, action);
				}
			} else if (body.isForced()) {
				guests.delete(node);
			} else if (vm.get().lcm().name().startsWith("EPILOG")) {
				body.error("Role " + role.name() + " : VM " + node + " is in " + Machine.name(vm.get()), now);
				return Ending.FAILED;
			} else {
				guests.act(node, "terminate-hard");
			}
		} catch (CloudError e) {
			body.error("Role " + role.name() + " : Terminate failed for VM " + node + "; " + e.getMessage(), now);
			return Ending.FAILED;
		}
		return Machine.isGone(guests.find(node)) ? Ending.GONE : Ending.GOING;
	}

	/** What is in the middle of something can be ended when that is over, or at once when the service is forced to go. */
	private void terminate(int node, String action) throws CloudError {
		try {
			guests.act(node, action);
		} catch (CloudError e) {
			if (e.error() != OneError.ACTION) {
				throw e;
			}
			if (body.isForced()) {
				guests.delete(node);
			}
		}
	}

	private void actAsPlanned() {
		for (var role : body.roles()) {
			var planned = role.planned();
			if (planned.isEmpty()) {
				continue;
			}
			for (var action : planned) {
				if (action.due() <= now.getEpochSecond() && role.nodes().contains(action.vm())) {
					try {
						guests.act(action.vm(), action.action());
					} catch (CloudError e) {
						body.error("Role " + role.name() + " : " + action.action() + " failed for VM " + action.vm() + "; " + e.getMessage(), now);
					}
				}
			}
			role.plan(planned.stream().filter(a -> a.due() > now.getEpochSecond()).toList());
		}
	}
}
