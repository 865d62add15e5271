package org.fleetdesk.serverless.internal.cli;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

import org.fleetdesk.cli.LogVerb;
import org.fleetdesk.cli.ResourceFinder.Choice;
import org.fleetdesk.cli.ResourceFinder.On;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.logs.LogSource;

import picocli.CommandLine.Command;

/** The log of a resource. */
@Command(name = "logs", mixinStandardHelpOptions = true)
class Logs extends LogVerb {

	private final Found found;
	private final LogSource source;
	private final String kind;
	private final String what;

	Logs(Found found, LogSource source, String kind, String what) {
		this.found = found;
		this.source = source;
		this.kind = kind;
		this.what = what;
	}

	/** The one resource that the user named. */
	final On meant() throws UsageException, EngineException, InterruptedException {
		return found.meant(kind, what, List.of(name()), Choice.NONE, on, out).getFirst();
	}

	@Override
	protected void stream(OptionalInt tail, boolean follow, LogSink sink) throws IOException, EngineException, UsageException, InterruptedException {
		source.stream(meant().resource().id(), LogPosition.START, follow, sink);
	}
}
