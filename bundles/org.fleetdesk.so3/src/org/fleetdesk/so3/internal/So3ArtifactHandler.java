package org.fleetdesk.so3.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.so3.Capability;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.so3.internal.DeploymentPlanner.Disk;
import org.fleetdesk.so3.internal.DeploymentPlanner.Target;
import org.fleetdesk.tasks.Artifact;
import org.fleetdesk.tasks.ArtifactHandler;
import org.fleetdesk.tasks.DeploymentOptions;
import org.fleetdesk.tasks.DeploymentPlan;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes {@code .itb} files. */
@Component
public final class So3ArtifactHandler implements ArtifactHandler {

	private static final Duration LOOK = Duration.ofSeconds(15);

	private final Sessions sessions;

	@Activate
	public So3ArtifactHandler(@Reference Sessions sessions) {
		this.sessions = sessions;
	}

	@Override
	public String engineKind() {
		return So3.KIND;
	}

	@Override
	public String takes() {
		return "an SO3 image (.itb)";
	}

	@Override
	public boolean sniff(Path file, byte[] head) {
		boolean fit = head.length >= 4 && head[0] == (byte) 0xd0 && head[1] == 0x0d && head[2] == (byte) 0xfe && head[3] == (byte) 0xed;
		return fit || String.valueOf(file.getFileName()).toLowerCase().endsWith(".itb");
	}

	@Override
	public Artifact inspect(Path file) throws IOException, InterruptedException {
		return ImageInspection.inspect(file);
	}

	@Override
	public DeploymentPlan plan(List<Artifact> artifacts, List<Connection> targets, DeploymentOptions options) throws InterruptedException {
		return new DeploymentPlanner(look(targets), options).plan(artifacts);
	}

	/** All targets at the same time, so that a dead one costs its own deadline only. */
	private List<Target> look(List<Connection> connections) throws InterruptedException {
		var looks = new ArrayList<Callable<Target>>();
		connections.forEach(c -> looks.add(() -> look(c)));
		var executor = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("plan ", 0).factory());
		try {
			List<Future<Target>> results = executor.invokeAll(looks, LOOK.toSeconds(), TimeUnit.SECONDS);
			var looked = new ArrayList<Target>();
			for (int i = 0; i < results.size(); i++) {
				looked.add(result(connections.get(i), results.get(i)));
			}
			return looked;
		} finally {
			executor.shutdownNow();
		}
	}

	private static Target result(Connection connection, Future<Target> result) throws InterruptedException {
		try {
			return result.get();
		} catch (CancellationException e) {
			return Target.failed(connection, "%s did not answer within %d s.".formatted(connection.name(), LOOK.toSeconds()));
		} catch (ExecutionException e) {
			return Target.failed(connection, e.getCause() instanceof EngineException engine ? engine.getMessage() + "." : "Something unexpected happened: " + e.getCause());
		}
	}

	private Target look(Connection connection) throws EngineException, InterruptedException {
		var session = (So3Session) sessions.session(connection.id());
		return new Target(connection, Optional.of(session.host()), session.containers(), session.images(), disk(session), "");
	}

	/** That an image cannot be sent is no obstacle for one that is there. */
	private static Disk disk(So3Session session) throws EngineException, InterruptedException {
		if (session.host().refusal(Capability.UPLOAD).isPresent()) {
			return Disk.UNKNOWN;
		}
		try {
			return new Disk(session.freeSpace(), "");
		} catch (EngineException e) {
			return new Disk(OptionalLong.empty(), e.getMessage() + ".");
		}
	}
}
