package org.fleetdesk.opennebula.vm;

import java.util.Comparator;
import java.util.List;

import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.OneResponse;
import org.fleetdesk.opennebula.PoolElement;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.opennebula.wire.Xml;
import org.w3c.dom.Element;

/** A virtual machine. */
public final class VirtualMachine extends PoolElement {

	/** Names of actions ({@link #action}). */
	public static final String TERMINATE = "terminate";
	public static final String TERMINATE_HARD = "terminate-hard";
	public static final String UNDEPLOY = "undeploy";
	public static final String UNDEPLOY_HARD = "undeploy-hard";
	public static final String POWEROFF = "poweroff";
	public static final String POWEROFF_HARD = "poweroff-hard";
	public static final String REBOOT = "reboot";
	public static final String REBOOT_HARD = "reboot-hard";
	public static final String HOLD = "hold";
	public static final String RELEASE = "release";
	public static final String STOP = "stop";
	public static final String SUSPEND = "suspend";
	public static final String RESUME = "resume";
	public static final String RESCHED = "resched";
	public static final String UNRESCHED = "unresched";

	/** Ways to recover ({@link #recover(int)}): what was under way counts as failed. */
	public static final int RECOVER_FAILURE = 0;
	/** What was under way counts as done. */
	public static final int RECOVER_SUCCESS = 1;
	/** What was under way is tried again. */
	public static final int RECOVER_RETRY = 2;
	/** The machine is deleted. */
	public static final int RECOVER_DELETE = 3;
	/** The machine is deleted and made again. */
	public static final int RECOVER_DELETE_RECREATE = 4;
	/** The machine is removed from the database, and nothing is done at its host. */
	public static final int RECOVER_DELETE_DB = 5;

	public VirtualMachine(int id, Client client) {
		super(id, client);
	}

	/** @param xml as read with the pool */
	public VirtualMachine(Element xml, Client client) {
		super(xml, client);
	}

	/** Makes a virtual machine; its id is the answer. */
	public static OneResponse allocate(Client client, String description) {
		return allocate(client, description, false);
	}

	/** @param onHold do not deploy it */
	public static OneResponse allocate(Client client, String description, boolean onHold) {
		return client.call("vm.allocate", description, onHold);
	}

	/** The data of one, as XML. */
	public static OneResponse info(Client client, int id) {
		return client.call("vm.info", id);
	}

	@Override
	public OneResponse info() {
		return info(false);
	}

	@Override
	public OneResponse info(boolean decrypt) {
		return read(client.call("vm.info", id(), decrypt), "VM");
	}

	/** @param name one of the constants */
	public OneResponse action(String name) {
		return client.call("vm.action", name, id());
	}

	/** Shuts it down in an orderly way and removes it. */
	public OneResponse terminate() {
		return action(TERMINATE);
	}

	/** @param hard at once, without shutting its system down */
	public OneResponse terminate(boolean hard) {
		return action(hard ? TERMINATE_HARD : TERMINATE);
	}

	/** Shuts it down and keeps it without a host; its disks go back to the system datastore. */
	public OneResponse undeploy(boolean hard) {
		return action(hard ? UNDEPLOY_HARD : UNDEPLOY);
	}

	public OneResponse poweroff() {
		return action(POWEROFF);
	}

	/** @param hard at once, without shutting its system down */
	public OneResponse poweroff(boolean hard) {
		return action(hard ? POWEROFF_HARD : POWEROFF);
	}

	public OneResponse reboot() {
		return action(REBOOT);
	}

	/** @param hard at once, without shutting its system down */
	public OneResponse reboot(boolean hard) {
		return action(hard ? REBOOT_HARD : REBOOT);
	}

	/** Keeps the scheduler from deploying it. */
	public OneResponse hold() {
		return action(HOLD);
	}

	/** Lets the scheduler deploy it again. */
	public OneResponse release() {
		return action(RELEASE);
	}

	/** Saves its memory and frees its host. */
	public OneResponse stop() {
		return action(STOP);
	}

	/** Saves its memory; it stays at its host. */
	public OneResponse suspend() {
		return action(SUSPEND);
	}

