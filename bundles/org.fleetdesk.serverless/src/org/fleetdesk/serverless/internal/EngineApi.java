package org.fleetdesk.serverless.internal;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAnswer;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpCredentials;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.serverless.EngineLines;
import org.fleetdesk.serverless.model.ServerlessRuntime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The REST interface of a Provisioning Engine of any version. */
final class EngineApi implements AutoCloseable {

	private static final ObjectMapper JSON = new ObjectMapper();
	private static final String RUNTIMES = "/serverless-runtimes";
	/** An engine waits for virtual machines, and for each part of an update. */
	private static final Duration CHANGE = Duration.ofSeconds(150);
	private static final Duration DELETE = Duration.ofSeconds(90);
	/** It reads the state of each. */
	private static final int PAGE = 250;

	private final HttpEndpoint http;
	private final Failures failures;

	/** @param http made with {@link #settings}; closed together with this */
	EngineApi(HttpEndpoint http, Failures failures) {
		this.http = http;
		this.failures = failures;
	}

	/** The settings with the engine's own sentences in refusals, and with credentials in the one form that an engine takes. */
	static EndpointSettings settings(EndpointSettings settings) {
		var credentials = settings.credentials();
		return settings.withRefusal(EngineApi::sentence).withMaxBody(128 << 20).withCredentials(() -> credentials.get().map(EngineApi::basic));
	}

	/** The user with the password or login token; {@code user:token} may have been given as a token. */
	static HttpCredentials basic(HttpCredentials credentials) {
		return credentials instanceof HttpCredentials.Bearer(String token) && token.indexOf(':') > 0
				? new HttpCredentials.Basic(token.substring(0, token.indexOf(':')), token.substring(token.indexOf(':') + 1))
				: credentials;
	}

	/**
	 * OpenNebula's form of the credentials.
	 *
	 * @throws EngineException when there are none, or no user
	 */
	String secret() throws EngineException {
		var credentials = http.settings().credentials().get();
		if (credentials.isEmpty()) {
			throw new EngineException(Kind.UNAUTHORIZED, "OpenNebula wants a user with a password or a login token");
		}
		if (credentials.get() instanceof HttpCredentials.Basic(String user, String password)) {
			return user + ":" + password;
		}
		throw new EngineException(Kind.UNAUTHORIZED, "OpenNebula wants to know whose login token it is: give USER:TOKEN, or the token as the user's password");
	}

	/** {@code {"error", "message"}} of the newest versions, a text of the first ones; what a 401 repeats of the request may hold the password. */
	private static String sentence(HttpAnswer answer) {
		if (answer.mediaType().endsWith("html")) {
			return "";
		}
		try {
			var json = JSON.readTree(answer.body());
			if (json != null && json.isTextual()) {
				return first(json.asText());
			}
			if (json != null && json.isObject()) {
				String error = json.path("error").asText("");
				String why = answer.status() == 401 ? "" : why(json.path("message"));
				return why.isEmpty() || error.contains(why) ? error : error.isEmpty() ? why : error + ": " + why;
			}
		} catch (IOException e) {
			// plain text
		}
		return first(answer.text());
	}

	/** A text, an object, or lines of OneFlow's log, of which the last one tells most. */
	private static String why(JsonNode message) {
		if (message.isArray()) {
			return message.isEmpty() ? "" : why(message.get(message.size() - 1));
		}
		if (message.path("message").isTextual()) {
			return first(message.path("message").asText());
		}
		return message.isContainerNode() ? message.toString() : first(message.asText(""));
	}

	private static String first(String text) {
		return text.strip().lines().findFirst().orElse("");
	}

	/** Empty for an engine of the first version, which does not tell. */
	Optional<String> version() throws EngineException, InterruptedException {
		return told("/server/version").map(v -> v.asText("")).filter(v -> !v.isEmpty());
	}

	/** Empty for an engine of the first version. */
	Optional<JsonNode> config() throws EngineException, InterruptedException {
		return told("/server/config").filter(JsonNode::isObject);
	}

	/** Empty for an engine of the first version. */
	Optional<JsonNode> schema() throws EngineException, InterruptedException {
		return told(RUNTIMES + "/schema").filter(s -> s.path("properties").has(ServerlessRuntime.ROOT));
	}

	/** Also empty where the first version takes the path for something else. */
	private Optional<JsonNode> told(String path) throws EngineException, InterruptedException {
		try {
			return Optional.of(json(HttpCall.get(path)));
		} catch (EngineException e) {
			if (e.kind() == Kind.NOT_FOUND || e.kind() == Kind.UNSUPPORTED || e.kind() == Kind.PROTOCOL || e.kind() == Kind.UNAUTHORIZED) {
				return Optional.empty();
			}
			throw e;
		}
	}

	/** Whether the credentials are good: the answer of an engine of any version for a runtime that there is not. */
	void authenticate() throws EngineException, InterruptedException {
		try {
			json(HttpCall.get(RUNTIMES + "/0"));
		} catch (EngineException e) {
			if (e.kind() != Kind.NOT_FOUND && e.kind() != Kind.REFUSED) {
				throw e;
			}
		}
	}

