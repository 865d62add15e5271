package org.fleetdesk.cli.internal;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.ConsoleWindow;
import org.fleetdesk.cli.FleetCommand;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code console raise}: what a second console does instead of opening a window of its own. */
@Component
public final class ConsoleCommand implements CommandContribution {

	@Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
	private volatile ConsoleWindow window;

	@Command(name = "console", description = "The open console.", mixinStandardHelpOptions = true)
	static final class Group {
	}

	@Override
	public Object newCommand() {
		return new CommandLine(new Group()).addSubcommand(new Raise());
	}

	@Command(name = "raise", description = "Brings the console's window to the front.", mixinStandardHelpOptions = true)
	final class Raise extends FleetCommand {

		@Override
		public Integer call() {
			var open = window;
			if (open == null) {
				out.note("No console is open on this data folder.");
				return CommandRunner.FAILED;
			}
			open.raise();
			return CommandRunner.DONE;
		}
	}
}
