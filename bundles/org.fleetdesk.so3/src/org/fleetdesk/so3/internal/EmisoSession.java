package org.fleetdesk.so3.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.EngineInfo;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.docker.DockerEngine;
import org.fleetdesk.docker.DockerFailure;
import org.fleetdesk.docker.EngineObject;
import org.fleetdesk.docker.LogBlocks;
import org.fleetdesk.docker.LogFraming;
import org.fleetdesk.docker.LogQuery;
import org.fleetdesk.so3.So3Checkpoint;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Host;
import org.fleetdesk.so3.So3Image;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.so3.So3Usage;

/** A session with an EMISO engine by its Docker API. */
final class EmisoSession implements So3Session {

	/** Our engine sends something at least every 15 s; another one is asked anew now and then. */
	private static final Duration EVENT_SILENCE = Duration.ofSeconds(60);
	/** The original engine wants a number, counts it from the beginning, and fails on "all". */
	private static final OptionalInt WHOLE_LOG = OptionalInt.of(1_000_000);

	private final Connection connection;
	private final DockerEngine engine;
	private final InstantSource clock;
	private volatile So3Host host;

	EmisoSession(Connection connection, DockerEngine engine, InstantSource clock) {
		this.connection = connection;
		this.engine = engine;
		this.clock = clock;
	}

	@Override
	public Connection connection() {
		return connection;
	}

	@Override
	public EngineInfo probe() throws EngineException, InterruptedException {
		return call(() -> {
			engine.ping();
			host = null;
			So3Host now = readHost();
			var facts = Snapshots.facts(now, Reader.containers(engine.containers(), now.original()), Reader.images(engine.images()));
			facts.remove("Engine");
			facts.remove("Smart Object");
			return new EngineInfo(now.product(), now.version(), now.name(), facts);
		});
	}

	@Override
	public So3Host host() throws EngineException, InterruptedException {
		return call(this::readHost);
	}

	private So3Host readHost() throws DockerFailure, InterruptedException {
		So3Host known = host;
		if (known == null) {
			EngineObject version = engine.version();
			EngineObject info = engine.info();
			if (!Reader.emiso(version, info)) {
				throw new DockerFailure(DockerFailure.Kind.UNSUPPORTED, connection.url() + " is a Docker engine, but no EMISO engine of a Smart Object");
			}
			known = Reader.host(version, info);
			host = known;
		}
		return known;
	}

	@Override
	public Snapshot refresh() throws EngineException, InterruptedException {
		return call(() -> {
			try {
				So3Host now = readHost();
				var containers = Reader.containers(engine.containers(), now.original());
				var images = Reader.images(engine.images());
				return Snapshots.of(connection.id(), clock.instant(), now, containers, images);
			} catch (DockerFailure e) {
				host = null; // it may be another engine when it answers again
				throw e;
			}
		});
	}

	@Override
	public void watch(Runnable changed) throws EngineException, InterruptedException {
		call(() -> {
			if (readHost().original()) {
				throw new DockerFailure(DockerFailure.Kind.UNSUPPORTED, "The engine of a Smart Object does not know events");
			}
			// what happened before the stream began is not told by it
			engine.events(changed, event -> changed.run(), EVENT_SILENCE);
			return null;
		});
	}

	@Override
	public List<So3Container> containers() throws EngineException, InterruptedException {
		return call(() -> Reader.containers(engine.containers(), readHost().original()));
	}

	@Override
	public Optional<So3Container> container(String key) throws EngineException, InterruptedException {
		return containers().stream().filter(c -> c.key().equals(key)).findFirst();
	}

	@Override
	public List<So3Image> images() throws EngineException, InterruptedException {
		return call(() -> Reader.images(engine.images()));
	}

	@Override
	public void act(Verb verb, So3Container container) throws EngineException, InterruptedException {
		call(() -> {
			String id = container.id();
			switch (verb) {
			case START -> engine.start(id);
			case STOP -> engine.stop(id, Optional.empty());
			case RESTART -> engine.restart(id, Optional.empty());
			case PAUSE -> engine.pause(id);
			case UNPAUSE -> engine.unpause(id);
			case KILL -> engine.kill(id, Optional.empty());
			}
			return null;
		});
	}

