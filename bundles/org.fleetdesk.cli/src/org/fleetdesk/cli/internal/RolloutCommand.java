package org.fleetdesk.cli.internal;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.ExitCode;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.RolloutContribution;
import org.fleetdesk.cli.RolloutOutput;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.RolloutService;
import org.fleetdesk.tasks.TaskExport;
import org.fleetdesk.tasks.TaskLogLine;
import org.fleetdesk.text.Text;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rollout start|list|show|log|wait|pause|resume|halt|retry|rollback}; what can be started comes from the domains. */
@Component(service = CommandContribution.class)
public final class RolloutCommand implements CommandContribution {

	private static final long FOLLOW_MILLIS = 200;

	private final RolloutService rollouts;
	private final List<RolloutContribution> contributions = new CopyOnWriteArrayList<>();

	@Activate
	public RolloutCommand(@Reference RolloutService rollouts) {
		this.rollouts = rollouts;
	}

	@Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
	public void add(RolloutContribution contribution) {
		contributions.add(contribution);
	}

	public void remove(RolloutContribution contribution) {
		contributions.remove(contribution);
	}

	@Command(name = "rollout", description = "One change over many targets, in waves.", mixinStandardHelpOptions = true)
	static final class Group {
	}

	@Command(name = "start", description = "Starts a rollout: the first wave at once, each further one when the one before it is done and healthy.", mixinStandardHelpOptions = true)
	static final class Start {
	}

	@Override
	public Object newCommand() {
		var start = new CommandLine(new Start());
		contributions.forEach(c -> start.addSubcommand(c.newCommand()));
		return new CommandLine(new Group()).addSubcommand(start).addSubcommand(new ListAll()).addSubcommand(new Show()).addSubcommand(new Log()).addSubcommand(new Wait())
				.addSubcommand(new Pause()).addSubcommand(new Resume()).addSubcommand(new Halt()).addSubcommand(new Retry()).addSubcommand(new RollBack())
				.addSubcommand(new Acknowledge());
	}

	private Rollout existing(String id) throws UsageException {
		return rollouts.rollout(id).orElseThrow(() -> new UsageException("There is no rollout '" + id + "'; 'fleetdesk rollout list' shows all."));
	}

	/** Also looking takes the data folder over: what a process that is gone left unfinished is marked as interrupted then. */
	private abstract static class OfRollouts extends FleetCommand {

		@Override
		public final boolean changes() {
			return true;
		}
	}

	private abstract static class OfOne extends OfRollouts {

		@Parameters(paramLabel = "ID")
		String id;
	}

	@Command(name = "list", description = "Lists rollouts, newest first.", mixinStandardHelpOptions = true)
	final class ListAll extends OfRollouts {

		@Override
		public Integer call() {
			if (out.json()) {
				var array = JsonNodeFactory.instance.arrayNode();
				rollouts.rollouts().forEach(r -> array.add(new RolloutOutput(rollouts, out).json(r)));
				out.json(array);
			} else {
				out.table(List.of("ID", "STATE", "WAVES", "STARTED", "USER", "ROLLOUT"), rollouts.rollouts().stream().map(r -> List.of(r.id(), r.state().word(),
						"%d of %d done".formatted(r.waves().stream().filter(w -> w.state() == Rollout.WaveState.SUCCEEDED).count(), r.waves().size()), Text.time(r.created()), r.user(),
						r.task().title())).toList());
			}
			return ExitCode.DONE;
		}
	}

	@Command(name = "show", description = "Shows a rollout with its waves.", mixinStandardHelpOptions = true)
	final class Show extends OfOne {

		@Override
		public Integer call() throws Exception {
			var rollout = existing(id);
			new RolloutOutput(rollouts, out).print(rollout);
			if (out.json()) {
				return ExitCode.DONE;
			}
			out.line(RolloutOutput.when(rollout));
			out.table(List.of("WAVE", "STATE", "TASKS", "TARGETS", "HEALTH"), rollout.waves().stream().map(w -> List.of(Integer.toString(w.number()),
					RolloutOutput.word(w.state()), String.join(" ", w.runs()), RolloutOutput.names(w.targets()), String.join("; ", w.health()))).toList());
			var possible = rollouts.possible(id);
			if (!possible.isEmpty()) {
				out.line("possible now: " + String.join(", ", possible));
			}
			return ExitCode.DONE;
		}
	}

	@Command(name = "log", description = "Prints a rollout's log: its waves and what the health checks found.", mixinStandardHelpOptions = true)
	final class Log extends OfOne {

