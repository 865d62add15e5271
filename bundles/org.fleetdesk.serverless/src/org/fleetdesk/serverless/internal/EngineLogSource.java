package org.fleetdesk.serverless.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.logs.FurtherLog;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.logs.LogSource;
import org.fleetdesk.logs.LogStream;
import org.fleetdesk.serverless.EngineLines;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the engine itself says of a runtime, as a further log of the runtime: asked for again and again, each time for what is new. */
@Component
public final class EngineLogSource implements LogSource {

	private static final long OFTEN = 1000;
	private static final long SELDOM = 5000;

	private final Connections connections;
	private final Sessions sessions;

	@Activate
	public EngineLogSource(@Reference Connections connections, @Reference Sessions sessions) {
		this.connections = connections;
		this.sessions = sessions;
	}

	@Override
	public boolean handles(ResourceId id) {
		return FurtherLog.of(id).filter(l -> l.word().equals(Serverless.ENGINE_LOG) && l.resource().kind().equals(Serverless.RUNTIME)).isPresent()
				&& connections.find(id.connection()).filter(c -> c.kind().equals(Serverless.KIND)).isPresent();
	}

	@Override
	public void stream(ResourceId id, LogPosition from, boolean follow, LogSink sink) throws IOException, EngineException, InterruptedException {
		stream((ServerlessSession) sessions.session(id.connection()), number(id), from, follow, sink);
	}

	private static int number(ResourceId id) throws EngineException {
		try {
			return Integer.parseInt(id.key());
		} catch (NumberFormatException e) {
			throw new EngineException(Kind.NOT_FOUND, "There is no runtime " + id.key(), e);
		}
	}

	static void stream(ServerlessSession session, int runtime, LogPosition from, boolean follow, LogSink sink) throws IOException, EngineException, InterruptedException {
		var since = from.hasTime() ? Instant.ofEpochSecond(0, from.timeNanos()) : Instant.EPOCH;
		var page = session.engineLog(runtime, "", since);
		sink.connected();
		boolean last = !follow;
		long pause = OFTEN;
		while (true) {
			boolean grown = send(page, sink);
			if (!page.more()) {
				if (last) {
					return;
				}
				last = page.deleted(); // what is said at its end may come after it has gone
				pause = grown ? OFTEN : Math.min(SELDOM, pause * 3 / 2);
				Thread.sleep(last ? OFTEN : pause);
			}
			var next = next(session, runtime, page.next(), since);
			if (next.isEmpty()) {
				sink.mark("The runtime is gone, and the engine does not tell any more about it");
				return;
			}
			page = next.get();
		}
	}

	/** For a moment, while it deletes a runtime, the engine does not know whose it was. */
	private static Optional<EngineLines> next(ServerlessSession session, int runtime, String after, Instant since) throws EngineException, InterruptedException {
		for (int attempt = 0;; attempt++) {
			try {
				return Optional.of(session.engineLog(runtime, after, since));
			} catch (EngineException e) {
				if (e.kind() != Kind.NOT_FOUND) {
					throw e;
				}
				if (attempt > 0) {
					return Optional.empty();
				}
				Thread.sleep(OFTEN);
			}
		}
	}

	private static boolean send(EngineLines page, LogSink sink) throws IOException {
		if (page.missed()) {
			sink.mark("The engine does not keep its older lines any more; lines may be missing here");
		}
		for (var line : page.lines()) {
			byte[] text = line.text().getBytes(StandardCharsets.UTF_8);
			sink.lines(nanos(line.time()), text, 0, text.length, 0);
		}
		return !page.lines().isEmpty();
	}

	private static long nanos(Instant time) {
		try {
			return LogStream.nanos(time);
		} catch (ArithmeticException e) {
			return LogSink.NO_TIME;
		}
	}
}