	@Override
	public void remove(So3Container container, boolean force) throws EngineException, InterruptedException {
		call(() -> {
			engine.remove(container.id(), force);
			return null;
		});
	}

	@Override
	public String create(String name, String image, Map<String, String> labels) throws EngineException, InterruptedException {
		return call(() -> engine.create(name, image, labels));
	}

	@Override
	public List<String> load(Path file, String name, LongConsumer sent) throws EngineException, InterruptedException {
		return call(() -> {
			if (readHost().original()) {
				throw new DockerFailure(DockerFailure.Kind.UNSUPPORTED,
						"The engine of a Smart Object takes no uploads; copy the file to the folder of images on its SD card");
			}
			return engine.load(file, Optional.of(name), sent).stream().map(So3Image::nameOf).toList();
		});
	}

	@Override
	public void rename(So3Container container, String name) throws EngineException, InterruptedException {
		throw new EngineException(Kind.UNSUPPORTED, "not yet");
	}

	@Override
	public void update(So3Container container, String image) throws EngineException, InterruptedException {
		throw new EngineException(Kind.UNSUPPORTED, "not yet");
	}

	@Override
	public void label(So3Container container, Map<String, String> labels) throws EngineException, InterruptedException {
		throw new EngineException(Kind.UNSUPPORTED, "not yet");
	}

	@Override
	public List<So3Checkpoint> checkpoints(So3Container container) throws EngineException, InterruptedException {
		throw new EngineException(Kind.UNSUPPORTED, "not yet");
	}

	@Override
	public void checkpoint(So3Container container, String name, boolean stop) throws EngineException, InterruptedException {
		throw new EngineException(Kind.UNSUPPORTED, "not yet");
	}

	@Override
	public void removeCheckpoint(So3Container container, String name) throws EngineException, InterruptedException {
		throw new EngineException(Kind.UNSUPPORTED, "not yet");
	}

	@Override
	public void restore(So3Container container, String checkpoint) throws EngineException, InterruptedException {
		throw new EngineException(Kind.UNSUPPORTED, "not yet");
	}

	@Override
	public void usage(So3Container container, Consumer<So3Usage> measured) throws EngineException, InterruptedException {
		throw new EngineException(Kind.UNSUPPORTED, "not yet");
	}

	@Override
	public void tag(String reference, String tag) throws EngineException, InterruptedException {
		throw new EngineException(Kind.UNSUPPORTED, "not yet");
	}

	@Override
	public String inspectImage(String reference) throws EngineException, InterruptedException {
		throw new EngineException(Kind.UNSUPPORTED, "not yet");
	}

	@Override
	public void removeImage(String reference) throws EngineException, InterruptedException {
		call(() -> {
			engine.removeImage(reference, false);
			return null;
		});
	}

	@Override
	public String inspect(So3Container container) throws EngineException, InterruptedException {
		return call(() -> engine.inspect(container.id()).json().toString());
	}

	@Override
	public void logs(So3Container container, long sinceNanos, OptionalInt tail, boolean follow, LogBlocks blocks) throws EngineException, InterruptedException {
		call(() -> {
			// the original says "no terminal" and sends plain text all the same
			engine.logs(readHost().original() ? new LogQuery(container.id(), LogFraming.RAW, false, false, 0, WHOLE_LOG, EVENT_SILENCE)
					: new LogQuery(container.id(), LogFraming.MULTIPLEXED, follow, true, sinceNanos, tail, EVENT_SILENCE), blocks);
			return null;
		});
	}

	@Override
	public void close() {
		engine.close();
	}

	private interface Work<T> {
		T run() throws DockerFailure, InterruptedException;
	}

	private static <T> T call(Work<T> work) throws EngineException, InterruptedException {
		try {
			return work.run();
		} catch (DockerFailure e) {
			throw new EngineException(Kind.valueOf(e.kind().name()), e.getMessage(), e);
		}
	}
}
