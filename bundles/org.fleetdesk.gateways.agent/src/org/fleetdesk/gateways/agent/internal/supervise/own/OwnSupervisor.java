package org.fleetdesk.gateways.agent.internal.supervise.own;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.engine.DataLock;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.engine.web.EngineServer;
import org.fleetdesk.files.FileProblem;
import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.supervise.Supervisors;

/**
 * A supervisor for gateways without supervisord ({@code gwe supervise}). It runs the programs of {@code supervisor/conf.d} in the agent's folder and answers supervisord's
 * XML-RPC on {@code supervisor/supervisor.sock}, which only its user can open.
 */
public final class OwnSupervisor implements AutoCloseable {

	private final DataLock folder;
	private final EmbeddedSupervisor supervisor;
	private final EngineServer server;

	private OwnSupervisor(DataLock folder, EmbeddedSupervisor supervisor, EngineServer server) {
		this.folder = folder;
		this.supervisor = supervisor;
		this.server = server;
	}

	/**
	 * Starts it; it answers when this returns.
	 *
	 * @param inherited what the programs get, beside {@code GWE_HOME}
	 * @throws EngineException when there is one already, or its folder or socket cannot be used
	 */
	public static OwnSupervisor start(AgentHome home, Map<String, String> inherited, String version, Clock clock) throws EngineException {
		Path socket = Supervisors.socket(home);
		try {
			folder(home.folder(), "rwxr-xr-x");
			folder(home.supervisor(), "rwx------");
			Files.setPosixFilePermissions(home.supervisor(), PosixFilePermissions.fromString("rwx------"));
			folder(Supervisors.programs(home), "rwxr-xr-x");
			folder(home.logs(), "rwxr-xr-x");
		} catch (IOException e) {
			throw new EngineException("The supervisor's folder cannot be used: " + FileProblem.reason(e), e);
		}
		var environment = new HashMap<>(inherited);
		environment.put("GWE_HOME", home.folder().toString());
		var lock = DataLock.acquire(home.supervisor());
		EmbeddedSupervisor supervisor = null;
		try {
			var launcher = new Launcher(environment, "unix://" + socket);
			supervisor = new EmbeddedSupervisor(new ProgramFolder(Supervisors.programs(home), home.logs(), environment, Launcher::isUser), launcher,
					new Notebook(home.supervisor().resolve("processes.json")), clock);
			supervisor.start();
			var server = EngineServer.start(new EngineServer.Settings("gwe-supervisor", new Serving(Optional.empty(), Optional.of(socket), Security.LOOPBACK_ONLY),
					(status, message) -> Map.of("message", message), Map.of("Server", version.replace(' ', '/'))), new SupervisorRpc(supervisor, version));
			return new OwnSupervisor(lock, supervisor, server);
		} catch (IOException | EngineException e) {
			if (supervisor != null) {
				supervisor.close();
			}
			lock.close();
			throw e instanceof EngineException known ? known : new EngineException("The supervisor cannot start: " + FileProblem.reason(e), e);
		}
	}

	private static void folder(Path folder, String mode) throws IOException {
		if (!Files.isDirectory(folder)) {
			Files.createDirectories(folder);
			Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
		}
	}

	/** Waits until it is told to end by its {@code shutdown}. */
	public void awaitEnd() throws InterruptedException {
		supervisor.awaitEnd();
	}

	/** Ends all programs, then itself. */
	@Override
	public void close() {
		supervisor.close();
		server.close();
		folder.close();
	}

	/**
	 * Runs one in the foreground until it is told to end, by its {@code shutdown} or by SIGTERM or SIGINT, which ends the programs, too.
	 *
	 * @return the exit code for the process: 0, or 1 when it could not start
	 */
	public static int run(AgentHome home, String version, PrintStream out, PrintStream err) throws InterruptedException {
		OwnSupervisor running;
		try {
			running = start(home, System.getenv(), version, Clock.systemUTC());
		} catch (EngineException e) {
			err.println(e.getMessage());
			return 1;
		}
		out.println("The supervisor runs the programs in " + Supervisors.programs(home) + " and answers at unix://" + Supervisors.socket(home));
		out.flush();
		var hook = new Thread(() -> {
			running.close();
			Runtime.getRuntime().halt(0); // a signal would else make it 143
		}, "gwe-supervisor-stop");
		Runtime.getRuntime().addShutdownHook(hook);
		running.awaitEnd();
		try {
			Runtime.getRuntime().removeShutdownHook(hook);
		} catch (IllegalStateException e) {
			hook.join(); // it halts the process
		}
		running.close();
		return 0;
	}
}
