package org.fleetdesk.gateways.agent.internal.cli;

import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo;
import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo.State;
import org.fleetdesk.text.Text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** The table of {@code supervisorctl status}, to the character as the document has it (supervisor 3.0; later ones have a blank less before the description). */
final class StatusTable {

	private static final int NAME = 30;
	private static final int GAP = 3;
	private static final Set<State> STOPPED = EnumSet.of(State.STOPPED, State.EXITED, State.FATAL, State.UNKNOWN);

	private StatusTable() {
	}

	/** @return as supervisorctl ends */
	static int print(List<ProcessInfo> processes, boolean json, PrintStream out) {
		if (json) {
			var list = JsonNodeFactory.instance.arrayNode();
			processes.forEach(p -> {
				var each = list.addObject().put("name", p.name()).put("state", p.state().name()).put("pid", p.pid()).put("description", p.description()).put("exitstatus", p.exitStatus())
						.put("restarts", p.restarts()).put("log", p.logFile());
				p.start().ifPresent(s -> each.put("started", s.toString()));
			});
			out.println(list);
		} else {
			int width = Math.max(NAME, processes.stream().mapToInt(p -> p.name().length()).max().orElse(0)) + GAP;
			processes.forEach(p -> out.println(Text.harmless(("%-" + width + "s%-10s %s").formatted(p.name(), p.state(), p.description()))));
		}
		return processes.stream().anyMatch(p -> STOPPED.contains(p.state())) ? ExitCodes.NOT_RUNNING : ExitCodes.DONE;
	}
}