	/**
	 * All runtimes that the user sees, by our engine's extension. One that comes meanwhile moves others to the next page, so that they are there twice; a page that has nothing
	 * new is the last one, whatever the engine says of its length.
	 *
	 * @throws EngineException of kind unsupported of other engines
	 */
	List<ServerlessRuntime> list() throws EngineException, InterruptedException {
		var all = new LinkedHashMap<Integer, ServerlessRuntime>();
		for (int offset = 0;;) {
			JsonNode page;
			try {
				page = json(HttpCall.get("%s?offset=%d&limit=%d".formatted(RUNTIMES, offset, PAGE)));
			} catch (EngineException e) {
				throw e.kind() == Kind.NOT_FOUND ? new EngineException(Kind.UNSUPPORTED, "The engine does not list its runtimes", e) : e;
			}
			var documents = page.path("DOCUMENT_POOL").path("DOCUMENT"); // under the face of the first version
			var runtimes = documents.isArray() ? documents : page.path("SERVERLESS_RUNTIMES");
			int before = all.size();
			StreamSupport.stream(runtimes.spliterator(), false).map(r -> documents.isArray() ? JsonNodeFactory.instance.objectNode().set("DOCUMENT", r) : r)
					.map(ServerlessRuntime::fromJson).forEach(r -> r.id().ifPresent(id -> all.put(id, r)));
			if (all.size() == before || runtimes.size() < page.path("LIMIT").asInt(PAGE)) {
				return List.copyOf(all.values());
			}
			offset += runtimes.size();
		}
	}

	Optional<ServerlessRuntime> get(int id) throws EngineException, InterruptedException {
		try {
			return Optional.of(ServerlessRuntime.fromJson(json(HttpCall.get(RUNTIMES + "/" + id))));
		} catch (EngineException e) {
			if (e.kind() == Kind.NOT_FOUND) {
				return Optional.empty();
			}
			throw e;
		}
	}

	/** @return what the engine made, with its id */
	ServerlessRuntime create(ObjectNode runtime) throws EngineException, InterruptedException {
		var made = ServerlessRuntime.fromJson(json(HttpCall.post(RUNTIMES).json(body(runtime)).deadline(CHANGE)));
		if (made.id().isEmpty()) {
			throw new EngineException(Kind.PROTOCOL, "The engine named no id for the runtime that it made");
		}
		return made;
	}

	void update(int id, ObjectNode runtime) throws EngineException, InterruptedException {
		json(HttpCall.of("PUT", RUNTIMES + "/" + id).json(body(runtime)).deadline(CHANGE));
	}

	void delete(int id) throws EngineException, InterruptedException {
		send(HttpCall.delete(RUNTIMES + "/" + id).deadline(DELETE));
	}

	/** As {@link org.fleetdesk.serverless.ServerlessSession#engineLog}, by our engine's extension. */
	EngineLines log(int id, String after, Instant since) throws EngineException, InterruptedException {
		JsonNode page;
		try {
			page = json(HttpCall.get("%s/%d/log?after=%s&since=%s".formatted(RUNTIMES, id, URLEncoder.encode(after, StandardCharsets.UTF_8), since)));
		} catch (EngineException e) {
			boolean told = e.getCause() instanceof HttpException.Refused refused && refused.status() == 501; // it says where its lines go
			// an engine without the extension knows the runtime, but not the path
			throw e.kind() == Kind.UNSUPPORTED && !told || e.kind() == Kind.NOT_FOUND && get(id).isPresent()
					? new EngineException(Kind.UNSUPPORTED, "This engine does not hand out its log; engine.log on its machine says what it did, mostly in /var/log/provision-engine", e)
					: e;
		}
		if (!page.path("LINES").isArray()) {
			throw new EngineException(Kind.PROTOCOL, "The engine told no lines of its log");
		}
		var lines = new ArrayList<EngineLines.Line>();
		try {
			page.path("LINES").forEach(l -> lines.add(new EngineLines.Line(Instant.parse(l.path("TIME").asText()), l.path("LINE").asText())));
		} catch (DateTimeException e) {
			throw new EngineException(Kind.PROTOCOL, "The engine told a line of its log without a time", e);
		}
		return new EngineLines(List.copyOf(lines), page.path("NEXT").asText(""), page.path("MORE").asBoolean(), page.path("MISSED").asBoolean(), page.path("DELETED").asBoolean());
	}

	private static byte[] body(ObjectNode runtime) {
		var root = JsonNodeFactory.instance.objectNode();
		root.set(ServerlessRuntime.ROOT, runtime);
		return root.toString().getBytes(StandardCharsets.UTF_8);
	}

	private JsonNode json(HttpCall call) throws EngineException, InterruptedException {
		var answer = send(call);
		try {
			var json = JSON.readTree(answer.body());
			if (json != null && !json.isMissingNode()) {
				return json;
			}
		} catch (IOException e) {
			// said below
		}
		throw new EngineException(Kind.PROTOCOL, "%s answered %s %s with something that is no JSON; it is no Provisioning Engine, or something stands before it"
				.formatted(http.settings().base(), call.method(), call.path()));
	}

	private HttpAnswer send(HttpCall call) throws EngineException, InterruptedException {
		if (http.settings().credentials().get().filter(c -> !(c instanceof HttpCredentials.Basic)).isPresent()) {
			secret(); // says what is missing; an engine would repeat the token in its refusal
		}
		try {
			return http.send(call);
		} catch (HttpException e) {
			throw failures.of(e);
		}
	}

	HttpEndpoint http() {
		return http;
	}

	@Override
	public void close() {
		http.close();
	}
}
