package org.fleetdesk.serverless.engine.internal.cloud;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.vm.LcmState;
import org.fleetdesk.opennebula.vm.VmState;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.serverless.engine.internal.cloud.Access.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pool of VMs and what can be done with them. */
public final class Vms extends Pool<VmObject> {

	/** In a list, all that are not done. */
	static final int NOT_DONE = -1;
	/** In a list, all. */
	static final int ANY = -2;

	private static final Logger LOG = LoggerFactory.getLogger(Vms.class);
	/** Of the VMs that are done, so many are remembered. */
	private static final int MOST_DONE = 10_000;

	private final CloudSettings settings;
	private final Lifecycle lifecycle;
	private final Scheduler scheduler;
	private final Monitoring monitoring;
	private final VmBuilder builder;
	private final VmLogs logs;
	private boolean scheduling;

	Vms(Store store, Timeline timeline, CloudSettings settings, VmLogs logs) {
		super(store, timeline, store.vms, Kind.VM);
		this.settings = settings;
		lifecycle = new Lifecycle(settings);
		scheduler = new Scheduler(store, timeline, lifecycle);
		monitoring = new Monitoring(settings);
		builder = new VmBuilder(settings.network());
		this.logs = logs;
	}

	/** After a start: what was on its way goes on. */
	void revive() throws CloudError {
		store.atomically(() -> {
			store.occupancy.alive().forEach(this::plan);
			logs.know(store.occupancy.alive());
			schedule();
			return null;
		});
	}

	/** After a change of hosts: VMs on a host in error are lost sight of, and seen again when it is well. */
	void hostsChanged() throws CloudError {
		store.atomically(() -> {
			for (var vm : List.copyOf(store.occupancy.alive())) {
				look(vm);
			}
			schedule();
			return null;
		});
	}

	private void look(VmObject vm) {
		if (vm.state() != VmState.ACTIVE || vm.lcm() != LcmState.RUNNING && vm.lcm() != LcmState.UNKNOWN) {
			return;
		}
		boolean failed = store.hosts.get(vm.history().getLast().hid()).map(h -> h.state() == HostObject.ERROR).orElse(true) || Lifecycle.fails(vm, "unknown");
		if (failed != (vm.lcm() == LcmState.UNKNOWN)) {
			put(lifecycle.enter(vm, VmState.ACTIVE, failed ? LcmState.UNKNOWN : LcmState.RUNNING));
		}
	}

	private void put(VmObject vm) {
		store.vms.put(vm);
		plan(vm);
		if (vm.isDone() && store.occupancy.done().size() > MOST_DONE) {
			int forgotten = store.occupancy.done().first();
			store.vms.remove(forgotten);
			timeline.soon(() -> logs.forget(forgotten));
		}
	}

	@Override
	void changed(VmObject vm) {
		put(vm);
		schedule();
	}

	/** What happens when its state has lasted its time. */
	private void plan(VmObject vm) {
		long due = vm.life().due();
		if (due != 0) {
			timeline.at(Instant.ofEpochMilli(due), () -> later(() -> {
				var now = store.vms.get(vm.id());
				if (now.isPresent() && now.get().life().due() == due && now.get().state() == vm.state() && now.get().lcm() == vm.lcm()) {
					changed(lifecycle.due(now.get()));
				}
			}));
		}
	}

	/** The scheduler looks soon; once for all changes until then. */
	private void schedule() {
		if (!scheduling && store.occupancy.isAnyWaiting()) {
			scheduling = true;
			timeline.at(timeline.now().plus(settings.delays().schedule()), () -> later(() -> {
				scheduling = false;
				scheduler.run(this::put);
			}));
		}
	}

	/** Work of a kind that nobody waits for. */
	@FunctionalInterface
	private interface Step {

		void run() throws CloudError;
	}

	private void later(Step step) {
		try {
			store.soon(() -> {
				step.run();
				return null;
			});
		} catch (CloudError e) {
			LOG.error("The life of a simulated VM cannot go on: {}", e.getMessage());
		}
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
		return store.atomically(() -> {
			var source = Access.allowed(Access.existing(store.templates.get(template), Kind.TEMPLATE, template), Kind.TEMPLATE, user, Right.USE);
			int id = store.vms.nextId();
			String given = name.isBlank() ? extra.get("NAME").orElse(source.name() + "-" + id) : name;
			var vm = builder.build(id, user, Access.name(given, OneError.ALLOCATE), Cloud.PERMISSIONS, hold, timeline.now().toEpochMilli(), template,
					source.template().copy().merge(extra), store.occupancy::isTaken);
			changed(vm);
			return id;
		});
	}

