package org.fleetdesk.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
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

	private final HttpEndpoint http;
	private final Client client;
	private final Deadlines deadlines;

	/** @param http made with {@link #settings}; closed together with the engine */
	public DockerEngine(HttpEndpoint http) {
		this(http, Deadlines.USUAL);
	}

	/** @param http made with {@link #settings}; closed together with the engine */
	public DockerEngine(HttpEndpoint http, Deadlines deadlines) {
		this.http = http;
		this.deadlines = deadlines;
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

	/** How long calls may take. */
	public Deadlines deadlines() {
		return deadlines;
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

	/** What an image was made of, the newest layer first. */
	public List<EngineObject> history(String image) throws DockerFailure, InterruptedException {
		return list(get("/images/" + reference(image) + "/history"));
	}

	/** The processes of a container: {@code Titles} and {@code Processes}. */
	public EngineObject top(String container) throws DockerFailure, InterruptedException {
		return object(get("/containers/" + reference(container) + "/top"));
	}

	/**
	 * Makes a container.
	 *
	 * @return its id
	 */
	public String create(String name, String image, Map<String, String> labels) throws DockerFailure, InterruptedException {
		var created = client.command(http.settings().deadline().plus(deadlines.create()), docker -> docker.createContainerCmd(image).withName(name).withLabels(labels).exec());
		return named(name, created == null ? null : created.getId());
	}

	/** The same of an engine that takes nothing but names, the container's in the body too: the first EMISO engines. */
	public String create(String name, String image) throws DockerFailure, InterruptedException {
		byte[] body = client.mapper().createObjectNode().put("Image", image).put("name", name).toString().getBytes(StandardCharsets.UTF_8);
		var call = HttpCall.post("/containers/create?name=" + HttpCall.encode(name)).json(body).deadline(http.settings().deadline().plus(deadlines.create()));
		return named(name, object(request(call)).id());
	}

	private static String named(String name, String id) throws DockerFailure {
		if (id == null || id.isEmpty()) {
			throw new DockerFailure(DockerFailure.Kind.PROTOCOL, "The engine named no id for the created container " + name);
		}
		return id;
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
		return act(grace.orElse(deadlines.grace()), container, (docker, id) -> {
			var command = docker.stopContainerCmd(id);
			grace.ifPresent(g -> command.withTimeout((int) g.toSeconds()));
			return command;
		});
	}

	/** @param grace as in {@link #stop} */
	public void restart(String container, Optional<Duration> grace) throws DockerFailure, InterruptedException {
		act(grace.orElse(deadlines.grace()), container, (docker, id) -> {
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

	/** Gives a container another name. */
	public void rename(String container, String name) throws DockerFailure, InterruptedException {
		act(Duration.ZERO, container, (docker, id) -> docker.renameContainerCmd(id).withName(name));
	}

	/** @param force also when it runs */
	public void remove(String container, boolean force) throws DockerFailure, InterruptedException {
		act(deadlines.grace(), container, (docker, id) -> docker.removeContainerCmd(id).withForce(force));
	}

	/** Removes all containers that do not run. */
	public Pruned pruneContainers() throws DockerFailure, InterruptedException {
		return Pruned.containers(object(request(HttpCall.post("/containers/prune").deadline(deadlines.verb()))));
	}

	/** Removes all images that no container is made of. */
	public Pruned pruneImages() throws DockerFailure, InterruptedException {
		String filters = HttpCall.encode("{\"dangling\":{\"false\":true}}");
		return Pruned.images(object(request(HttpCall.post("/images/prune?filters=" + filters).deadline(deadlines.verb()))));
	}

	/** One more name for an image. @param name such as {@code ticker:v2} */
	public void tag(String image, String name) throws DockerFailure, InterruptedException {
		int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
		String repository = colon < 0 ? name : name.substring(0, colon);
		act(Duration.ZERO, image, (docker, id) -> docker.tagImageCmd(id, repository, colon < 0 ? "latest" : name.substring(colon + 1)));
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
			var call = HttpCall.post(client.path("/images/load?quiet=0" + wish)).body(HttpBody.FileContent.of("application/x-tar", file, sent)).idle(deadlines.load());
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
		objects("/events", idle, "The engine does not know events", connected, object -> {
			events.accept(EngineEvent.of(object));
			return true;
		});
	}

	/**
	 * Hands on what a container uses, about once a second.
	 *
	 * @param measured tells whether to go on
	 */
	public void stats(String container, Predicate<EngineObject> measured) throws DockerFailure, InterruptedException {
		objects("/containers/" + reference(container) + "/stats?stream=1", deadlines.stats(), "The engine does not measure its containers", () -> {
		}, object -> measured.test(new EngineObject(object)));
	}

	private void objects(String path, Duration idle, String unknown, Runnable connected, Predicate<JsonNode> taken) throws DockerFailure, InterruptedException {
		client.run(() -> {
			try (var stream = http.open(HttpCall.get(client.path(path)).idle(idle))) {
				// an engine that has nothing to say yet may not have named a type
				if (!stream.mediaType().isEmpty() && !stream.mediaType().contains("json")) {
					throw new DockerFailure(DockerFailure.Kind.UNSUPPORTED, unknown);
				}
				connected.run();
				var objects = new JsonObjects(client.mapper(), stream.body());
				for (var object = objects.next(); object != null && taken.test(object); object = objects.next()) {
					// taken
				}
			}
			return null;
		});
	}

	/**
	 * Exchanges a container's image; beyond Docker's API ({@code Image} in an update).
	 *
	 * @throws DockerFailure of kind conflict when the engine went back to the old image, with the reason
	 */
	public void updateImage(String container, String image) throws DockerFailure, InterruptedException {
		update(container, client.mapper().createObjectNode().put("Image", image));
	}

	/** Replaces a container's labels; beyond Docker's API ({@code Labels} in an update). */
	public void updateLabels(String container, Map<String, String> labels) throws DockerFailure, InterruptedException {
		var body = client.mapper().createObjectNode();
		labels.forEach(body.putObject("Labels")::put);
		update(container, body);
	}

	private void update(String container, JsonNode body) throws DockerFailure, InterruptedException {
		request(HttpCall.post("/containers/" + reference(container) + "/update").json(body.toString().getBytes(StandardCharsets.UTF_8)).deadline(deadlines.update()));
	}

	/** The checkpoints of a container: {@code Name}, and on our engine {@code Created} and {@code Size}. */
	public List<EngineObject> checkpoints(String container) throws DockerFailure, InterruptedException {
		return list(get("/containers/" + reference(container) + "/checkpoints"));
	}

	/** @param exit end the container when the checkpoint is written */
	public void checkpoint(String container, String name, boolean exit) throws DockerFailure, InterruptedException {
		byte[] body = client.mapper().createObjectNode().put("CheckpointID", name).put("Exit", exit).toString().getBytes(StandardCharsets.UTF_8);
		request(HttpCall.post("/containers/" + reference(container) + "/checkpoints").json(body).deadline(deadlines.verb()));
	}

	public void removeCheckpoint(String container, String name) throws DockerFailure, InterruptedException {
		request(HttpCall.delete("/containers/" + reference(container) + "/checkpoints/" + HttpCall.encode(name)));
	}

	/** Starts a container from a checkpoint. */
	public void restore(String container, String checkpoint) throws DockerFailure, InterruptedException {
		request(HttpCall.post("/containers/" + reference(container) + "/start?checkpoint=" + HttpCall.encode(checkpoint)).deadline(deadlines.verb()));
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

	/** What the trusted engine showed in its last TLS handshake, its own certificate first; empty without TLS. Does no I/O. */
	public List<X509Certificate> certificates() {
		return http.certificates();
	}

	/** Closes the connections that are kept for later calls, which may be dead without a word. Calls and streams under way go on. */
	public void renew() {
		http.renew();
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
		return client.command(deadlines.verb().plus(more), docker -> {
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
