package org.fleetdesk.serverless.engine.internal.cloud.flow;

import java.io.IOException;
import java.util.Optional;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.serverless.engine.internal.cloud.Cloud;
import org.fleetdesk.serverless.engine.internal.cloud.CloudError;
import org.fleetdesk.serverless.engine.internal.cloud.DocumentObject;
import org.fleetdesk.serverless.engine.internal.cloud.Right;
import org.fleetdesk.serverless.engine.internal.cloud.User;
import org.fleetdesk.serverless.engine.internal.cloud.VmObject;

/** The VMs of a service in a cloud, with the rights of whoever owns the service. */
final class CloudGuests implements Guests {

	private static final int RETRY = 2;
	private static final int DELETE = 3;

	private final Cloud cloud;
	private final DocumentObject service;
	private final Names names;

	CloudGuests(Cloud cloud, DocumentObject service) {
		this.cloud = cloud;
		this.service = service;
		names = new CloudNames(cloud);
	}

	private User owner() throws CloudError {
		return cloud.users().user(service.meta().uid());
	}

	@Override
	public Optional<VmObject> find(int vm) {
		try {
			return Optional.of(cloud.vms().get(cloud.users().admin(), vm, Right.USE));
		} catch (CloudError e) {
			return Optional.empty();
		}
	}

	@Override
	public VmObject create(RoleBody role, boolean hold) throws CloudError {
		return named("one.template.instantiate", () -> {
			var extra = contents(role).set("SERVICE_ID", Integer.toString(service.id())).set("ROLE_NAME", role.name());
			// only a VM that was made has used up its number
			String name = role.name() + "_" + role.nextNumber() + "_(service_" + service.id() + ")";
			int vm = cloud.vms().instantiate(owner(), role.vmTemplate(), name, hold, extra);
			role.useNumber();
			return find(vm).orElseThrow();
		});
	}

	private static OneTemplate contents(RoleBody role) throws CloudError {
		try {
			return OneTemplate.parse(role.vmTemplateContents());
		} catch (IOException e) {
			throw new CloudError(OneError.INTERNAL, "Cannot parse vm_template_contents of the role " + role.name() + ": " + e.getMessage());
		}
	}

	@Override
	public void act(int vm, String action) throws CloudError {
		named("one.vm.action", () -> {
			cloud.vms().action(owner(), vm, action);
			return null;
		});
	}

	@Override
	public void retry(int vm) throws CloudError {
		recover(vm, RETRY);
	}

	@Override
	public void delete(int vm) throws CloudError {
		recover(vm, DELETE);
	}

	/** OpenNebula lets administrators do that only; a service is recovered by whoever may manage it and its VMs. */
	private void recover(int vm, int operation) throws CloudError {
		named("one.vm.recover", () -> {
			cloud.vms().get(owner(), vm, Right.MANAGE);
			cloud.vms().recover(cloud.users().admin(), vm, operation);
			return null;
		});
	}

	/** Does something, and puts the name of the method before what is wrong with it, as OpenNebula has it. */
	static <T> T named(String method, Cloud.Work<T> work) throws CloudError {
		try {
			return work.run();
		} catch (CloudError e) {
			throw new CloudError(e.error(), "[" + method + "] " + e.getMessage(), e.objectId());
		}
	}

	@Override
	public String user(int uid) {
		return names.user(uid);
	}

	@Override
	public String group(int gid) {
		return names.group(gid);
	}
}