	/** Some of them, the newest first; the numbers as in OpenNebula's {@code one.vmpool.info}: state -2 any, -1 all but DONE, else that one. */
	public List<VmObject> list(User user, int filter, int start, int end, int state) throws CloudError {
		if (state < ANY || state >= VmState.values().length) {
			throw new CloudError(OneError.XML_RPC_API, "Incorrect filter_flag, state");
		}
		Predicate<VmObject> asked = vm -> state == ANY || (state == NOT_DONE ? !vm.isDone() : vm.state().number() == state);
		return Access.visible(store.read(() -> store.vms.newestFirst().stream().filter(asked).toList()), user, filter, start, end);
	}

	/** Those of the ids that there are and that the user may use, in the order of the ids given. */
	List<VmObject> some(User user, Collection<Integer> ids) {
		return store.read(() -> ids.stream().flatMap(id -> store.vms.get(id).stream()).filter(vm -> vm.meta().allows(user, Right.USE)).toList());
	}

	/** The VMs of a service of OneFlow ({@code SERVICE_ID} in the user template) that are not done, by id; whoever asks. */
	public List<VmObject> ofService(int service) {
		return store.read(() -> store.occupancy.ofService(service));
	}

	/**
	 * Does one of the actions of {@code one.vm.action}, such as {@code poweroff-hard}.
	 *
	 * @throws CloudError ACTION when the VM's state does not allow it
	 */
	public void action(User user, int id, String action) throws CloudError {
		var known = VmAction.of(action);
		change(user, id, known.map(VmAction::right).orElse(Right.MANAGE), vm -> lifecycle.action(vm,
				known.orElseThrow(() -> new CloudError(OneError.ACTION, "Error performing action \"" + action + "\": There is no such action")), user));
	}

	/** @param operation 0 failure, 1 success, 2 retry, 3 delete, 4 delete and recreate, 5 delete from the database */
	public void recover(User user, int id, int operation) throws CloudError {
		change(user, id, Right.ADMIN, vm -> lifecycle.recover(vm, operation, user));
	}

	/** @param enforce whether the host needs to have the capacity; for others than administrators it always does */
	public void deploy(User user, int id, int host, boolean enforce) throws CloudError {
		change(user, id, Right.ADMIN, vm -> {
			var target = Access.existing(store.hosts.get(host), Kind.HOST, host);
			var deployed = lifecycle.deploy(vm, target);
			fits(vm, target, Capacity.cpu(vm.template()), Capacity.memory(vm.template()), enforce || !user.isAdmin());
			return deployed;
		});
	}

	private void fits(VmObject vm, HostObject host, int cpu, long memory, boolean enforce) throws CloudError {
		var missing = Scheduler.missing(store, host, cpu, memory);
		if (enforce && missing.isPresent()) {
			throw new CloudError(OneError.ACTION, "virtual machine [" + vm.id() + "] does not fit in host [" + host.id() + "]. " + missing.get());
		}
	}

