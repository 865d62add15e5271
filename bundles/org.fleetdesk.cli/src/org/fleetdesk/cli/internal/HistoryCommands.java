package org.fleetdesk.cli.internal;

import java.util.List;

import org.fleetdesk.cli.ExitCode;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.tasks.TaskHistory;
import org.fleetdesk.tasks.TaskHistory.Limits;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code task retention|prune}: how long tasks are remembered. */
final class HistoryCommands {

	private final TaskHistory history;

	HistoryCommands(TaskHistory history) {
		this.history = history;
	}

	List<FleetCommand> commands() {
		return List.of(new Retention(), new Prune());
	}

	@Command(name = "retention", description = "Shows or sets how long ended tasks are remembered; the limits are applied once a day.", mixinStandardHelpOptions = true)
	final class Retention extends FleetCommand {

		@Option(names = "--days", description = "Forget tasks that are older.")
		Integer days;
		@Option(names = "--runs", description = "Forget the oldest beyond so many.")
		Integer runs;
		@Option(names = "--halted-days", description = "Forget halted rollouts that have not changed for longer; 0: never.")
		Integer haltedDays;

		@Override
		public boolean changes() {
			return true;
		}

		@Override
		public Integer call() throws Exception {
			var limits = history.limits();
			if (days != null || runs != null || haltedDays != null) {
				try {
					limits = new Limits(days == null ? limits.days() : days, runs == null ? limits.runs() : runs, haltedDays == null ? limits.haltedDays() : haltedDays);
				} catch (IllegalArgumentException e) {
					throw new UsageException(e.getMessage() + ".");
				}
				history.limit(limits);
			}
			int excess = history.excess();
			out.show(JsonNodeFactory.instance.objectNode().put("days", limits.days()).put("runs", limits.runs()).put("haltedDays", limits.haltedDays()).put("excess", excess),
					"%d days, %d tasks, halted rollouts %s; %d beyond it now".formatted(limits.days(), limits.runs(),
							limits.haltedDays() == 0 ? "always" : limits.haltedDays() + " days", excess));
			return ExitCode.DONE;
		}
	}

	@Command(name = "prune", description = "Forgets tasks that are beyond the limits (see 'task retention') now, with their logs.", mixinStandardHelpOptions = true)
	final class Prune extends FleetCommand {

		@Option(names = "--dry-run", description = "Only say how many.")
		boolean dryRun;

		@Override
		public boolean changes() {
			return true;
		}

		@Override
		public Integer call() throws Exception {
			int count = dryRun ? history.excess() : history.prune();
			out.show(JsonNodeFactory.instance.objectNode().put(dryRun ? "excess" : "pruned", count),
					"%d %s %s".formatted(count, count == 1 ? "task" : "tasks", dryRun ? "would be forgotten" : "forgotten"));
			return ExitCode.DONE;
		}
	}
}
