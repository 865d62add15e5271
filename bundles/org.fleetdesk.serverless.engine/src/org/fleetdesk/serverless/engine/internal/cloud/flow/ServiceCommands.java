package org.fleetdesk.serverless.engine.internal.cloud.flow;

import java.time.Instant;
import java.util.Optional;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.oneflow.RoleState;
import org.fleetdesk.opennebula.oneflow.ServiceState;
import org.fleetdesk.serverless.engine.internal.cloud.CloudError;

/** What users tell a whole service to do. It puts the service into the state from which {@link ServiceLife} goes on; both work on one copy of the body, within one change of the cloud. */
final class ServiceCommands {

	private final int id;
	private final ServiceBody body;
	private final Guests guests;
	private final Instant now;

	ServiceCommands(int id, ServiceBody body, Guests guests, Instant now) {
		this.id = id;
		this.body = body;
		this.guests = guests;
		this.now = now;
	}

	/**
	 * Lets a service go on whose VMs have failed or that got stuck.
	 *
	 * @throws CloudError ACTION in a state that needs no recovery
	 */
	void recover() throws CloudError {
		switch (body.state()) {
			case PENDING, DEPLOYING, FAILED_DEPLOYING -> {
				for (var role : body.roles()) {
					if (role.state() == RoleState.FAILED_DEPLOYING || role.state() == RoleState.DEPLOYING) {
						retry(role);
						// whatever is missing is made when it is deployed again
						role.enter(RoleState.PENDING);
					}
				}
				body.enter(ServiceState.DEPLOYING, now);
			}
			case UNDEPLOYING, FAILED_UNDEPLOYING -> {
				for (var role : body.roles()) {
					if (role.state() == RoleState.FAILED_UNDEPLOYING || role.state() == RoleState.UNDEPLOYING) {
						retry(role);
						role.enter(RoleState.RUNNING); // so that its VMs are told once more
					}
				}
				body.enter(ServiceState.UNDEPLOYING, now);
			}
			case SCALING, FAILED_SCALING -> {
				for (var role : body.roles()) {
					if (role.state() == RoleState.FAILED_SCALING || role.state() == RoleState.SCALING) {
						retry(role);
						role.enter(RoleState.SCALING);
					}
				}
				body.enter(ServiceState.SCALING, now);
			}
			case DEPLOYING_NETS, FAILED_DEPLOYING_NETS -> body.enter(ServiceState.DEPLOYING_NETS, now);
			case UNDEPLOYING_NETS, FAILED_UNDEPLOYING_NETS -> body.enter(ServiceState.UNDEPLOYING_NETS, now);
			case COOLDOWN -> {
				body.roles().stream().filter(r -> r.state() == RoleState.COOLDOWN).forEach(RoleBody::warm);
				body.enter(ServiceState.RUNNING, now);
			}
			case RUNNING, WARNING, DONE, HOLD -> throw new CloudError(OneError.ACTION, "Service cannot be recovered in state: " + body.state(), id);
		}
	}

	/** Failed VMs try again, stopped ones are resumed, and ones that have gone are made anew: the role keeps its cardinality. */
	private void retry(RoleBody role) {
		role.nodes().stream().filter(n -> Machine.isGone(guests.find(n))).forEach(role::removeNode);
		for (var vm : role.nodes().stream().map(guests::find).flatMap(Optional::stream).toList()) {
			try {
				if (Machine.isFailed(vm)) {
					guests.retry(vm.id());
				} else if (Machine.isReluctant(vm) && role.state() == RoleState.FAILED_SCALING) {
					guests.act(vm.id(), "terminate");
				} else if (Machine.isResting(vm) && role.isScalingUp() && body.state() != ServiceState.UNDEPLOYING && body.state() != ServiceState.FAILED_UNDEPLOYING) {
					guests.act(vm.id(), "resume");
				}
			} catch (CloudError e) {
				body.error("Role " + role.name() + " : Retry failed for VM " + vm.id() + "; " + e.getMessage(), now);
			}
		}
	}

	/** Lets it go without regard to the state that it or its VMs are in. */
	void recoverByDeleting() {
		body.force();
		undeployAll();
	}

	/**
	 * Lets it go.
	 *
	 * @throws CloudError ACTION in a state that does not allow it
	 */
	void end() throws CloudError {
		switch (body.state()) {
			case PENDING, RUNNING, WARNING, HOLD, UNDEPLOYING -> undeployAll();
			default -> throw new CloudError(OneError.ACTION, "Service cannot be undeployed in state: " + body.state(), id);
		}
	}

	private void undeployAll() {
		body.roles().forEach(RoleBody::forgetRemoval);
		for (var role : body.roles()) {
			if (role.state() == RoleState.FAILED_UNDEPLOYING) {
				role.enter(RoleState.RUNNING);
			}
		}
		body.enter(ServiceState.UNDEPLOYING, now);
	}
}