	/**
	 * Changes the capacity: of a running VM up to {@code VCPU_MAX} and {@code MEMORY_MAX}, and where it is placed within what its host has left.
	 *
	 * @param capacity CPU, VCPU and MEMORY, those that change
	 * @param enforce  as in {@link #deploy}
	 */
	public void resize(User user, int id, OneTemplate capacity, boolean enforce) throws CloudError {
		change(user, id, Right.MANAGE, vm -> {
			var wanted = vm.template().copy();
			var values = new LinkedHashMap<String, String>();
			for (String name : List.of("CPU", "VCPU", "MEMORY")) {
				capacity.get(name).map(String::strip).filter(v -> !v.isEmpty() && !v.equals("0")).ifPresent(v -> wanted.set(name, v));
				wanted.get(name).ifPresent(v -> values.put(name, v));
			}
			Capacity.check(wanted, OneError.ACTION, "");
			boolean running = vm.isRunning();
			if (!running && vm.state() != VmState.POWEROFF && vm.state() != VmState.UNDEPLOYED && vm.state() != VmState.PENDING && vm.state() != VmState.HOLD) {
				throw new CloudError(OneError.ACTION, "Resize action is not available for state " + Lifecycle.name(vm));
			}
			if (running) {
				within(vm, "VCPU", Capacity.vcpu(vm.template()), Capacity.vcpu(wanted));
				within(vm, "MEMORY", Capacity.memory(vm.template()) / 1024, Capacity.memory(wanted) / 1024);
			}
			for (int host : Occupancy.places(vm)) {
				fits(vm, Access.existing(store.hosts.get(host), Kind.HOST, host), Capacity.cpu(wanted) - Capacity.cpu(vm.template()),
						Capacity.memory(wanted) - Capacity.memory(vm.template()), enforce || !user.isAdmin());
			}
			return running ? lifecycle.enter(CapacityChange.begin(vm, values), VmState.ACTIVE, LcmState.HOTPLUG_RESIZE) : vm.withTemplate(wanted);
		});
	}

	private static void within(VmObject vm, String name, long before, long now) throws CloudError {
		var limit = Capacity.limit(vm.template(), name + "_MAX");
		if (now != before && (limit.isEmpty() || now > limit.getAsInt())) {
			throw new CloudError(OneError.ACTION, "Cannot resize a running VM: " + name + " " + now
					+ (limit.isEmpty() ? " needs " + name + "_MAX" : " exceeds " + name + "_MAX " + limit.getAsInt()));
		}
	}

	/** @param size in MB, more than it has */
	public void diskResize(User user, int id, int disk, String size) throws CloudError {
		change(user, id, Right.MANAGE, vm -> {
			if (!size.strip().matches("\\d{1,9}")) {
				throw new CloudError(OneError.ACTION, "Disk SIZE is not a valid integer");
			}
			var found = vm.template().vectors("DISK").stream().filter(d -> d.get("DISK_ID").equals(Integer.toString(disk))).findFirst()
					.orElseThrow(() -> new CloudError(OneError.ACTION, "VM disk does not exist"));
			int wanted = Integer.parseInt(size.strip());
			if (wanted <= Integer.parseInt(found.get("SIZE"))) {
				throw new CloudError(OneError.ACTION, "New disk size has to be greater than current one");
			}
			LcmState state = switch (vm.state()) {
			case POWEROFF -> LcmState.DISK_RESIZE_POWEROFF;
			case UNDEPLOYED -> LcmState.DISK_RESIZE_UNDEPLOYED;
			case ACTIVE -> vm.lcm() == LcmState.RUNNING ? LcmState.DISK_RESIZE : null;
			default -> null;
			};
			if (state == null) {
				throw new CloudError(OneError.ACTION, "Disk-resize action is not available for state " + Lifecycle.name(vm));
			}
			return lifecycle.enter(CapacityChange.begin(vm, disk, wanted), VmState.ACTIVE, state);
		});
	}

	/** Changes the user template. */
	public void update(User user, int id, OneTemplate template, boolean append) throws CloudError {
		store.atomically(() -> {
			change(user, id, Right.MANAGE, vm -> vm.withUserTemplate(append ? vm.userTemplate().copy().merge(template) : template.copy()));
			look(store.vms.get(id).orElseThrow()); // it may be told there to fail, or to be well again
			return null;
		});
	}

	/** What was measured at a VM, the oldest first. @param seconds of the past; 0 only the newest, -1 all that is kept */
	public List<Sample> monitoring(VmObject vm, long seconds) {
		return monitoring.samples(vm, timeline.now(), seconds);
	}

	/** What was measured at a host, as {@link #monitoring(VmObject, long)}. */
	List<HostSample> monitoring(HostObject host, long seconds) {
		var vms = store.read(() -> List.copyOf(store.vms.all()));
		return monitoring.samples(host, vms, timeline.now(), seconds);
	}

	/** What the VMs on a host take, as it is now. */
	<T> T usage(int host, Function<Occupancy.Usage, T> reader) {
		return store.read(() -> reader.apply(store.occupancy.usage(host)));
	}
}
