package org.fleetdesk.cli.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.fleetdesk.cli.ExitCode;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.TaskOutput;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.tasks.TargetRun;
import org.fleetdesk.tasks.TaskExport;
import org.fleetdesk.tasks.TaskFilter;
import org.fleetdesk.tasks.TaskLogLine;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.text.Text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code task list|show|log|wait|export}: commands that only look. */
final class TaskLooks {

	private static final long FOLLOW_MILLIS = 200;

	private final TaskService tasks;

	TaskLooks(TaskService tasks) {
		this.tasks = tasks;
	}

	List<FleetCommand> commands() {
		return List.of(new ListAll(), new Show(), new Log(), new Wait(), new Export());
	}

	static TaskRun existing(TaskService tasks, String id) throws UsageException {
		return tasks.run(id).orElseThrow(() -> new UsageException("There is no task '" + id + "'; 'fleetdesk task list' shows all."));
	}

	/** Also looking takes the data folder over: what a process that is gone left unfinished is marked as interrupted then. */
	abstract static class OfTasks extends FleetCommand {

		@Override
		public final boolean changes() {
			return true;
		}
	}

	/** Several runs, newest first. */
	private abstract class OfSeveral extends OfTasks {

		@Option(names = "--filter", paramLabel = "TERMS", defaultValue = "", description = "Only tasks that fit, such as \"state:failed user:ann verb:update "
				+ "target:so-lab since:2026-11-01 took:>30s log:refused words\"; -word means the contrary.")
		String filter;

		final List<TaskRun> found() throws IOException, UsageException {
			var problem = TaskFilter.problem(filter);
			if (problem.isPresent()) {
				throw new UsageException(problem.get());
			}
			var fits = TaskFilter.of(filter);
			var found = new ArrayList<TaskRun>();
			for (TaskRun run : tasks.runs()) {
				if (found.size() < most() && wanted(run) && fits.test(run, tasks::log)) {
					found.add(run);
				}
			}
			return found;
		}

		int most() {
			return Integer.MAX_VALUE;
		}

		boolean wanted(TaskRun run) {
			return true;
		}
	}

	@Command(name = "list", description = "Lists tasks, newest first.", mixinStandardHelpOptions = true)
	final class ListAll extends OfSeveral {

		@Option(names = "--limit", defaultValue = "50", description = "At most so many; 0: all (default: ${DEFAULT-VALUE}).")
		int limit;
		@Option(names = "--running", description = "Only what has not ended.")
		boolean running;

		@Override
		int most() {
			return limit <= 0 ? Integer.MAX_VALUE : limit;
		}

		@Override
		boolean wanted(TaskRun run) {
			return !running || !run.state().ended();
		}

		@Override
		public Integer call() throws Exception {
			var runs = found();
			tasks.problems().forEach(out::note); // what is missing from the list, or why nothing can be added to it
			if (out.json()) {
				var array = JsonNodeFactory.instance.arrayNode();
				runs.forEach(r -> array.add(TaskExport.json(r)));
				out.json(array);
			} else {
				out.table(List.of("ID", "STATE", "STARTED", "TOOK", "USER", "TASK"), runs.stream()
						.map(r -> List.of(r.id(), state(r), Text.time(r.created()), took(r.created(), r.ended()), r.user(), r.request().title())).toList());
			}
			return ExitCode.DONE;
		}

		private String state(TaskRun run) {
			return run.state().word() + (run.state().ended() ? "" : " %d %%".formatted(Math.round(run.fraction() * 100)));
		}
	}

	private static String took(Instant from, Optional<Instant> to) {
		long seconds = Math.max(0, Duration.between(from, to.orElseGet(Instant::now)).toSeconds());
		return seconds < 60 ? seconds + " s" : seconds < 3600 ? "%d:%02d min".formatted(seconds / 60, seconds % 60) : "%d:%02d h".formatted(seconds / 3600, seconds / 60 % 60);
	}

	@Command(name = "show", description = "Shows a task with the result for each target.", mixinStandardHelpOptions = true)
	final class Show extends OfTasks {

		@Parameters(paramLabel = "ID")
		String id;

		@Override
		public Integer call() throws Exception {
			var run = existing(tasks, id);
			if (out.json()) {
				out.json(TaskExport.json(run));
				return ExitCode.DONE;
			}
			out.line(run.request().title() + ": " + run.state().word());
			out.line("started " + Text.time(run.created()) + " by " + run.user() + run.ended().map(e -> ", ended " + Text.time(e) + ", took " + took(run.created(), run.ended())).orElse(""));
			links(run.links());
			out.table(List.of("TARGET", "STATE", "STEP", "ATTEMPT", "RESULT"),
					run.targets().stream().map(t -> List.of(t.target().label(), t.state().word(), t.step(), attempt(t), t.message())).toList());
			return ExitCode.DONE;
		}

