package org.fleetdesk.so3.internal.cli;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.LogVerb;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.so3.internal.So3LogSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import picocli.CommandLine.Command;

/** {@code logs [-f] NAME}. */
@Component
public final class LogsCommand implements CommandContribution {

	private final Found found;

	@Activate
	public LogsCommand(@Reference Connections connections, @Reference Sessions sessions) {
		found = new Found(connections, sessions);
	}

	@Override
	public Object newCommand() {
		return new Logs();
	}

	@Command(name = "logs", description = "Prints the log of an SO3 container.", mixinStandardHelpOptions = true)
	final class Logs extends LogVerb {

		@Override
		protected void stream(OptionalInt tail, boolean follow, LogSink sink) throws IOException, EngineException, UsageException, InterruptedException {
			var container = found.containers(List.of(name()), on, out).getFirst();
			So3LogSource.stream(container.session(), container.thing().key(), LogPosition.START, tail, follow, sink);
		}
	}
}
