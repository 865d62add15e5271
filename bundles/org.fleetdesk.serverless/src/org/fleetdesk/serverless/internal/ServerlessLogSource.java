package org.fleetdesk.serverless.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.logs.LogSource;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.serverless.ServiceInfo;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What OneFlow notes of a service, as the log of the service and of its runtime: a list in the service's document that only grows, read again and again. */
@Component
public final class ServerlessLogSource implements LogSource {

	private static final long OFTEN = 1000;
	private static final long SELDOM = 5000;
	private static final long NANOS = 1_000_000_000L;

	private final Connections connections;
	private final Sessions sessions;

	@Activate
	public ServerlessLogSource(@Reference Connections connections, @Reference Sessions sessions) {
		this.connections = connections;
		this.sessions = sessions;
	}

	@Override
	public boolean handles(ResourceId id) {
		return (id.kind().equals(Serverless.RUNTIME) || id.kind().equals(Serverless.SERVICE))
				&& connections.find(id.connection()).filter(c -> c.kind().equals(Serverless.KIND)).isPresent();
	}

	@Override
	public void stream(ResourceId id, LogPosition from, boolean follow, LogSink sink) throws IOException, EngineException, InterruptedException {
		stream((ServerlessSession) sessions.session(id.connection()), id, from, follow, sink);
	}

	static void stream(ServerlessSession session, ResourceId id, LogPosition from, boolean follow, LogSink sink) throws IOException, EngineException, InterruptedException {
		int service = service(session, id);
		long since = from.hasTime() ? from.timeNanos() : Long.MIN_VALUE;
		int sent = 0;
		long pause = OFTEN;
		boolean connected = false;
		while (true) {
			Optional<ServiceInfo> now = session.service(service);
			if (now.isEmpty()) {
				if (!connected) {
					throw new EngineException(Kind.NOT_FOUND, "There is no OneFlow service %d any more".formatted(service));
				}
				sink.mark("Service %d is gone".formatted(service));
				return;
			}
			if (!connected) {
				connected = true;
				sink.connected();
			}
			var log = now.get().log();
			boolean grown = log.size() > sent;
			for (var line : log.subList(Math.min(sent, log.size()), log.size())) {
				long nanos = line.time().getEpochSecond() * NANOS + line.time().getNano();
				if (nanos >= since) {
					byte[] text = line.text().getBytes(StandardCharsets.UTF_8);
					sink.lines(nanos, text, 0, text.length, flags(line.severity()));
				}
			}
			sent = log.size();
			if (!follow || now.get().state().equals(Joined.DONE)) {
				return;
			}
			pause = grown ? OFTEN : Math.min(SELDOM, pause * 3 / 2);
			Thread.sleep(pause);
		}
	}

	private static int flags(String severity) {
		return switch (severity) {
		case "E" -> LineFlags.ERROR;
		case "W" -> LineFlags.WARNING;
		default -> 0;
		};
	}

	private static int service(ServerlessSession session, ResourceId id) throws EngineException, InterruptedException {
		try {
			int number = Integer.parseInt(id.key());
			if (id.kind().equals(Serverless.SERVICE)) {
				return number;
			}
			var runtime = session.runtime(number).orElseThrow(() -> new EngineException(Kind.NOT_FOUND, "The runtime is no longer there"));
			return runtime.service().orElseThrow(() -> new EngineException(Kind.NOT_FOUND, "The runtime %s has no OneFlow service, so there is no log of it".formatted(runtime.name())));
		} catch (NumberFormatException e) {
			throw new EngineException(Kind.NOT_FOUND, "There is no %s %s".formatted(id.kind(), id.key()), e);
		}
	}
}