		private void links(TaskRun.Links links) {
			links.retryOf().ifPresent(r -> out.line("a retry of " + r));
			links.retriedBy().ifPresent(r -> out.line("retried as " + r));
			links.undoOf().ifPresent(r -> out.line("undoes " + r));
			links.undoneBy().ifPresent(r -> out.line("undone by " + r));
			links.rollout().ifPresent(r -> out.line("a wave of rollout " + r));
		}

		private String attempt(TargetRun target) {
			return target.attempt() == 0 ? "" : target.attempt() + target.nextAttempt().map(at -> ", next at " + Text.time(at)).orElse("");
		}
	}

	@Command(name = "log", description = "Prints a task's log.", mixinStandardHelpOptions = true)
	final class Log extends OfTasks {

		@Parameters(paramLabel = "ID")
		String id;
		@Option(names = { "-f", "--follow" }, description = "Go on until the task ends; Ctrl+C ends only the following.")
		boolean follow;

		@Override
		public Integer call() throws Exception {
			int printed = 0;
			var run = existing(tasks, id);
			while (true) {
				var lines = tasks.log(id);
				lines.subList(Math.min(printed, lines.size()), lines.size()).forEach(this::print);
				printed = lines.size();
				if (!follow || run.state().ended()) {
					return ExitCode.DONE;
				}
				Thread.sleep(FOLLOW_MILLIS);
				run = existing(tasks, id); // asked before the log is read again, so that its last lines are not missed
			}
		}

		private void print(TaskLogLine line) {
			out.show(TaskExport.json(line), Text.time(line.time()) + " " + (line.target().isEmpty() ? "" : line.target() + ": ") + line.text());
		}
	}

	@Command(name = "wait", description = "Waits until tasks have ended, and ends as they did.", mixinStandardHelpOptions = true)
	final class Wait extends OfTasks {

		@Parameters(paramLabel = "ID", arity = "1..*")
		List<String> ids;
		@Option(names = "--timeout", paramLabel = "SECONDS", description = "Wait no longer; a task that still runs then goes on, and the exit code is 5.")
		Long timeout;

		@Override
		public Integer call() throws Exception {
			for (String id : ids) {
				existing(tasks, id);
			}
			var output = new TaskOutput(tasks, out);
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeout == null ? 0 : timeout);
			var runs = new ArrayList<TaskRun>();
			for (String id : ids) {
				var run = timeout == null ? tasks.await(id) : await(id, end - System.nanoTime());
				runs.add(run);
				output.print(run);
			}
			return ExitCode.of(runs);
		}

		/** The run when it has ended, or as it is when the time is over. */
		private TaskRun await(String id, long nanos) throws InterruptedException, UsageException {
			var ended = new FutureTask<>(() -> tasks.await(id));
			Thread.ofVirtual().name("waits for task " + id).start(ended);
			try {
				return ended.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
			} catch (TimeoutException e) {
				return existing(tasks, id);
			} catch (ExecutionException e) {
				throw new UncheckedIOException(new IOException(e.getCause().getMessage(), e.getCause()));
			} finally {
				ended.cancel(true);
			}
		}
	}

	@Command(name = "export", description = "Writes tasks with all targets, in JSON also with their logs, to a file or to standard output.", mixinStandardHelpOptions = true)
	final class Export extends OfSeveral {

		@Option(names = "--format", paramLabel = "json|csv", description = "json or csv; by default what the file's name says, else json.")
		String format;
		@Option(names = { "-o", "--output" }, paramLabel = "FILE", description = "The file; without it, standard output.")
		Path file;

		@Override
		public Integer call() throws Exception {
			var form = format();
			var runs = found();
			if (file == null) {
				TaskExport.write(out.raw(), form, runs, tasks::log);
			} else {
				Path target = out.directory().resolve(file).normalize();
				TaskExport.write(target, form, runs, tasks::log);
				out.note("%d %s written to %s".formatted(runs.size(), runs.size() == 1 ? "task" : "tasks", target));
			}
			return ExitCode.DONE;
		}

		private TaskExport.Format format() throws UsageException {
			String word = format != null ? format.toLowerCase() : file != null && file.toString().toLowerCase().endsWith(".csv") ? "csv" : "json";
			for (var known : TaskExport.Format.values()) {
				if (known.extension().equals(word) && !(out.json() && known != TaskExport.Format.JSON)) {
					return known;
				}
			}
			throw new UsageException("The format is json or csv, and with --json only json; '" + word + "' is not possible.");
		}
	}
}