	public OneResponse resume() {
		return action(RESUME);
	}

	/** Asks for another host. */
	public OneResponse resched() {
		return action(RESCHED);
	}

	public OneResponse unresched() {
		return action(UNRESCHED);
	}

	/** @param way one of the constants {@code RECOVER_…} */
	public OneResponse recover(int way) {
		return client.call("vm.recover", id(), way);
	}

	/** Deploys it on a host, whose capacity must suffice. */
	public OneResponse deploy(int host) {
		return deploy(host, true, -1, "");
	}

	/**
	 * @param enforce   the host's capacity must suffice
	 * @param datastore of its disks; -1: OpenNebula chooses
	 * @param extra     a template with NIC attributes that the scheduler chose, mostly empty
	 */
	public OneResponse deploy(int host, boolean enforce, int datastore, String extra) {
		return client.call("vm.deploy", id(), host, enforce, datastore, extra);
	}

	/**
	 * @param capacity a template with CPU, VCPU and MEMORY (in MiB)
	 * @param enforce  the host's capacity must suffice
	 */
	public OneResponse resize(String capacity, boolean enforce) {
		return client.call("vm.resize", id(), capacity, enforce);
	}

	/** @param size in MiB; disks grow only */
	public OneResponse diskResize(int disk, String size) {
		return client.call("vm.diskresize", id(), disk, size);
	}

	/** @param size in MiB; disks grow only */
	public OneResponse diskResize(int disk, long size) {
		return diskResize(disk, String.valueOf(size));
	}

	/**
	 * Changes the user template.
	 *
	 * @param append keeps what the new template does not name, else it is replaced
	 */
	public OneResponse update(String template, boolean append) {
		return client.call("vm.update", id(), template, append ? 1 : 0);
	}

	public OneResponse rename(String name) {
		return client.call("vm.rename", id(), name);
	}

	/** @param octet such as {@code 640} */
	public OneResponse chmod(String octet) {
		return client.chmod("vm.chmod", id(), octet);
	}

	/** @param uid -1: as it is; @param gid -1: as it is */
	public OneResponse chown(int uid, int gid) {
		return client.call("vm.chown", id(), uid, gid);
	}

	/** All monitoring samples that OpenNebula keeps, as XML; {@link VmMonitoring#of} reads it. */
	public OneResponse monitoring() {
		return client.call("vm.monitoring", id());
	}

	/** @throws IllegalStateException while the data is not read */
	public VmState vmState() {
		return VmState.of(known(state()));
	}

	/** {@link LcmState#UNKNOWN} for one that only later versions have. @throws IllegalStateException while the data is not read */
	public LcmState lcm() {
		return LcmState.orUnknown(known(lcmState()));
	}

	/** The number of the life cycle state; -1 while the data is not read. */
	public int lcmState() {
		return number("LCM_STATE");
	}

	/** The state's name. */
	public String stateStr() {
		return vmState().name();
	}

	/** The life cycle state's name. */
	public String lcmStateStr() {
		return lcm().name();
	}

	/** The state in four letters as OpenNebula's own tools show it, such as {@code runn}. */
	public String status() {
		return vmState() == VmState.ACTIVE ? lcm().letters() : vmState().letters();
	}

	/** The host that it is or was on; empty when there was none. */
	public String hostname() {
		var records = history();
		return records.isEmpty() ? "" : records.getLast().hostname();
	}

	/** The hosts that it was on, oldest first; of a pool that was not read with all data only the last one. */
	public List<History> history() {
		return Xml.elements(xml(), "HISTORY_RECORDS/HISTORY").stream().map(History::of).sorted(Comparator.comparingInt(History::sequence)).toList();
	}

	/** What it is made of. */
	public OneTemplate template() {
		return OneTemplate.of(Xml.child(xml(), "TEMPLATE"));
	}

	/** What its user noted on it. */
	public OneTemplate userTemplate() {
		return OneTemplate.of(Xml.child(xml(), "USER_TEMPLATE"));
	}

	private int known(int number) {
		if (number < 0) {
			throw new IllegalStateException("The data of virtual machine %d is not read".formatted(id()));
		}
		return number;
	}
}
