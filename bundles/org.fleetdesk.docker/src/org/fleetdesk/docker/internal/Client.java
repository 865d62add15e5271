package org.fleetdesk.docker.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.fleetdesk.docker.DockerFailure;
import org.fleetdesk.docker.DockerFailure.Kind;
import org.fleetdesk.http.HttpAnswer;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.http.HttpException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;

/** Requests to one engine: API version, typed commands, trees, and what each failure means. */
public final class Client {

	/** The newest API that we speak; an older engine is asked in its own. */
	static final RemoteApiVersion NEWEST = RemoteApiVersion.create(1, 47);

	private final HttpEndpoint http;
	private final ObjectMapper mapper = DockerClientConfig.getDefaultObjectMapper();
	private final AtomicReference<RemoteApiVersion> version = new AtomicReference<>();

	public Client(HttpEndpoint http) {
		this.http = http;
	}

	public ObjectMapper mapper() {
		return mapper;
	}

	public interface Work<T> {
		T run() throws IOException, DockerFailure, InterruptedException;
	}

	/** Runs work and turns its failures into ours. */
	public <T> T run(Work<T> work) throws DockerFailure, InterruptedException {
		try {
			return work.run();
		} catch (UncheckedIOException e) {
			throw failure(e.getCause());
		} catch (IOException e) {
			throw failure(e);
		} catch (UnknownRequest e) {
			throw new DockerFailure(Kind.UNSUPPORTED, e.getMessage(), e);
		} catch (DockerException e) {
			throw new DockerFailure(Kind.REFUSED, "The engine answered with status " + e.getHttpStatus(), e);
		} catch (RuntimeException e) {
			// docker-java wraps what Jackson says
			if (e.getCause() instanceof IOException cause) {
				throw failure(cause);
			}
			throw e;
		}
	}

	private DockerFailure failure(IOException failure) throws InterruptedException {
		return switch (failure) {
		case HttpException.Cancelled e -> {
			if (Thread.interrupted()) {
				throw new InterruptedException(e.getMessage());
			}
			yield new DockerFailure(Kind.UNREACHABLE, e.getMessage(), e);
		}
		case HttpException.Unreachable e -> new DockerFailure(Kind.UNREACHABLE, e.getMessage(), e);
		case HttpException.TimedOut e -> new DockerFailure(Kind.TIMED_OUT, e.getMessage(), e);
		case HttpException.Untrusted e -> new DockerFailure(Kind.UNTRUSTED, e.getMessage(), e);
		case HttpException.Unproven e -> new DockerFailure(Kind.UNAUTHORIZED, e.getMessage(), e);
		case HttpException.Refused e -> new DockerFailure(switch (e.status()) {
		case 401, 403 -> Kind.UNAUTHORIZED;
		case 404 -> Kind.NOT_FOUND;
		case 409 -> Kind.CONFLICT;
		case 405, 501 -> Kind.UNSUPPORTED;
		default -> e.status() < 500 ? Kind.REFUSED : Kind.FAILED;
		}, e.getMessage(), e);
		case JsonProcessingException e -> new DockerFailure(Kind.PROTOCOL,
				"%s sent something that is no JSON of a Docker engine: %s".formatted(http.settings().base(), e.getOriginalMessage()), e);
		default -> new DockerFailure(Kind.PROTOCOL, failure.getMessage(), failure);
		};
	}

	/** docker-java's commands for this engine. */
	public <T> T command(Duration deadline, Function<DockerClient, T> command) throws DockerFailure, InterruptedException {
		return run(() -> {
			var settings = new Settings(http.settings().base(), version(), mapper);
			return command.apply(DockerClientImpl.getInstance(settings, new Transport(http, deadline)));
		});
	}

	/** A path with the version that the engine speaks. */
	public String path(String path) throws IOException {
		var agreed = version();
		return agreed == RemoteApiVersion.UNKNOWN_VERSION ? path : "/" + agreed.asWebPathPart() + path;
	}

	/** The tree of a JSON answer. */
	public JsonNode json(HttpCall call) throws IOException {
		var answer = Transport.checked(call, http.send(call));
		return mapper.readTree(answer.body());
	}

	/** An answer whose body does not matter. */
	public HttpAnswer send(HttpCall call) throws IOException {
		return Transport.checked(call, http.send(call));
	}

	/** Forgets the agreed version: the engine may have been replaced. */
	public void forgetVersion() {
		version.set(null);
	}

	private RemoteApiVersion version() throws IOException {
		var known = version.get();
		if (known == null) {
			known = agree();
			version.set(known);
		}
		return known;
	}

	/** As Docker's own clients do: a HEAD, and a GET where an engine does not take that. Without a version, paths go without prefix. */
	private RemoteApiVersion agree() throws IOException {
		Optional<String> offered;
		try {
			offered = http.send(HttpCall.of("HEAD", "/_ping")).header("Api-Version");
		} catch (HttpException.Refused e) {
			if (e.status() == 401 || e.status() == 403) {
				throw e;
			}
			offered = http.send(HttpCall.get("/_ping")).header("Api-Version");
		}
		var engine = offered.map(RemoteApiVersion::parseConfigWithDefault).orElse(RemoteApiVersion.UNKNOWN_VERSION);
		return engine != RemoteApiVersion.UNKNOWN_VERSION && engine.isGreater(NEWEST) ? NEWEST : engine;
	}
}
