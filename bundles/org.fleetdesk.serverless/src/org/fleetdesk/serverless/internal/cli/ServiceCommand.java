package org.fleetdesk.serverless.internal.cli;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.internal.ServerlessLogSource;
import org.fleetdesk.serverless.internal.cli.Listing.Column;
import org.fleetdesk.tasks.TaskService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code service list|show|recover|logs|delete}. */
@Component
public final class ServiceCommand implements CommandContribution {

	private static final String WHAT = "service";

	private final Found found;
	private final TaskService tasks;
	private final ServerlessLogSource logs;

	@Activate
	public ServiceCommand(@Reference Connections connections, @Reference Sessions sessions, @Reference TaskService tasks) {
		found = new Found(connections, sessions);
		this.tasks = tasks;
		logs = new ServerlessLogSource(connections, sessions);
	}

	@Command(name = "service", description = "OneFlow services of serverless runtimes.", mixinStandardHelpOptions = true)
	static final class Group {
	}

	@Override
	public Object newCommand() {
		var list = new Listing(found, Serverless.SERVICE, new Column("ID", Serverless.ID), new Column("NAME", "name"), new Column("STATE", "state"), new Column("SINCE", Serverless.SINCE),
				new Column("RUNTIME", Serverless.RUNTIME_NAME), new Column("ROLES", Serverless.ROLES), new Column("OWNER", Serverless.OWNER), new Column("ON", "on"),
				new Column("PROBLEM", Serverless.PROBLEM));
		return new CommandLine(new Group()).addSubcommand(RuntimeCommand.described(list, "Lists OneFlow services and their states."))
				.addSubcommand(RuntimeCommand.described(new Show(found, Serverless.SERVICE, WHAT), "Prints what is known of services, with their roles and virtual machines."))
				.addSubcommand("recover", act(Serverless.RECOVER_SERVICE, "Recover", "Has OneFlow try again what failed of services."))
				.addSubcommand(RuntimeCommand.described(new Logs(found, logs, Serverless.SERVICE, WHAT), "Prints OneFlow's log of a service."))
				.addSubcommand("delete", act(Serverless.DELETE_SERVICE, "Delete", "Deletes services with their virtual machines, by force where they do not go otherwise."), "rm");
	}

	private CommandLine act(String verb, String label, String description) {
		return RuntimeCommand.described(new Act(found, tasks, Serverless.SERVICE, WHAT, verb, label), description);
	}
}
