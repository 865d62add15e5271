package org.fleetdesk.cli.internal;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.core.LocalFleet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code local start|stop|status}. */
@Component
public final class LocalCommand implements CommandContribution {

	private final LocalFleet fleet;

	@Activate
	public LocalCommand(@Reference LocalFleet fleet) {
		this.fleet = fleet;
	}

	@Command(name = "local", description = "The engines on this machine that Fleetdesk brings along.", mixinStandardHelpOptions = true)
	static final class Group {
	}

	@Override
	public Object newCommand() {
		return new CommandLine(new Group()).addSubcommand(new Start()).addSubcommand(new Stop()).addSubcommand(new Status());
	}

	@Command(name = "start", description = "Starts them, unless they run, and connects them.", mixinStandardHelpOptions = true)
	final class Start extends FleetCommand {

		@Override
		public boolean changes() {
			return true;
		}

		@Override
		public Integer call() throws Exception {
			fleet.ensureRunning();
			return status(this);
		}
	}

	@Command(name = "stop", description = "Ends them; their containers' state is kept.", mixinStandardHelpOptions = true)
	final class Stop extends FleetCommand {

		@Override
		public boolean changes() {
			return true;
		}

		@Override
		public Integer call() throws Exception {
			fleet.stop();
			return status(this);
		}
	}

	@Command(name = "status", description = "Tells whether they run.", mixinStandardHelpOptions = true)
	final class Status extends FleetCommand {

		@Override
		public Integer call() {
			return status(this);
		}
	}

	private int status(FleetCommand command) {
		boolean running = fleet.running();
		command.output().show(JsonNodeFactory.instance.objectNode().put("running", running), running ? "The local fleet runs." : "The local fleet does not run.");
		return CommandRunner.DONE;
	}
}
