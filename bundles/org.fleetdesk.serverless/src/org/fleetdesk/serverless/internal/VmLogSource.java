package org.fleetdesk.serverless.internal;

import java.io.IOException;

import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Secrets;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.logs.LogSource;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The logs of virtual machines: OpenNebula's interface does not hand them out, so that its files are read where the connection says that they are. */
@Component
public final class VmLogSource implements LogSource {

	private static final long OFTEN = 1000;
	private static final long SELDOM = 5000;

	private final Connections connections;
	private final Sessions sessions;
	private final Secrets secrets;

	@Activate
	public VmLogSource(@Reference Connections connections, @Reference Sessions sessions, @Reference Secrets secrets) {
		this.connections = connections;
		this.sessions = sessions;
		this.secrets = secrets;
	}

	@Override
	public boolean handles(ResourceId id) {
		return id.kind().equals(Serverless.VM) && connections.find(id.connection()).filter(c -> c.kind().equals(Serverless.KIND)).isPresent();
	}

	@Override
	public void stream(ResourceId id, LogPosition from, boolean follow, LogSink sink) throws IOException, EngineException, InterruptedException {
		var connection = connections.find(id.connection()).orElseThrow(() -> new EngineException(Kind.NOT_FOUND, "The connection is no longer there"));
		var folder = VmLogFolder.of(connection, secrets::get).orElseThrow(() -> new EngineException(Kind.UNSUPPORTED,
				"OpenNebula does not hand out the logs of virtual machines; the connection's option %s says where its files are, such as sftp://oneadmin@frontend/var/log/one"
						.formatted(Serverless.OPTION_VM_LOGS)));
		var session = (ServerlessSession) sessions.session(id.connection());
		int vm = number(id);
		stream(folder, vm, () -> gone(session, vm), from, follow, sink);
	}

	private static int number(ResourceId id) throws EngineException {
		try {
			return Integer.parseInt(id.key());
		} catch (NumberFormatException e) {
			throw new EngineException(Kind.NOT_FOUND, "There is no virtual machine " + id.key(), e);
		}
	}

	private static boolean gone(ServerlessSession session, int vm) throws InterruptedException {
		try {
			return session.vm(vm).filter(v -> !v.state().equals(Joined.DONE)).isEmpty();
		} catch (EngineException e) {
			return false; // nobody knows: the file may grow
		}
	}

	/** Whether a virtual machine is gone, so that its log is at its end. */
	interface Gone {
		boolean now() throws InterruptedException;
	}

	static void stream(VmLogFolder folder, int vm, Gone gone, LogPosition from, boolean follow, LogSink sink) throws IOException, EngineException, InterruptedException {
		try (var reader = folder.open()) {
			var log = new VmLog(reader, vm, folder.toString(), from, sink);
			long pause = OFTEN;
			boolean last = !follow;
			while (true) {
				boolean grown = log.read();
				if (last) {
					log.finish();
					return;
				}
				pause = grown ? OFTEN : Math.min(SELDOM, pause * 3 / 2);
				last = !grown && gone.now(); // what it wrote at its end is read once more
				Thread.sleep(last ? 0 : pause);
			}
		}
	}
}