		@Option(names = { "-f", "--follow" }, description = "Go on until nothing of it is under way; Ctrl+C ends only the following.")
		boolean follow;

		@Override
		public Integer call() throws Exception {
			int printed = 0;
			var rollout = existing(id);
			while (true) {
				var lines = rollouts.log(id);
				lines.subList(Math.min(printed, lines.size()), lines.size()).forEach(this::print);
				printed = lines.size();
				if (!follow || rollout.state().atRest() || rollout.state() == Rollout.State.INTERRUPTED) {
					return ExitCode.DONE;
				}
				Thread.sleep(FOLLOW_MILLIS);
				rollout = existing(id);
			}
		}

		private void print(TaskLogLine line) {
			out.show(TaskExport.json(line), Text.time(line.time()) + " " + (line.target().isEmpty() ? "" : line.target() + ": ") + line.text());
		}
	}

	@Command(name = "wait", description = "Waits until nothing of a rollout is under way, and ends as it did.", mixinStandardHelpOptions = true)
	final class Wait extends OfOne {

		@Option(names = "--timeout", paramLabel = "SECONDS", description = "Wait no longer; it goes on then, and the exit code is 5.")
		Long timeout;

		@Override
		public Integer call() throws Exception {
			existing(id);
			return new RolloutOutput(rollouts, out).watch(id, timeout == null ? -1 : Math.max(0, timeout));
		}
	}

	/** Asks for something that is soon done, and prints how the rollout is then. */
	private abstract class Ask extends OfOne {

		abstract void ask() throws IOException;

		Rollout after() throws UsageException, InterruptedException {
			return existing(id);
		}

		@Override
		public final Integer call() throws Exception {
			existing(id);
			ask();
			new RolloutOutput(rollouts, out).print(after());
			return ExitCode.DONE;
		}
	}

	@Command(name = "pause", description = "Lets no further wave start; what runs goes on to its end.", mixinStandardHelpOptions = true)
	final class Pause extends Ask {

		@Override
		void ask() throws IOException {
			rollouts.pause(id);
		}
	}

	@Command(name = "halt", description = "Cancels what runs of a rollout and starts nothing more.", mixinStandardHelpOptions = true)
	final class Halt extends Ask {

		@Override
		void ask() throws IOException {
			rollouts.halt(id);
		}

		@Override
		Rollout after() throws InterruptedException {
			return rollouts.await(id);
		}
	}

	@Command(name = "acknowledge", description = "Says that how a rollout stands is known: it needs no attention until something of it goes on.", mixinStandardHelpOptions = true)
	final class Acknowledge extends Ask {

		@Override
		void ask() throws IOException {
			rollouts.acknowledge(id);
		}
	}

	/** Lets something go on, and waits for it unless told otherwise. */
	private abstract class GoOn extends OfOne {

		@Option(names = "--wait", negatable = true, defaultValue = "true", fallbackValue = "true",
				description = "Wait for the end (default), or leave it to the open console.")
		boolean wait;

		abstract void begin() throws IOException;

		int code(int ended) throws UsageException {
			return ended;
		}

		@Override
		public final Integer call() throws Exception {
			existing(id);
			var output = new RolloutOutput(rollouts, out);
			output.requireSomebody(wait);
			begin();
			if (!wait) {
				output.started(id);
				return ExitCode.DONE;
			}
			return code(output.await(id));
		}
	}

	@Command(name = "resume", description = "Lets a paused, halted or interrupted rollout go on.", mixinStandardHelpOptions = true)
	final class Resume extends GoOn {

		@Override
		void begin() throws IOException {
			rollouts.resume(id);
		}
	}

	@Command(name = "retry", description = "Runs the failed targets of the present wave of a paused or halted rollout again, and goes on from there.", mixinStandardHelpOptions = true)
	final class Retry extends GoOn {

		@Override
		void begin() throws IOException {
			rollouts.retryFailed(id);
		}
	}

	@Command(name = "rollback", description = "Takes back what a rollout did to all its targets so far; ends with 0 when that is done.", mixinStandardHelpOptions = true)
	final class RollBack extends GoOn {

		@Override
		void begin() throws IOException {
			rollouts.rollBack(id);
		}

		@Override
		int code(int ended) throws UsageException {
			return existing(id).state() == Rollout.State.ROLLED_BACK ? ExitCode.DONE : ended;
		}
	}
}
