package org.fleetdesk.cli.internal;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.tasks.TaskHistory;
import org.fleetdesk.tasks.TaskService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code task …}: what was asked for, what runs, and how it ended. */
@Component
public final class TaskCommand implements CommandContribution {

	private final TaskService tasks;
	private final TaskHistory history;

	@Activate
	public TaskCommand(@Reference TaskService tasks, @Reference TaskHistory history) {
		this.tasks = tasks;
		this.history = history;
	}

	@Command(name = "task", description = "What was asked for, what runs, and how it ended.", mixinStandardHelpOptions = true)
	static final class Group {
	}

	@Override
	public Object newCommand() {
		var line = new CommandLine(new Group());
		new TaskLooks(tasks).commands().forEach(line::addSubcommand);
		new TaskChanges(tasks).commands().forEach(line::addSubcommand);
		new HistoryCommands(history).commands().forEach(line::addSubcommand);
		return line;
	}
}
