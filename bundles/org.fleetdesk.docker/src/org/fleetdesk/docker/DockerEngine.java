package org.fleetdesk.docker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

import org.fleetdesk.docker.internal.Client;
import org.fleetdesk.docker.internal.JsonObjects;
import org.fleetdesk.docker.internal.Loaded;
import org.fleetdesk.docker.internal.LogDemultiplexer;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAnswer;
import org.fleetdesk.http.HttpBody;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpEndpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.SyncDockerCmd;
import com.github.dockerjava.api.exception.NotModifiedException;

/**
 * An engine that speaks the Docker Engine API, or a part of it. Calls block, each with a deadline, may run at the same time on several
 * threads, and are ended by an interrupt of their (virtual) thread. An answer that is not of the kind which the API prescribes is a
 * failure of kind {@link DockerFailure.Kind#UNSUPPORTED}, never a success.
 */
public final class DockerEngine implements AutoCloseable {

	/** Ids and names go into paths; this is what Docker lets them consist of. */
	private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:@/+-]{0,511}");
	private static final Duration LOAD_SILENCE = Duration.ofSeconds(120);
	/** An engine may have to copy a large image, and to start a machine for it. */
	private static final Duration CREATE = Duration.ofSeconds(60);
	/** An engine may have to end a machine and start another one, and gives each half a minute. */
	private static final Duration VERB = Duration.ofSeconds(70);
	private static final Duration GRACE = Duration.ofSeconds(10);

	private final HttpEndpoint http;
	private final Client client;

	/** @param http made with {@link #settings}; closed together with the engine */
	public DockerEngine(HttpEndpoint http) {
		this.http = http;
		client = new Client(http);
	}

	/** How an engine is reached: the usual settings, with the engine's own sentences in its refusals. */
	public static EndpointSettings settings(java.net.URI url) {
		var mapper = new ObjectMapper();
		return EndpointSettings.of(url).withRefusal(answer -> sentence(mapper, answer));
	}

	private static String sentence(ObjectMapper mapper, HttpAnswer answer) {
		if (answer.mediaType().endsWith("json") || answer.text().startsWith("{")) {
			try {
				String message = mapper.readTree(answer.body()).path("message").asText("");
				if (!message.isEmpty()) {
					return message;
				}
			} catch (IOException e) {
				// some engines call a plain text JSON
			}
		}
		return answer.mediaType().endsWith("html") ? "" : answer.text().lines().findFirst().orElse("");
	}

	/** Asks whether the engine is there; agrees on the API's version anew. */
	public void ping() throws DockerFailure, InterruptedException {
		client.forgetVersion();
		client.run(() -> client.path("/_ping"));
	}

	/** {@code GET /version}. */
	public EngineObject version() throws DockerFailure, InterruptedException {
		return object(get("/version"));
	}

	/** {@code GET /info}. */
	public EngineObject info() throws DockerFailure, InterruptedException {
		return object(get("/info"));
	}

	/** All containers, the stopped ones too, in the engine's order. */
	public List<EngineObject> containers() throws DockerFailure, InterruptedException {
		return list(get("/containers/json?all=true"));
	}

	/** @param container id or name */
	public EngineObject inspect(String container) throws DockerFailure, InterruptedException {
		return object(get("/containers/" + reference(container) + "/json"));
	}

	public List<EngineObject> images() throws DockerFailure, InterruptedException {
		return list(get("/images/json"));
	}

	/** @param image id or name */
	public EngineObject inspectImage(String image) throws DockerFailure, InterruptedException {
		return object(get("/images/" + reference(image) + "/json"));
	}

	/**
	 * Makes a container.
	 *
	 * @return its id
	 */
	public String create(String name, String image, Map<String, String> labels) throws DockerFailure, InterruptedException {
		var created = client.command(http.settings().deadline().plus(CREATE), docker -> docker.createContainerCmd(image).withName(name).withLabels(labels).exec());
		if (created == null || created.getId() == null || created.getId().isEmpty()) {
			throw new DockerFailure(DockerFailure.Kind.PROTOCOL, "The engine named no id for the created container " + name);
		}
		return created.getId();
	}

	/** @return false when it ran already */
	public boolean start(String container) throws DockerFailure, InterruptedException {
		return act(Duration.ZERO, container, (docker, id) -> docker.startContainerCmd(id));
	}

	/**
	 * @param grace how long the container may take to end by itself; empty: as the engine has it
	 * @return false when it was stopped already
	 */
	public boolean stop(String container, Optional<Duration> grace) throws DockerFailure, InterruptedException {
		return act(grace.orElse(GRACE), container, (docker, id) -> {
			var command = docker.stopContainerCmd(id);
			grace.ifPresent(g -> command.withTimeout((int) g.toSeconds()));
			return command;
		});
	}

	/** @param grace as in {@link #stop} */
	public void restart(String container, Optional<Duration> grace) throws DockerFailure, InterruptedException {
		act(grace.orElse(GRACE), container, (docker, id) -> {
			var command = docker.restartContainerCmd(id);
			grace.ifPresent(g -> command.withTimeout((int) g.toSeconds()));
			return command;
		});
	}

	public void pause(String container) throws DockerFailure, InterruptedException {
		act(Duration.ZERO, container, (docker, id) -> docker.pauseContainerCmd(id));
	}

	public void unpause(String container) throws DockerFailure, InterruptedException {
		act(Duration.ZERO, container, (docker, id) -> docker.unpauseContainerCmd(id));
	}

	/** @param signal such as {@code SIGTERM}; empty: as the engine has it */
	public void kill(String container, Optional<String> signal) throws DockerFailure, InterruptedException {
		act(Duration.ZERO, container, (docker, id) -> signal.map(s -> docker.killContainerCmd(id).withSignal(s)).orElseGet(() -> docker.killContainerCmd(id)));
	}

	/** @param force also when it runs */
	public void remove(String container, boolean force) throws DockerFailure, InterruptedException {
		act(GRACE, container, (docker, id) -> docker.removeContainerCmd(id).withForce(force));
	}

	/** @param force also when containers refer to it */
	public void removeImage(String image, boolean force) throws DockerFailure, InterruptedException {
		act(Duration.ZERO, image, (docker, id) -> docker.removeImageCmd(id).withForce(force));
	}

	/**
	 * Sends an image file and waits until the engine has taken it; the file is streamed. It fails when no byte moves for two minutes.
	 *
	 * @param name wished for the image, for engines that take one ({@code ?name=}, beyond Docker's API); empty: none
	 * @param sent hears the bytes sent so far, on this thread
	 * @return the names or ids of the images, as the engine says; may be empty when it says nothing
	 */
	public List<String> load(Path file, Optional<String> name, LongConsumer sent) throws DockerFailure, InterruptedException {
		return client.run(() -> {
			String wish = name.map(n -> "&name=" + HttpCall.encode(n)).orElse("");
			// not quiet: what an engine says while it checks shows that it is alive
			var call = HttpCall.post(client.path("/images/load?quiet=0" + wish)).body(HttpBody.FileContent.of("application/x-tar", file, sent)).idle(LOAD_SILENCE);
			return Loaded.images(client.mapper(), client.send(call).body());
		});
	}

	/**
	 * Hands on the engine's events until it ends the stream.
	 *
	 * @param connected called when the engine has accepted the request
	 * @param idle      the longest silence; zero: no limit
	 */
	public void events(Runnable connected, Consumer<EngineEvent> events, Duration idle) throws DockerFailure, InterruptedException {
		client.run(() -> {
			var call = HttpCall.get(client.path("/events")).idle(idle);
			try (var stream = http.open(call)) {
				// an engine that has nothing to say yet may not have named a type
				if (!stream.mediaType().isEmpty() && !stream.mediaType().contains("json")) {
					throw new DockerFailure(DockerFailure.Kind.UNSUPPORTED, "The engine does not know events");
				}
				connected.run();
				var objects = new JsonObjects(client.mapper(), stream.body());
				for (var object = objects.next(); object != null; object = objects.next()) {
					events.accept(EngineEvent.of(object));
				}
			}
			return null;
		});
	}

	/** Streams a log until its end: when following, until the engine ends it. What {@code blocks} throws ends it too and is the failure's cause. */
	public void logs(LogQuery query, LogBlocks blocks) throws DockerFailure, InterruptedException {
		String path = "/containers/" + reference(query.container()) + "/logs?stdout=1&stderr=1" + (query.follow() ? "&follow=1" : "")
				+ (query.timestamps() ? "&timestamps=1" : "") + (query.tail().isPresent() ? "&tail=" + query.tail().getAsInt() : "")
				+ (query.sinceNanos() > 0 ? "&since=%d.%09d".formatted(query.sinceNanos() / 1_000_000_000L, query.sinceNanos() % 1_000_000_000L) : "");
		client.run(() -> {
			try (var stream = http.open(HttpCall.get(client.path(path)).idle(query.idle()))) {
				boolean frames = query.framing() == LogFraming.MULTIPLEXED;
				if (stream.mediaType().equals("text/html") || frames && stream.mediaType().startsWith("text/")) {
					throw new DockerFailure(DockerFailure.Kind.UNSUPPORTED, "The engine does not know the log of " + query.container());
				}
				blocks.connected();
				var demultiplexer = new LogDemultiplexer(query.timestamps(), blocks);
				byte[] block = new byte[64 << 10];
				for (int count = stream.body().read(block); count >= 0; count = stream.body().read(block)) {
					if (frames) {
						demultiplexer.feed(block, 0, count);
					} else {
						blocks.block(false, block, 0, count);
					}
				}
				demultiplexer.end();
			}
			return null;
		});
	}

	/** Any other request of the engine: its JSON answer, or a missing node when it gave none. */
	public JsonNode request(HttpCall call) throws DockerFailure, InterruptedException {
		return client.run(() -> client.json(new HttpCall(call.method(), client.path(call.path()), call.headers(), call.body(), call.deadline(), call.idle())));
	}

	/** Ends all calls and streams. */
	@Override
	public void close() {
		http.close();
	}

	private JsonNode get(String path) throws DockerFailure, InterruptedException {
		return request(HttpCall.get(path));
	}

	private static EngineObject object(JsonNode node) throws DockerFailure {
		if (!node.isObject()) {
			throw new DockerFailure(DockerFailure.Kind.PROTOCOL, "The engine sent no JSON object where the Docker API has one");
		}
		return new EngineObject(node);
	}

	private static List<EngineObject> list(JsonNode node) throws DockerFailure {
		if (node.isNull()) { // what some engines send for an empty list
			return List.of();
		}
		var list = new ArrayList<EngineObject>();
		if (node.isArray()) {
			for (var element : node) {
				list.add(object(element));
			}
			return list;
		}
		throw new DockerFailure(DockerFailure.Kind.PROTOCOL, "The engine sent no JSON list where the Docker API has one");
	}

	private interface Command {
		SyncDockerCmd<Void> make(DockerClient docker, String reference);
	}

	private boolean act(Duration more, String reference, Command command) throws DockerFailure, InterruptedException {
		String checked = reference(reference);
		return client.command(VERB.plus(more), docker -> {
			try {
				command.make(docker, checked).exec();
				return true;
			} catch (NotModifiedException e) {
				return false;
			}
		});
	}

	private static String reference(String reference) throws DockerFailure {
		if (!REFERENCE.matcher(reference).matches() || reference.contains("..")) {
			throw new DockerFailure(DockerFailure.Kind.REFUSED, "This cannot be the id or name of a container or image: " + reference);
		}
		return reference;
	}
}
