package org.fleetdesk.so3.engine.internal.api;

import java.util.Map;
import java.util.regex.Pattern;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.Handler;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.so3.engine.internal.daemon.DaemonException;

/**
 * The Docker Engine API as SO3 containers can offer it, at version 1.47 with the prefixes from {@code /v1.24} on. Source: Docker Engine API reference
 * v1.47 (docs.docker.com/reference/api/engine), and what the clients were seen to send.
 */
public final class DockerApi implements Handler {

	static final int MINOR = 47;
	static final int MIN_MINOR = 24;
	/** Headers that every answer has. */
	public static final Map<String, String> HEADERS = Map.of("Api-Version", "1." + MINOR, "OSType", "linux", "Docker-Experimental", "true", "Server",
			"Fleetdesk-EMISO (linux)");

	private static final Pattern VERSIONED = Pattern.compile("/v(\\d{1,4})\\.(\\d{1,4})(/.*)");
	private static final Map<String, String> UNSUPPORTED = Map.ofEntries(
			Map.entry("POST /build", "This engine cannot build images: pack an .itb file with mkimage and load it with docker load -i FILE"),
			Map.entry("POST /containers/{id}/exec", "SO3 containers run one payload and no further processes, so nothing can be executed in them"),
			Map.entry("POST /containers/{id}/attach", "SO3 containers take no input, so nothing can be attached to them; use docker create, docker start and docker logs -f"),
			Map.entry("GET /containers/{id}/top", "SO3 containers run one payload on their own processor; there are no processes to list"),
			Map.entry("GET /containers/{id}/stats", "This engine does not measure what its guests use"),
			Map.entry("GET /containers/{id}/changes", "SO3 containers have no file system to compare"),
			Map.entry("GET /containers/{id}/export", "SO3 containers have no file system to export"),
			Map.entry("GET /containers/{id}/archive", "SO3 containers have no file system to copy from"),
			Map.entry("PUT /containers/{id}/archive", "SO3 containers have no file system to copy to"),
			Map.entry("POST /containers/{id}/resize", "SO3 containers have no terminal"),
			Map.entry("POST /containers/prune", "Remove SO3 containers by name"),
			Map.entry("POST /commit", "SO3 containers have no file system to make an image of"),
			Map.entry("POST /networks/create", "SO3 containers have no networks of Docker's kind"),
			Map.entry("POST /volumes/create", "SO3 containers have no volumes"),
			Map.entry("POST /auth", "SO3 images have no registry to log in to"),
			Map.entry("POST /swarm/init", "This engine is no swarm node"),
			Map.entry("POST /swarm/join", "This engine is no swarm node"));

	private final Router router = new Router();

	public DockerApi(SystemApi system, ImageApi images, ContainerApi containers, CreateApi creation, CheckpointApi checkpoints, LogApi logs, EventApi events) {
		system.addTo(router);
		images.addTo(router);
		containers.addTo(router);
		creation.addTo(router);
		checkpoints.addTo(router);
		logs.addTo(router);
		events.addTo(router);
		UNSUPPORTED.forEach((route, reason) -> {
			String[] parts = route.split(" ");
			router.add(parts[0], parts[1], exchange -> {
				throw new HttpError(501, reason);
			});
		});
	}

	/** The body of an error answer. */
	public static Object error(int status, String message) {
		return Map.of("message", message);
	}

	@Override
	public void handle(Exchange exchange) throws Exception {
		try {
			router.dispatch(exchange, unversioned(exchange.path()));
		} catch (DaemonException e) {
			if (e.kind() == DaemonException.Kind.NOT_MODIFIED) {
				exchange.send(304);
			} else {
				throw new HttpError(status(e.kind()), e.getMessage());
			}
		}
	}

	private static int status(DaemonException.Kind kind) {
		return switch (kind) {
			case NOT_FOUND -> 404;
			case CONFLICT -> 409;
			case INVALID -> 400;
			case UNSUPPORTED -> 501;
			case NOT_MODIFIED -> 304;
			case FAILED -> 500;
		};
	}

	private static String unversioned(String path) {
		var matcher = VERSIONED.matcher(path);
		if (!matcher.matches()) {
			return path;
		}
		int major = Integer.parseInt(matcher.group(1));
		int minor = Integer.parseInt(matcher.group(2));
		String version = major + "." + minor;
		if (major > 1 || major == 1 && minor > MINOR) {
			throw new HttpError(400, "client version " + version + " is too new. Maximum supported API version is 1." + MINOR);
		}
		if (major < 1 || minor < MIN_MINOR) {
			throw new HttpError(400, "client version " + version + " is too old. Minimum supported API version is 1." + MIN_MINOR
					+ ", please upgrade your client to a newer version");
		}
		return matcher.group(3);
	}
}
