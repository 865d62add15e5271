package org.fleetdesk.gateways.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.gateways.Deployment;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.logs.FurtherLog;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.logs.LogSource;
import org.fleetdesk.logs.LogStream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What was installed on a gateway, and what {@code install.sh} said: the log of the gateway has its latest deployments, a further log one of them. */
@Component
public final class InstallLogSource implements LogSource {

	private static final int LATEST = 20;
	private static final Duration WAIT = Duration.ofSeconds(20);
	private static final long BETWEEN = 5000;

	private final Connections connections;
	private final Sessions sessions;

	@Activate
	public InstallLogSource(@Reference Connections connections, @Reference Sessions sessions) {
		this.connections = connections;
		this.sessions = sessions;
	}

	@Override
	public boolean handles(ResourceId id) {
		boolean ours = id.kind().equals(Gateways.GATEWAY)
				|| FurtherLog.of(id).filter(l -> l.word().startsWith(Gateways.OUTPUT_LOG) && l.resource().kind().equals(Gateways.GATEWAY)).isPresent();
		return ours && connections.find(id.connection()).filter(c -> c.kind().equals(Gateways.KIND)).isPresent();
	}

	@Override
	public void stream(ResourceId id, LogPosition from, boolean follow, LogSink sink) throws IOException, EngineException, InterruptedException {
		var session = (GatewaysSession) sessions.session(id.connection());
		var one = FurtherLog.of(id).map(l -> l.word().substring(Gateways.OUTPUT_LOG.length()));
		if (one.isPresent()) {
			new Telling(session, sink, from).one(one.get(), follow);
		} else {
			all(session, id.key(), from, follow, sink);
		}
	}

	static void all(GatewaysSession session, String key, LogPosition from, boolean follow, LogSink sink) throws IOException, EngineException, InterruptedException {
		var telling = new Telling(session, sink, from);
		Set<String> told = new HashSet<>();
		do {
			List<Deployment> there = session.deployments(Gateways.product(key), Gateways.serial(key), LATEST).reversed();
			sink.connected();
			for (var deployment : there) {
				if (told.add(deployment.id())) {
					telling.one(deployment.id(), follow);
				}
			}
			if (follow) {
				Thread.sleep(BETWEEN);
			}
		} while (follow);
	}

	/** Times only go on, whatever the gateway's clock says. */
	private static final class Telling {

		private final GatewaysSession session;
		private final LogSink sink;
		private final long since;
		private Instant last = Instant.EPOCH;

		Telling(GatewaysSession session, LogSink sink, LogPosition from) {
			this.session = session;
			this.sink = sink;
			since = from.hasTime() ? from.timeNanos() : Long.MIN_VALUE;
		}

		void one(String id, boolean follow) throws IOException, EngineException, InterruptedException {
			var now = session.deployment(id, 0, Duration.ZERO);
			sink.connected();
			line(now.created(), "Install %s%s".formatted(now.packages().stream().map(Installation::what).collect(Collectors.joining(", ")), now.by().isEmpty() ? "" : ", asked by " + now.by()), 0);
			long seen = 0;
			while (true) {
				for (var event : now.events()) {
					if (event.sequence() > seen) {
						seen = event.sequence();
						tell(event);
					}
				}
				if (now.state().ended() || !follow) {
					break;
				}
				now = session.deployment(id, seen, WAIT);
			}
			var ended = now.ended().orElse(last);
			for (String output : now.output().lines().toList()) {
				line(ended, output, 0);
			}
			if (now.state().ended()) {
				String word = now.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
				line(ended, Character.toUpperCase(word.charAt(0)) + word.substring(1) + Optional.of(now.message()).filter(m -> !m.isEmpty()).map(m -> ": " + m).orElse(""),
						now.state() == Deployment.State.DONE ? 0 : LineFlags.ERROR);
			}
		}

		private void tell(Deployment.Event event) throws IOException {
			if (event.phase().equals("downloading") && event.bytes() > 0 && event.bytes() < event.total()) {
				return;
			}
			String app = (event.app() + " " + event.version()).strip();
			line(event.at(), "%s%s%s".formatted(app.isEmpty() ? "" : app + ": ", event.phase().replace('-', ' '), event.message().isEmpty() ? "" : ": " + event.message()), 0);
		}

		private void line(Instant at, String text, int flags) throws IOException {
			last = at.isAfter(last) ? at : last;
			long nanos = LogStream.nanos(last);
			if (nanos >= since) {
				byte[] bytes = (text.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8);
				sink.lines(nanos, bytes, 0, bytes.length, flags);
			}
		}
	}
}
