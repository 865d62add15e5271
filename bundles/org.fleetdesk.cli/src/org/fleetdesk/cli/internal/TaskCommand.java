package org.fleetdesk.cli.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.TaskOutput;
import org.fleetdesk.text.Text;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.tasks.TaskLogLine;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code task list|show|log|cancel|retry|discard}. */
@Component
public final class TaskCommand implements CommandContribution {

	private final TaskService tasks;

	@Activate
	public TaskCommand(@Reference TaskService tasks) {
		this.tasks = tasks;
	}

	@Command(name = "task", description = "What was asked for, what runs, and how it ended.", mixinStandardHelpOptions = true)
	static final class Group {
	}

	/** Also reading takes the data folder over: what a process that is gone left unfinished is marked as interrupted then. */
	private abstract static class OfTasks extends FleetCommand {

		@Override
		public final boolean changes() {
			return true;
		}
	}

	@Override
	public Object newCommand() {
		return new CommandLine(new Group()).addSubcommand(new ListAll()).addSubcommand(new Show()).addSubcommand(new Log()).addSubcommand(new Cancel())
				.addSubcommand(new Retry()).addSubcommand(new Discard());
	}

	@Command(name = "list", description = "Lists tasks, newest first.", mixinStandardHelpOptions = true)
	final class ListAll extends OfTasks {

		@Option(names = "--limit", defaultValue = "50", description = "At most so many (default: ${DEFAULT-VALUE}).")
		int limit;

		@Override
		public Integer call() {
			var runs = tasks.runs().stream().limit(limit).toList();
			if (out.json()) {
				var array = JsonNodeFactory.instance.arrayNode();
				runs.forEach(r -> array.add(TaskOutput.json(r)));
				out.json(array);
			} else {
				out.table(List.of("ID", "STATE", "STARTED", "USER", "TASK"),
						runs.stream().map(r -> List.of(r.id(), state(r), Text.time(r.created()), r.user(), r.request().title())).toList());
			}
			return CommandRunner.DONE;
		}

		private String state(TaskRun run) {
			return TaskOutput.word(run.state()) + (run.state().ended() ? "" : " %d %%".formatted(Math.round(run.fraction() * 100)));
		}
	}

	@Command(name = "show", description = "Shows a task with the result for each target.", mixinStandardHelpOptions = true)
	final class Show extends OfTasks {

		@Parameters(paramLabel = "ID")
		String id;

		@Override
		public Integer call() throws Exception {
			var run = existing(id);
			if (out.json()) {
				out.json(TaskOutput.json(run));
				return CommandRunner.DONE;
			}
			out.line(run.request().title() + ": " + TaskOutput.word(run.state()) + run.links().retriedBy().map(other -> ", retried as " + other).orElse(""));
			out.line("started " + Text.time(run.created()) + " by " + run.user() + run.links().retryOf().map(r -> ", a retry of " + r).orElse("")
					+ run.ended().map(e -> ", ended " + Text.time(e)).orElse(""));
			out.table(List.of("TARGET", "STATE", "STEP", "RESULT"), run.targets().stream()
					.map(t -> List.of(t.target().label(), TaskOutput.word(t.state()), t.step(), t.message())).toList());
			return CommandRunner.DONE;
		}
	}

	@Command(name = "log", description = "Prints a task's log.", mixinStandardHelpOptions = true)
	final class Log extends OfTasks {

		@Parameters(paramLabel = "ID")
		String id;

		@Override
		public Integer call() throws Exception {
			for (TaskLogLine line : tasks.log(existing(id).id())) {
				out.show(JsonNodeFactory.instance.objectNode().put("time", line.time().toString()).put("severity", line.severity().name().toLowerCase())
						.put("target", line.target()).put("text", line.text()),
						Text.time(line.time()) + " " + (line.target().isEmpty() ? "" : line.target() + ": ") + line.text());
			}
			return CommandRunner.DONE;
		}
	}

	@Command(name = "cancel", description = "Cancels running tasks and waits until they have ended.", mixinStandardHelpOptions = true)
	final class Cancel extends OfTasks {

		@Parameters(paramLabel = "ID", arity = "1..*")
		List<String> ids;

		@Override
		public Integer call() throws Exception {
			for (String id : ids) {
				if (existing(id).state().ended()) {
					throw new UsageException("Task " + id + " has ended already: " + TaskOutput.word(existing(id).state()) + ".");
				}
			}
			ids.forEach(tasks::cancel);
			new TaskOutput(tasks, out).await(ids);
			return CommandRunner.DONE;
		}
	}

	@Command(name = "retry", description = "Runs the failed, cancelled and interrupted targets of tasks again.", mixinStandardHelpOptions = true)
	final class Retry extends OfTasks {

		@Parameters(paramLabel = "ID", arity = "1..*")
		List<String> ids;

		@Override
		public Integer call() throws Exception {
			var retries = new ArrayList<String>();
			for (String id : ids) {
				retries.add(tasks.retry(existing(id).id()));
			}
			return new TaskOutput(tasks, out).await(retries);
		}
	}

	@Command(name = "discard", description = "Puts failed or interrupted tasks aside, and waits until what was half-done is undone.", mixinStandardHelpOptions = true)
	final class Discard extends OfTasks {

		@Parameters(paramLabel = "ID", arity = "1..*")
		List<String> ids;

		@Override
		public Integer call() throws Exception {
			for (String id : ids) {
				tasks.discard(existing(id).id());
			}
			return new TaskOutput(tasks, out).awaitDiscard(ids);
		}
	}

	private TaskRun existing(String id) throws IOException, UsageException {
		return tasks.run(id).orElseThrow(() -> new UsageException("There is no task '" + id + "'; 'fleetdesk task list' shows all."));
	}
}
