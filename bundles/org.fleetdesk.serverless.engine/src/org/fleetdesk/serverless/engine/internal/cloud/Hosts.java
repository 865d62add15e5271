package org.fleetdesk.serverless.engine.internal.cloud;

import java.util.List;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.serverless.engine.internal.cloud.Access.Kind;
import org.fleetdesk.serverless.engine.internal.cloud.CloudSettings.HostSpec;

/** The simulated hosts. As with OpenNebula, only administrators see them. */
public final class Hosts {

	/** An attribute of a host that makes its monitoring fail, whatever its value; the host is in ERROR then, and its VMs become UNKNOWN. */
	public static final String FAIL = "SIMULATED_FAIL";

	private final Store store;
	private final Timeline timeline;
	private final Store.Work<?> changed;

	/** @param changed is run with a change that may matter to VMs */
	Hosts(Store store, Timeline timeline, Store.Work<?> changed) {
		this.store = store;
		this.timeline = timeline;
		this.changed = changed;
	}

	/** Makes the hosts of a new cloud. */
	void prepare(List<HostSpec> specs) throws CloudError {
		store.atomically(() -> {
			if (store.hosts.nextId() == 0) {
				for (var spec : specs) {
					var template = new OneTemplate().add("ARCH", "x86_64").add("CPUSPEED", "3000").add("HOSTNAME", spec.name()).add("HYPERVISOR", "simulated")
							.add("IM_MAD", "simulated").add("MODELNAME", "Simulated by Fleetdesk").add("RESERVED_CPU", "").add("RESERVED_MEM", "").add("VM_MAD", "simulated");
					store.hosts.put(new HostObject(store.hosts.nextId(), spec.name(), HostObject.MONITORED, HostObject.MONITORED, spec.cpus() * 100, spec.memory() * 1024L,
							timeline.now().toEpochMilli(), template));
				}
			}
			return null;
		});
	}

	HostObject get(User user, int id) throws CloudError {
		var host = Access.existing(store.read(() -> store.hosts.get(id)), Kind.HOST, id);
		Access.adminOnly(user, "USE", Kind.HOST, id);
		return host;
	}

	List<HostObject> list(User user) {
		return user.isAdmin() ? store.read(() -> List.copyOf(store.hosts.newestFirst())) : List.of();
	}

	/** @param status 0 enabled, 1 disabled (its VMs stay, no others come), 2 offline */
	public void status(User user, int id, int status) throws CloudError {
		Access.adminOnly(user, "ADMIN", Kind.HOST, id);
		if (status < 0 || status > 2) {
			throw new CloudError(OneError.INTERNAL, "Wrong status code");
		}
		store.atomically(() -> {
			var host = get(user, id);
			int state = switch (status) {
			case 1 -> HostObject.DISABLED;
			case 2 -> HostObject.OFFLINE;
			default -> fails(host.template()) ? HostObject.ERROR : HostObject.MONITORED;
			};
			store.hosts.put(host.withState(state));
			return changed.run();
		});
	}

	/** Other attributes; {@link #FAIL} among them puts the host into ERROR. */
	public void update(User user, int id, OneTemplate template, boolean append) throws CloudError {
		Access.adminOnly(user, "ADMIN", Kind.HOST, id);
		store.atomically(() -> {
			var host = get(user, id);
			var attributes = append ? host.template().copy().merge(template) : template.copy();
			boolean active = host.state() == HostObject.MONITORED || host.state() == HostObject.ERROR;
			int state = fails(attributes) ? HostObject.ERROR : HostObject.MONITORED;
			var now = host.with(attributes);
			store.hosts.put(active && state != host.state() ? now.withState(state) : now);
			return changed.run();
		});
	}

	private static boolean fails(OneTemplate template) {
		return !template.get(FAIL, "").isBlank();
	}
}
