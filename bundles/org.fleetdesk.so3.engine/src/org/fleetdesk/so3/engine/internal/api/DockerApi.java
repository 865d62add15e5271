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
			Map.entry("GET /containers/{id}/changes", "SO3 containers have no file system to compare"),
			Map.entry("GET /containers/{id}/export", "SO3 containers have no file system to export"),
			Map.entry("GET /containers/{id}/archive", "SO3 containers have no file system to copy from"),
			Map.entry("PUT /containers/{id}/archive", "SO3 containers have no file system to copy to"),
			Map.entry("POST /commit", "SO3 containers have no file system to make an image of"),
			Map.entry("POST /networks/create", "SO3 containers have no networks of Docker's kind"),
			Map.entry("POST /volumes/create", "SO3 containers have no volumes"),
			Map.entry("POST /auth", "SO3 images have no registry to log in to"),
			Map.entry("POST /swarm/init", "This engine is no swarm node"),
			Map.entry("POST /swarm/join", "This engine is no swarm node"));

	private final Router router = new Router();

	/** @param parts are asked in their order; what none of them has is not supported or not there */
	public DockerApi(Routes... parts) {
		for (Routes part : parts) {
			part.addTo(router);
		}
		UNSUPPORTED.forEach((route, reason) -> {
			String[] words = route.split(" ");
			router.add(words[0], words[1], exchange -> {
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
		} catch (HttpError e) {
			throw e.status() == 405 ? new HttpError(404, "page not found") : e; // as dockerd
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

	/** The minor version that a request speaks: the newest when it names none. */
	static int minor(Exchange exchange) {
		var matcher = VERSIONED.matcher(exchange.path());
		return matcher.matches() ? Integer.parseInt(matcher.group(2)) : MINOR;
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
