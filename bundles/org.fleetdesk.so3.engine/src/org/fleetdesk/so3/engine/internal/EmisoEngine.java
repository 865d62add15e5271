package org.fleetdesk.so3.engine.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.fleetdesk.engine.Engine;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.StateFile;
import org.fleetdesk.engine.web.EngineServer;
import org.fleetdesk.engine.web.Handler;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.so3.engine.internal.api.AttachApi;
import org.fleetdesk.so3.engine.internal.api.CheckpointApi;
import org.fleetdesk.so3.engine.internal.api.ContainerApi;
import org.fleetdesk.so3.engine.internal.api.EmptyApi;
import org.fleetdesk.so3.engine.internal.api.DiskApi;
import org.fleetdesk.so3.engine.internal.api.TopApi;
import org.fleetdesk.so3.engine.internal.api.StatsApi;
import org.fleetdesk.so3.engine.internal.api.WaitApi;
import org.fleetdesk.so3.engine.internal.api.ContainerListApi;
import org.fleetdesk.so3.engine.internal.api.CreateApi;
import org.fleetdesk.so3.engine.internal.api.DockerApi;
import org.fleetdesk.so3.engine.internal.api.EventApi;
import org.fleetdesk.so3.engine.internal.api.ImageApi;
import org.fleetdesk.so3.engine.internal.api.LogApi;
import org.fleetdesk.so3.engine.internal.api.SystemApi;
import org.fleetdesk.so3.engine.internal.daemon.Daemon;
import org.fleetdesk.so3.engine.internal.daemon.EventLog;
import org.fleetdesk.so3.engine.internal.daemon.Runtimes;
import org.fleetdesk.so3.engine.internal.daemon.SlotRange;
import org.fleetdesk.so3.engine.internal.images.ImageStore;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/** A running EMISO Engine: image store, daemon and Docker API put together. */
public final class EmisoEngine implements Engine {

	/**
	 * @param version   of Fleetdesk, for clients
	 * @param data      the engine's data folder
	 * @param images    folder of the {@code .itb} files
	 * @param logs      folder of {@code me_<slot>.log}
	 * @param name      of the Smart Object
	 * @param bootId    changes whenever the machine boots
	 * @param endGuests whether guests end with the engine
	 * @param settle    how long a container must live on a new image before its update has succeeded
	 */
	public record Settings(String version, Path data, Path images, Path logs, SlotRange slots, String name, String bootId, boolean endGuests,
			Duration settle) {
	}

	private final EngineServer server;
	private final Daemon daemon;
	private final ImageStore images;
	private final AtomicBoolean closed = new AtomicBoolean();

	private EmisoEngine(EngineServer server, Daemon daemon, ImageStore images) {
		this.server = server;
		this.daemon = daemon;
		this.images = images;
	}

	/** Starts the engine at an address only. */
	public static EmisoEngine start(Settings settings, Runtimes runtimes, ListenAddress listen, Security security) throws EngineException, InterruptedException {
		return start(settings, runtimes, Serving.at(listen, security));
	}

	/** Starts the engine; it serves when this returns. It owns the runtimes. */
	public static EmisoEngine start(Settings settings, Runtimes runtimes, Serving serving) throws EngineException, InterruptedException {
		ObjectMapper mapper = JsonMapper.builder().addModule(new JavaTimeModule()).disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
				.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
		// the port comes first: when it is taken, no guest must be touched
		var root = new AtomicReference<Handler>(x -> {
			throw new HttpError(503, "The engine is starting");
		});
		EngineServer server;
		try {
			server = EngineServer.start(new EngineServer.Settings("emiso", serving, DockerApi::error, DockerApi.HEADERS), x -> root.get().handle(x));
		} catch (EngineException e) {
			runtimes.close();
			throw e;
		}
		try {
			Files.createDirectories(settings.data());
			var id = identity(settings.data(), mapper);
			var events = new EventLog(settings.data().resolve("events.jsonl"), mapper);
			var images = ImageStore.open(settings.images(), settings.data().resolve("images.json"), mapper,
					(action, image, name) -> events.publish("image", action, image, Map.of("name", name)));
			try {
				var daemon = Daemon.open(new Daemon.Settings(settings.data(), settings.logs(), settings.slots(), settings.name(), settings.bootId(), settings.endGuests(),
						settings.settle()), images, runtimes, events, mapper);
				root.set(new DockerApi(new SystemApi(daemon, images, events, settings.version(), id, Instant.now(), server.counters()),
						new ImageApi(daemon, images, events), new ContainerApi(daemon), new ContainerListApi(daemon, images, events),
						new WaitApi(daemon), new StatsApi(daemon), new TopApi(daemon), new DiskApi(daemon, images), new EmptyApi(), new CreateApi(daemon), new CheckpointApi(daemon), new LogApi(daemon),
						new AttachApi(daemon), new EventApi(events)));
				return new EmisoEngine(server, daemon, images);
			} catch (IOException | InterruptedException | RuntimeException e) {
				images.close();
				throw e;
			}
		} catch (IOException e) {
			server.close();
			throw new EngineException("The EMISO Engine cannot use its folders: " + EngineException.reason(e), e);
		} catch (InterruptedException | RuntimeException e) {
			server.close();
			throw e;
		}
	}

	/** Tells this Smart Object from others, for as long as its data folder lives. */
	private static String identity(Path data, ObjectMapper mapper) throws IOException {
		var file = new StateFile(data.resolve("engine.json"), 1, mapper);
		var known = file.read();
		if (known.isPresent()) {
			return known.get().path("id").asText();
		}
		String id = UUID.randomUUID().toString();
		file.write(Map.of("id", id));
		return id;
	}

	@Override
	public URI url() {
		return server.url();
	}

	@Override
	public void close() {
		if (closed.compareAndSet(false, true)) {
			daemon.stopWaiting(); // an update that waits for its image to settle is answered now
			server.close();
			images.close();
			daemon.close();
		}
	}
}
