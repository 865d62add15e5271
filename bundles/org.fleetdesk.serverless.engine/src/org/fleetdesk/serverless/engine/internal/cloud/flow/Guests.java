package org.fleetdesk.serverless.engine.internal.cloud.flow;

import java.util.Optional;

import org.fleetdesk.serverless.engine.internal.cloud.CloudError;
import org.fleetdesk.serverless.engine.internal.cloud.VmObject;

/** The VMs that a service may have something done with: what its owner may. Used within one change of the cloud. */
interface Guests extends Names {

	/** As it is; empty when there is no such VM. */
	Optional<VmObject> find(int vm);

	/**
	 * Makes a VM of a role's template.
	 *
	 * @param hold whether it waits for being released before it is deployed
	 */
	VmObject create(RoleBody role, boolean hold) throws CloudError;

	/** @param action as {@code one.vm.action} names it */
	void act(int vm, String action) throws CloudError;

	void retry(int vm) throws CloudError;

	/** Removes it, whatever it does. */
	void delete(int vm) throws CloudError;
}
