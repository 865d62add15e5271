package org.fleetdesk.serverless.engine.internal.cloud;

import static org.fleetdesk.opennebula.vm.LcmState.*;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.vm.LcmState;
import org.fleetdesk.opennebula.vm.VmState;
import org.fleetdesk.serverless.engine.internal.cloud.Phase.At;
import org.fleetdesk.serverless.engine.internal.cloud.VmObject.History;
import org.fleetdesk.serverless.engine.internal.cloud.VmObject.Span;

/** The life of VMs: which state follows which, and what a change of state brings with it. Knows no other VM and no pool. */
final class Lifecycle {

	/**
	 * An attribute of a VM's user template that lets phases of its life fail, separated by commas: {@code prolog}, {@code boot}, {@code shutdown}, {@code save}, {@code epilog},
	 * {@code resize}, {@code disk}; with {@code unknown} the guest stops answering as soon as it runs. While it is there, each such phase fails.
	 */
	static final String FAIL = "SIMULATED_FAIL";

	/** The name of the driver of the simulated hosts. */
	static final String DRIVER = "simulated";

	/** States in which the guest runs, so that it is measured. */
	private static final Set<LcmState> MEASURED = Set.of(RUNNING, HOTPLUG_RESIZE, DISK_RESIZE);
	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);
	private static final int MOST_HISTORY = 100;

	private final InstantSource clock;
	private final Delays delays;
	private final long kept;

	Lifecycle(CloudSettings settings) {
		clock = settings.clock();
		delays = settings.delays();
		kept = settings.kept().toMillis();
	}

	/** A time as OpenNebula writes it into messages. */
	static String time(Instant time) {
		return TIME.format(time.atZone(ZoneId.systemDefault()));
	}

	/** The name of the state as messages have it. */
	static String name(VmObject vm) {
		return vm.state() == VmState.ACTIVE ? vm.lcm().name() : vm.state().name();
	}

	/** Whether something of this VM is to fail. */
	static boolean fails(VmObject vm, String what) {
		return vm.userTemplate().get(FAIL).map(f -> Arrays.stream(f.split(",")).anyMatch(p -> p.strip().equalsIgnoreCase(what))).orElse(false);
	}

	/** In another state, with all that this means; a phase ends after its time. */
	VmObject enter(VmObject vm, VmState state, LcmState lcm) {
		long now = clock.millis();
		long seconds = now / 1000;
		var life = vm.life().to(state, lcm);
		var phase = Phase.of(state, lcm);
		if (phase.isPresent()) {
			life = life.until(now + phase.get().delay().apply(delays).toMillis());
		} else if (lcm == RUNNING && (waitsForReady(vm) || fails(vm, "unknown"))) {
			life = life.until(now + delays.change().toMillis());
		}
		if (state == VmState.DONE) {
			life = life.ended(seconds);
		}
		var changed = vm.with(life);
		changed = measured(changed, state == VmState.ACTIVE && MEASURED.contains(lcm), false, now);
		if (lcm == RUNNING) {
			changed = changed.withUserTemplate(changed.userTemplate().copy().remove("ERROR"));
		}
		return changed.history().isEmpty() ? changed : withTimes(changed, state, lcm, seconds);
	}

	private static VmObject withTimes(VmObject vm, VmState state, LcmState lcm, long now) {
		var h = vm.history().getLast();
		if (h.etime() != 0) {
			return vm;
		}
		String name = lcm.name();
		if (lcm == PROLOG_MIGRATE && vm.history().size() > 1) { // the guest has left the host before
			var records = new ArrayList<>(vm.history());
			var before = records.get(records.size() - 2);
			records.set(records.size() - 2, end(before, now));
			vm = vm.withHistory(records);
		}
		if (name.startsWith("PROLOG") && !name.endsWith("FAILURE")) {
			h = new History(h.seq(), h.hostname(), h.hid(), h.stime(), 0, now, 0, 0, 0, 0, 0, h.action(), h.uid(), h.gid());
		} else if (name.startsWith("BOOT") && !name.endsWith("FAILURE") || lcm == RUNNING && h.rstime() == 0) {
			h = new History(h.seq(), h.hostname(), h.hid(), h.stime(), 0, h.pstime(), h.pstime() == 0 || h.petime() != 0 ? h.petime() : now, h.rstime() == 0 ? now : h.rstime(), 0,
					0, 0, h.action(), h.uid(), h.gid());
		} else if (name.startsWith("EPILOG") && !name.endsWith("FAILURE")) {
			h = new History(h.seq(), h.hostname(), h.hid(), h.stime(), 0, h.pstime(), h.petime(), h.rstime(), h.rstime() == 0 || h.retime() != 0 ? h.retime() : now, now, 0,
					h.action(), h.uid(), h.gid());
		} else if (state != VmState.ACTIVE) {
			h = end(h, now);
		}
		return vm.withLast(h);
	}

	private static History end(History h, long now) {
		return new History(h.seq(), h.hostname(), h.hid(), h.stime(), now, h.pstime(), h.petime(), h.rstime(), h.rstime() == 0 || h.retime() != 0 ? h.retime() : now, h.estime(),
				h.estime() == 0 ? 0 : now, h.action(), h.uid(), h.gid());
	}

	/** The same VM, whose guest is measured from now on with the capacity that it has, or no more. */
	private VmObject measured(VmObject vm, boolean runs, boolean rebooted, long now) {
		var spans = new ArrayList<>(vm.spans());
		spans.removeIf(s -> s.to() != 0 && s.to() < now - kept);
		var open = spans.isEmpty() || spans.getLast().to() != 0 ? null : spans.getLast();
		int cpu = Capacity.vcpu(vm.template()) * 100;
		long memory = Capacity.memory(vm.template());
		if (open != null && runs && !rebooted && open.cpu() == cpu && open.memory() == memory) {
			return spans.size() == vm.spans().size() ? vm : vm.withSpans(spans);
		}
		if (open != null) {
			spans.set(spans.size() - 1, new Span(open.from(), now, open.booted(), open.cpu(), open.memory()));
		}
		if (runs) {
			spans.add(new Span(now, 0, open == null || rebooted ? now : open.booted(), cpu, memory));
		}
		return vm.withSpans(spans);
	}

	private static boolean waitsForReady(VmObject vm) {
		return vm.template().vector("CONTEXT").map(c -> c.get("REPORT_READY").equalsIgnoreCase("YES")).orElse(false) && !vm.userTemplate().get("READY", "").equalsIgnoreCase("YES");
	}

	/** What follows when the time of its present state is over. */
	VmObject due(VmObject vm) {
		if (vm.isRunning()) {
			if (fails(vm, "unknown")) {
				return enter(vm, VmState.ACTIVE, UNKNOWN);
			}
			var still = vm.with(vm.life().until(0));
			return waitsForReady(vm) ? still.withUserTemplate(vm.userTemplate().copy().set("READY", "YES")) : still;
		}
		var phase = Phase.of(vm.state(), vm.lcm());
		return phase.map(p -> fails(vm, p.name()) ? failed(vm, p) : succeeded(vm, p)).orElse(vm);
	}

	/** After a phase that went well. */
	VmObject succeeded(VmObject vm, Phase phase) {
		var changed = CapacityChange.apply(vm, true);
		if (phase.success().lcm() == RUNNING && !vm.history().isEmpty()) {
			changed = changed.with(changed.life().withDeploy(vm.history().getLast().hostname() + ":" + vm.name() + ":" + DRIVER));
		}
		return enter(changed, phase.success().state(), phase.success().lcm());
	}

	/** After a phase that failed. */
	VmObject failed(VmObject vm, Phase phase) {
		var changed = CapacityChange.apply(vm, false);
		if (phase.state() == SAVE_MIGRATE && vm.history().size() > 1) { // it never came to the other host
			changed = changed.withHistory(vm.history().subList(0, vm.history().size() - 1));
		}
		changed = enter(changed, phase.failure().state(), phase.failure().lcm());
		String error = time(clock.instant()) + ": Simulated failure of phase " + phase.state() + (phase.name().isEmpty() ? "" : " (" + FAIL + "=" + phase.name() + ")");
		return changed.withUserTemplate(changed.userTemplate().copy().set("ERROR", error));
	}

	/**
	 * On a host, on its way to run there.
	 *
	 * @throws CloudError ACTION when its state does not allow it
	 */
	VmObject deploy(VmObject vm, HostObject host) throws CloudError {
		int before = vm.history().isEmpty() ? 0 : vm.history().getLast().action();
		LcmState state = before == VmAction.STOP.number ? PROLOG_RESUME : before == VmAction.UNDEPLOY.number || before == VmAction.UNDEPLOY_HARD.number ? PROLOG_UNDEPLOY : PROLOG;
		switch (vm.state()) {
		case PENDING, HOLD, STOPPED, UNDEPLOYED -> {
			var message = vm.userTemplate().copy().remove("SCHED_MESSAGE").remove("ERROR");
			return enter(stay(vm, host.id(), host.name()).withUserTemplate(message), VmState.ACTIVE, state);
		}
		default -> throw new CloudError(OneError.ACTION, "Deploy action is not available for state " + name(vm));
		}
	}

	/** On its way from the host where it runs to another one. */
	VmObject migrate(VmObject vm, HostObject host) {
		var leaving = by(vm, VmAction.MIGRATE, -1, -1);
		return enter(stay(leaving, host.id(), host.name()).with(leaving.life().withResched(false)), VmState.ACTIVE, SAVE_MIGRATE);
	}

	private VmObject stay(VmObject vm, int hid, String hostname) {
		var records = new ArrayList<>(vm.history());
		int seq = records.isEmpty() ? 0 : records.getLast().seq() + 1;
		records.add(new History(seq, hostname, hid, clock.millis() / 1000, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1));
		return vm.withHistory(records.subList(Math.max(0, records.size() - MOST_HISTORY), records.size()));
	}

	/** With a word in its history who has done what. */
	private static VmObject by(VmObject vm, int action, int uid, int gid) {
		if (vm.history().isEmpty()) {
			return vm;
		}
		var h = vm.history().getLast();
		return vm.withLast(new History(h.seq(), h.hostname(), h.hid(), h.stime(), h.etime(), h.pstime(), h.petime(), h.rstime(), h.retime(), h.estime(), h.eetime(), action, uid, gid));
	}

	/**
	 * Does one of the actions.
	 *
	 * @throws CloudError ACTION when the VM's state does not allow it
	 */
	VmObject action(VmObject vm, VmAction action, User user) throws CloudError {
		At to = switch (action) {
		case TERMINATE, TERMINATE_HARD -> terminated(vm);
		case UNDEPLOY, UNDEPLOY_HARD -> runs(vm) ? At.active(SHUTDOWN_UNDEPLOY) : vm.state() == VmState.POWEROFF ? At.active(EPILOG_UNDEPLOY) : null;
		case POWEROFF, POWEROFF_HARD -> runs(vm) ? At.active(SHUTDOWN_POWEROFF) : null;
		case STOP -> vm.isRunning() ? At.active(SAVE_STOP) : vm.state() == VmState.SUSPENDED ? At.active(EPILOG_STOP) : null;
		case SUSPEND -> vm.isRunning() ? At.active(SAVE_SUSPEND) : null;
		case HOLD -> vm.state() == VmState.PENDING ? At.resting(VmState.HOLD) : null;
		case RELEASE -> vm.state() == VmState.HOLD ? At.resting(VmState.PENDING) : null;
		case RESUME -> resumed(vm);
		case REBOOT, REBOOT_HARD -> vm.isRunning() || action == VmAction.REBOOT_HARD && runs(vm) ? At.active(RUNNING) : null;
		case RESCHED, UNRESCHED -> runs(vm) ? At.active(vm.lcm()) : null;
		};
		if (to == null) {
			throw new CloudError(OneError.ACTION, "Error performing action \"" + action.text + "\": This action is not available for state " + name(vm));
		}
		return switch (action) {
		case RESCHED -> vm.with(vm.life().withResched(true));
		case UNRESCHED -> vm.with(vm.life().withResched(false));
		case REBOOT, REBOOT_HARD -> measured(vm.isRunning() ? vm : enter(vm, VmState.ACTIVE, RUNNING), true, true, clock.millis());
		case RESUME -> resume(vm, to, user);
		case HOLD, RELEASE -> enter(vm, to.state(), to.lcm());
		default -> enter(by(vm, action.number, user.id(), user.gid()), to.state(), to.lcm());
		};
	}

	private static boolean runs(VmObject vm) {
		return vm.state() == VmState.ACTIVE && (vm.lcm() == RUNNING || vm.lcm() == UNKNOWN);
	}

	private static At terminated(VmObject vm) {
		if (runs(vm)) {
			return At.active(SHUTDOWN);
		}
		return switch (vm.state()) {
		case INIT, PENDING, HOLD, CLONING, CLONING_FAILURE -> At.resting(VmState.DONE);
		case STOPPED, SUSPENDED, POWEROFF, UNDEPLOYED -> At.active(EPILOG);
		case ACTIVE -> Phase.failed(vm.state(), vm.lcm()).isPresent() ? At.active(CLEANUP_DELETE) : null;
		default -> null;
		};
	}

	private static At resumed(VmObject vm) {
		return switch (vm.state()) {
		case STOPPED, UNDEPLOYED -> At.resting(VmState.PENDING);
		case SUSPENDED -> At.active(BOOT_SUSPENDED);
		case POWEROFF -> At.active(BOOT_POWEROFF);
		case ACTIVE -> vm.lcm() == UNKNOWN ? At.active(BOOT_UNKNOWN) : null;
		default -> null;
		};
	}

	/** Where it stands on a host still, a new record of its history begins there. */
	private VmObject resume(VmObject vm, At to, User user) {
		var changed = vm.withUserTemplate(vm.userTemplate().copy().remove("ERROR"));
		if (to.state() == VmState.ACTIVE && vm.state() != VmState.ACTIVE && !vm.history().isEmpty()) {
			changed = stay(changed, vm.history().getLast().hid(), vm.history().getLast().hostname());
		}
		return enter(changed, to.state(), to.lcm());
	}

	/**
	 * Helps a VM on that is stuck.
	 *
	 * @param operation 0 what it does has failed, 1 has succeeded, 2 is done again, 3 it is removed, 4 it begins anew, 5 it is gone at once
	 * @throws CloudError ACTION when the VM's state does not allow it
	 */
	VmObject recover(VmObject vm, int operation, User user) throws CloudError {
		var phase = Phase.of(vm.state(), vm.lcm());
		var failed = Phase.failed(vm.state(), vm.lcm());
		boolean known = operation >= 0 && operation <= 5;
		boolean alive = !vm.isDone();
		if (!known) {
			throw new CloudError(OneError.ACTION, "Wrong recovery operation code");
		}
		if (operation <= 2 && (phase.isEmpty() && failed.isEmpty() || phase.isPresent() && phase.get().name().isEmpty() && operation != 1) || !alive) {
			throw new CloudError(OneError.ACTION, "Recover action is not available for state " + name(vm));
		}
		boolean placed = !Occupancy.places(vm).isEmpty();
		return switch (operation) {
		case 0 -> phase.isPresent() ? failed(vm, phase.get()) : vm;
		case 1 -> phase.or(() -> failed).map(p -> succeeded(vm, p)).orElseThrow();
		case 2 -> enter(vm.withUserTemplate(vm.userTemplate().copy().remove("ERROR")), VmState.ACTIVE, phase.or(() -> failed).orElseThrow().state());
		case 3 -> placed ? enter(by(vm, VmAction.DELETE, user.id(), user.gid()), VmState.ACTIVE, CLEANUP_DELETE) : enter(vm, VmState.DONE, LCM_INIT);
		case 4 -> recreated(by(vm, VmAction.DELETE_RECREATE, user.id(), user.gid()), placed);
		default -> enter(vm, VmState.DONE, LCM_INIT);
		};
	}

	private VmObject recreated(VmObject vm, boolean placed) {
		var fresh = CapacityChange.apply(vm, false).withUserTemplate(vm.userTemplate().copy().remove("ERROR").remove("READY"));
		return placed ? enter(fresh, VmState.ACTIVE, CLEANUP_RESUBMIT) : enter(fresh, VmState.PENDING, LCM_INIT);
	}
}
