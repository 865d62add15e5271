package org.fleetdesk.serverless.engine.internal.cloud;

import java.util.List;

import org.fleetdesk.opennebula.wire.OneTemplate;

/** The pool of VMs and what can be done with them. */
public final class Vms {

	Vms(Store store, Timeline timeline, CloudSettings settings) {
	}

	void revive() throws CloudError {
	}

	void hostsChanged() {
	}

	/**
	 * Makes a VM out of a VM template.
	 *
	 * @param name  empty: the template's, with the VM's id
	 * @param hold  whether it waits for {@code release} before it is placed
	 * @param extra attributes that replace those of the template
	 * @return the id
	 */
	public int instantiate(User user, int template, String name, boolean hold, OneTemplate extra) throws CloudError {
		throw new UnsupportedOperationException();
	}

	/** @throws CloudError NO_EXISTS, AUTHORIZATION, LOCKED */
	public VmObject get(User user, int id, Right right) throws CloudError {
		throw new UnsupportedOperationException();
	}

	/** Some of them, the newest first; the numbers as in OpenNebula's {@code one.vmpool.info}: state -2 any, -1 all but DONE, else that one. */
	public List<VmObject> list(User user, int filter, int start, int end, int state) throws CloudError {
		throw new UnsupportedOperationException();
	}

	/** The VMs of a service of OneFlow ({@code SERVICE_ID} in the user template) that are not done, by id; whoever asks. */
	public List<VmObject> ofService(int service) {
		throw new UnsupportedOperationException();
	}

	/** Does one of the actions of {@code one.vm.action}, such as {@code poweroff-hard}. @throws CloudError ACTION when the VM's state does not allow it */
	public void action(User user, int id, String action) throws CloudError {
		throw new UnsupportedOperationException();
	}

	/** @param operation 0 failure, 1 success, 2 retry, 3 delete, 4 delete and recreate, 5 delete from the database */
	public void recover(User user, int id, int operation) throws CloudError {
		throw new UnsupportedOperationException();
	}

	/** @param enforce whether the host needs to have the capacity */
	public void deploy(User user, int id, int host, boolean enforce) throws CloudError {
		throw new UnsupportedOperationException();
	}

	/** @param capacity CPU, VCPU and MEMORY, those that change */
	public void resize(User user, int id, OneTemplate capacity, boolean enforce) throws CloudError {
		throw new UnsupportedOperationException();
	}

	/** @param size in MB, more than it has */
	public void diskResize(User user, int id, int disk, String size) throws CloudError {
		throw new UnsupportedOperationException();
	}

	/** Changes the user template. */
	public void update(User user, int id, OneTemplate template, boolean append) throws CloudError {
		throw new UnsupportedOperationException();
	}

	public void rename(User user, int id, String name) throws CloudError {
		throw new UnsupportedOperationException();
	}

	/** @param bits nine of them: 1, 0, or -1 for as it is */
	public void chmod(User user, int id, List<Integer> bits) throws CloudError {
		throw new UnsupportedOperationException();
	}

	/** Another owner or group; -1 leaves it. */
	public void chown(User user, int id, int uid, int gid) throws CloudError {
		throw new UnsupportedOperationException();
	}

	/** What was measured at a VM, the oldest first. @param seconds of the past; 0 only the newest, -1 all that is kept */
	public List<Sample> monitoring(VmObject vm, long seconds) {
		throw new UnsupportedOperationException();
	}
}
