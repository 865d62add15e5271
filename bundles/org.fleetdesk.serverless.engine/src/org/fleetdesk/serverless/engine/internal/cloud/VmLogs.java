package org.fleetdesk.serverless.engine.internal.cloud;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import org.fleetdesk.files.FileProblem;
import org.fleetdesk.opennebula.vm.VmState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs of VMs, {@code vms/ID/vm.log} in the cloud's folder, in the form and the words of OpenNebula's own. Used by the timeline's thread. A log that cannot be written holds nothing up.
 */
final class VmLogs {

	private static final Logger LOG = LoggerFactory.getLogger(VmLogs.class);
	private static final String NAME = "vm.log";

	/** What a VM's log has told last. */
	private record Told(String state, String lcm, String error, String note) {

		static Told of(VmObject vm) {
			return new Told(vm.state().name(), vm.state() == VmState.ACTIVE ? vm.lcm().name() : "", vm.userTemplate().get("ERROR", ""),
					vm.userTemplate().get(FaasListeners.NOTE, ""));
		}
	}

	private final Path folder;
	private final Timeline timeline;
	private final Map<Integer, Told> told = new HashMap<>();
	private boolean failed;

	VmLogs(Path data, Timeline timeline) {
		folder = data.resolve("vms");
		this.timeline = timeline;
	}

	/** What the logs of these VMs tell already; before anything else. */
	void know(Collection<VmObject> vms) {
		vms.forEach(vm -> told.put(vm.id(), Told.of(vm)));
	}

	/** Writes down what is new of a VM. */
	void changed(VmObject vm) {
		var now = Told.of(vm);
		var before = vm.isDone() ? told.remove(vm.id()) : told.put(vm.id(), now);
		if (now.equals(before) || vm.isDone() && before == null) { // what comes after the end is no news
			return;
		}
		String time = Lifecycle.time(timeline.now());
		var lines = new StringBuilder();
		if (before == null) {
			line(lines, time, "I", "This VM is simulated by Fleetdesk: it has states, but nothing runs in it");
		}
		if (before == null || !before.state.equals(now.state)) {
			line(lines, time, "I", "New state is " + now.state);
		}
		if (!now.lcm.isEmpty() && (before == null || !before.lcm.equals(now.lcm))) {
			line(lines, time, "I", "New LCM state is " + now.lcm);
		}
		if (!now.error.isEmpty() && (before == null || !before.error.equals(now.error))) {
			line(lines, time, "E", now.error.replaceAll("\\p{Cntrl}", " "));
		}
		if (before == null ? !now.note.isEmpty() : !before.note.equals(now.note)) {
			line(lines, time, now.note.isEmpty() ? "I" : "W", now.note.isEmpty() ? "The function answers at its address" : "The function does not answer: " + now.note.replaceAll("\\p{Cntrl}", " "));
		}
		write(folder.resolve(Integer.toString(vm.id())), lines.toString());
	}

	private static void line(StringBuilder lines, String time, String level, String text) {
		lines.append(time).append(" [Z0][VM][").append(level).append("]: ").append(text).append('\n');
	}

	private void write(Path vm, String lines) {
		if (lines.isEmpty()) {
			return;
		}
		try {
			try {
				append(vm, lines);
			} catch (NoSuchFileException e) {
				Files.createDirectories(vm);
				append(vm, lines);
			}
			failed = false;
		} catch (IOException e) {
			if (!failed) { // once, not for each VM
				LOG.warn("The logs of simulated VMs cannot be written: {}", FileProblem.reason(e));
			}
			failed = true;
		}
	}

	private static void append(Path vm, String lines) throws IOException {
		Files.writeString(vm.resolve(NAME), lines, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

	/** Of a VM that is no longer remembered, no log stays. */
	void forget(int vm) {
		try {
			Files.deleteIfExists(folder.resolve(Integer.toString(vm)).resolve(NAME));
			Files.deleteIfExists(folder.resolve(Integer.toString(vm)));
		} catch (IOException e) {
			LOG.warn("The log of the simulated VM {} cannot be deleted: {}", vm, FileProblem.reason(e));
		}
	}
}
