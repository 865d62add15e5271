package org.fleetdesk.so3.internal;

import java.io.IOException;
import java.util.OptionalInt;

import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.docker.LogBlocks;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.logs.LogSource;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Session;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The logs of SO3 containers. */
@Component
public final class So3LogSource implements LogSource {

	private final Connections connections;
	private final Sessions sessions;

	@Activate
	public So3LogSource(@Reference Connections connections, @Reference Sessions sessions) {
		this.connections = connections;
		this.sessions = sessions;
	}

	@Override
	public boolean handles(ResourceId id) {
		return id.kind().equals(So3.CONTAINER) && connections.find(id.connection()).filter(c -> c.kind().equals(So3.KIND)).isPresent();
	}

	@Override
	public void stream(ResourceId id, LogPosition from, boolean follow, LogSink sink) throws IOException, EngineException, InterruptedException {
		stream((So3Session) sessions.session(id.connection()), id.key(), from, OptionalInt.empty(), follow, sink);
	}

	/** As {@link LogSource#stream}. @param tail only so many lines at the end; the original engine sends all */
	public static void stream(So3Session session, String key, LogPosition from, OptionalInt tail, boolean follow, LogSink sink)
			throws IOException, EngineException, InterruptedException {
		try {
			if (session.host().original()) {
				new PolledLog(session, key, from, sink).stream(follow);
			} else {
				session.logs(find(session, key), from.hasTime() ? from.timeNanos() : 0, tail, follow, new Blocks(sink));
			}
		} catch (EngineException e) {
			// what the sink threw comes back as a cause: it is about our disk, not about the engine
			for (Throwable t = e; t != null; t = t.getCause()) {
				if (t instanceof SinkFailure failure) {
					throw failure;
				}
			}
			throw e;
		}
	}

	private static So3Container find(So3Session session, String key) throws EngineException, InterruptedException {
		return session.container(key).orElseThrow(() -> new EngineException(Kind.NOT_FOUND, "The container is no longer there"));
	}

	/** Hands the log on to the store. */
	private static final class Blocks implements LogBlocks {

		private final LogSink sink;
		private boolean connected;

		Blocks(LogSink sink) {
			this.sink = sink;
		}

		@Override
		public void connected() {
			if (!connected) {
				connected = true;
				sink.connected();
			}
		}

		@Override
		public void block(boolean stderr, byte[] bytes, int offset, int length) throws IOException {
			try {
				sink.timestamped(bytes, offset, length, stderr ? LineFlags.STDERR : 0);
			} catch (IOException e) {
				throw new SinkFailure(e);
			}
		}
	}

	/** The log could not be written here. */
	static final class SinkFailure extends IOException {
		private static final long serialVersionUID = 1L;

		SinkFailure(IOException cause) {
			super(cause.getMessage(), cause);
		}
	}
}
