package org.fleetdesk.serverless.engine.internal.cloud;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.opennebula.vm.LcmState;
import org.fleetdesk.opennebula.vm.VmState;
import org.fleetdesk.opennebula.wire.OneTemplate;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * A virtual machine.
 *
 * @param life         where it is in its life
 * @param template     what it consists of; not to be changed: copy it first
 * @param userTemplate what its users say about it; not to be changed: copy it first
 * @param history      on which hosts it was, the oldest first
 * @param spans        when it ran, the oldest first: monitoring values are made from that
 */
public record VmObject(Meta meta, Life life, OneTemplate template, OneTemplate userTemplate, List<History> history, List<Span> spans) implements CloudObject.Owned {

	/**
	 * @param lcm     {@link LcmState#LCM_INIT} unless the state is ACTIVE
	 * @param stime   when it was made, in seconds of the epoch
	 * @param etime   when it was done, 0 before
	 * @param due     when the present phase ends, in milliseconds of the epoch; 0: it waits for something else
	 * @param resched whether the scheduler shall move it
	 * @param deploy  the hypervisor's name for it
	 * @param pending what the present phase is about, such as the capacity that a resize brings; empty when there is nothing to say
	 */
	public record Life(VmState state, LcmState lcm, VmState prevState, LcmState prevLcm, boolean resched, long stime, long etime, long due, String deploy, String pending) {

		/** In another state, without an end of it. */
		Life to(VmState newState, LcmState newLcm) {
			return new Life(newState, newLcm, state, lcm, resched, stime, etime, 0, deploy, pending);
		}

		Life until(long end) {
			return new Life(state, lcm, prevState, prevLcm, resched, stime, etime, end, deploy, pending);
		}

		Life withResched(boolean flag) {
			return new Life(state, lcm, prevState, prevLcm, flag, stime, etime, due, deploy, pending);
		}

		Life ended(long time) {
			return new Life(state, lcm, prevState, prevLcm, resched, stime, time, due, deploy, pending);
		}

		Life withDeploy(String name) {
			return new Life(state, lcm, prevState, prevLcm, resched, stime, etime, due, name, pending);
		}

		Life withPending(String text) {
			return new Life(state, lcm, prevState, prevLcm, resched, stime, etime, due, deploy, text);
		}
	}

	/**
	 * A stay on a host. Times are in seconds of the epoch, 0 where it has not come to that; P is the prolog, R running, E the epilog.
	 *
	 * @param action number of the action that ended it, 0 none
	 * @param uid    who asked for that action, -1 nobody
	 */
	public record History(int seq, String hostname, int hid, long stime, long etime, long pstime, long petime, long rstime, long retime, long estime, long eetime, int action, int uid,
			int gid) {
	}

	/**
	 * A time in which the guest ran with one capacity, in milliseconds of the epoch.
	 *
	 * @param to     0 while it lasts
	 * @param booted since when the guest's counters count
	 * @param cpu    in hundredths of a CPU
	 * @param memory in KB
	 */
	public record Span(long from, long to, long booted, int cpu, long memory) {
	}

	public VmObject {
		history = List.copyOf(history);
		spans = List.copyOf(spans);
	}

	@JsonIgnore
	public VmState state() {
		return life.state();
	}

	@JsonIgnore
	public LcmState lcm() {
		return life.lcm();
	}

	/** Whether the guest runs: ACTIVE and RUNNING. */
	@JsonIgnore
	public boolean isRunning() {
		return life.state() == VmState.ACTIVE && life.lcm() == LcmState.RUNNING;
	}

	@JsonIgnore
	public boolean isDone() {
		return life.state() == VmState.DONE;
	}

	/** Where it is, or was at last; empty when it has never been on a host. */
	@JsonIgnore
	public Optional<History> host() {
		return history.isEmpty() ? Optional.empty() : Optional.of(history.getLast());
	}

	/** The address of its first network interface; empty when it has none. */
	@JsonIgnore
	public Optional<String> ip() {
		return template.vectors("NIC").stream().findFirst().map(nic -> nic.get("IP")).filter(ip -> ip != null && !ip.isEmpty());
	}

	@Override
	public VmObject with(Meta newMeta) {
		return new VmObject(newMeta, life, template, userTemplate, history, spans);
	}

	VmObject with(Life newLife) {
		return new VmObject(meta, newLife, template, userTemplate, history, spans);
	}

	VmObject withTemplate(OneTemplate newTemplate) {
		return new VmObject(meta, life, newTemplate, userTemplate, history, spans);
	}

	VmObject withUserTemplate(OneTemplate newTemplate) {
		return new VmObject(meta, life, template, newTemplate, history, spans);
	}

	VmObject withSpans(List<Span> newSpans) {
		return new VmObject(meta, life, template, userTemplate, history, newSpans);
	}

	VmObject withHistory(List<History> records) {
		return new VmObject(meta, life, template, userTemplate, records, spans);
	}

	/** With another last record. */
	VmObject withLast(History record) {
		var records = new ArrayList<>(history);
		records.set(records.size() - 1, record);
		return withHistory(records);
	}
}
