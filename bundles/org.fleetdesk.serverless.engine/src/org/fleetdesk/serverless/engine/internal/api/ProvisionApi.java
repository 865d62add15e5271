package org.fleetdesk.serverless.engine.internal.api;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.Handler;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig;
import org.fleetdesk.serverless.engine.internal.log.Access;
import org.fleetdesk.serverless.engine.internal.log.EngineLog;
import org.fleetdesk.serverless.engine.internal.log.EngineLogs;
import org.fleetdesk.serverless.engine.internal.log.RequestLog;
import org.fleetdesk.serverless.engine.internal.provision.ApiFace;
import org.fleetdesk.serverless.engine.internal.provision.Caller;
import org.fleetdesk.serverless.engine.internal.provision.LiveRuntime;
import org.fleetdesk.serverless.engine.internal.provision.Refusal;
import org.fleetdesk.serverless.engine.internal.provision.Runtimes;
import org.fleetdesk.serverless.model.RuntimeSchema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * The REST API of the Provisioning Engine, with the routes, statuses and bodies of one of its two versions. {@code GET /serverless-runtimes} and
 * {@code GET /serverless-runtimes/ID/log} are extensions: the original has no list, and hands out no log. What it does for a request it asks of OpenNebula in the caller's name.
 */
public final class ProvisionApi implements Handler {

	/** Of the API: the last one that the original had. */
	public static final String VERSION = "1.3.3";

	private static final String RUNTIMES = "/serverless-runtimes";
	private static final String RUNTIME = RUNTIMES + "/{id}";
	private static final int PAGE = 100;
	private static final int LOG_PAGE = 1000;
	private static final Set<Integer> CREATE_STATUSES = Set.of(400, 401, 403, 422, 504);
	private static final Set<Integer> READ_STATUSES = Set.of(400, 401, 403, 404);
	private static final Set<Integer> LOG_STATUSES = Set.of(400, 401, 403, 404, 501);
	private static final Set<Integer> UPDATE_STATUSES = Set.of(400, 401, 403, 404, 423);
	private static final Set<Integer> DELETE_STATUSES = Set.of(401, 403, 404, 423);
	private static final ObjectMapper MAPPER = new ObjectMapper();

	private final ApiFace face;
	private final Supplier<EngineConfig> config;
	private final Runtimes runtimes;
	private final EngineLogs logs;
	private final EngineLog log;
	private final EngineLog cloud;
	private final LogApi lines;
	private final ErrorForm errors;
	private final RuntimeForm forms;
	private final JsonNode schema = RuntimeSchema.json();
	private final Router router = new Router();

	/**
	 * @param config as it is in force, with the real port
	 * @throws EngineException when the logs cannot be written
	 */
	public ProvisionApi(ApiFace face, Supplier<EngineConfig> config, Runtimes runtimes, EngineLogs logs) throws EngineException {
		this.face = face;
		this.config = config;
		this.runtimes = runtimes;
		this.logs = logs;
		log = logs.component(EngineLogs.ENGINE);
		cloud = logs.component(EngineLogs.CLOUD_CLIENT);
		lines = new LogApi(runtimes, logs.runtimeLines());
		errors = new ErrorForm(face);
		forms = new RuntimeForm(face);
		if (face == ApiFace.NEW) {
			open(RUNTIMES + "/schema", x -> new Answer(200, schema));
			open("/server/version", x -> new Answer(200, TextNode.valueOf(VERSION)));
			open("/server/config", x -> new Answer(200, this.config.get().toJson()));
		}
		route("POST", RUNTIMES, "Create a Serverless Runtime", CREATE_STATUSES, this::create);
		route("GET", RUNTIMES, "List Serverless Runtimes", READ_STATUSES, this::list);
		route("GET", RUNTIME, "Retrieve a Serverless Runtime", READ_STATUSES, (x, c, l) -> new Answer(200, forms.one(this.runtimes.get(c, id(x)))));
		router.add("GET", RUNTIME + "/log", this::lines);
		if (face == ApiFace.NEW) {
			route("PUT", RUNTIME, "Update a Serverless Runtime", UPDATE_STATUSES, this::update);
		} else {
			router.add("PUT", RUNTIME, x -> answer(x, log, new Answer(501, errors.of(Refusal.of(501, "Not implemented")))));
		}
		route("DELETE", RUNTIME, "Delete a Serverless Runtime", DELETE_STATUSES, this::delete);
	}

	/**
	 * @param body null: none
	 * @param told lines for the log, after the one with the status
	 */
	private record Answer(int status, JsonNode body, List<String> told) {

		Answer(int status, JsonNode body) {
			this(status, body, List.of());
		}
	}

	private interface Open {
		Answer answer(Exchange exchange) throws Exception;
	}

	private interface Asked {
		/** @param log masks the caller's credentials; knows the runtime when the path names it */
		Answer answer(Exchange exchange, Caller caller, RequestLog log) throws Refusal, InterruptedException, IOException;
	}

	private void open(String pattern, Open route) {
		router.add("GET", pattern, x -> answer(x, log, route.answer(x)));
	}

	private void route(String method, String pattern, String what, Set<Integer> statuses, Asked route) {
		router.add(method, pattern, exchange -> {
			var masking = log;
			Answer answer;
			try {
				var caller = BasicAuthentication.caller(exchange.header("Authorization"));
				var request = new RequestLog(log.masking(caller.session()), cloud.masking(caller.session()));
				number(exchange).ifPresent(request::about);
				masking = request.engine();
				masking.info("Received request to " + what);
				answer = route.answer(exchange, caller, request);
			} catch (Refusal e) {
				answer = refused(exchange, e, statuses);
				if (answer.status() >= 500) {
					masking.error("Failed: " + e.plain()); // no line begins with what others say
				} else {
					masking.warn("Refused: " + e.plain());
				}
			} catch (InterruptedException e) {
				masking.warn("Cut off: the client has gone, or the engine stops");
				throw e;
			}
			answer(exchange, masking, answer);
		});
	}

	private Answer refused(Exchange exchange, Refusal refusal, Set<Integer> statuses) {
		int status = errors.status(refusal, statuses);
		if (status == 401) {
			exchange.setHeader("WWW-Authenticate", "Basic realm=\"OpenNebula\", charset=\"UTF-8\"");
		}
		return new Answer(status, errors.of(refusal));
	}

	/** Leaves its traces in the log of requests only: a runtime's log does not grow by being read. */
	private void lines(Exchange exchange) throws Exception {
		Answer answer;
		try {
			answer = new Answer(200, lines.page(exchange, BasicAuthentication.caller(exchange.header("Authorization")), id(exchange), LOG_PAGE));
		} catch (Refusal e) {
			answer = refused(exchange, e, LOG_STATUSES);
		}
		send(exchange, answer);
	}

	@Override
	public void handle(Exchange exchange) throws Exception {
		try {
			router.dispatch(exchange, exchange.path().replaceAll("/{2,}", "/"));
		} catch (HttpError e) {
			// as the original, a path with another method is an unknown one
			boolean unknown = e.status() == 404 || e.status() == 405;
			answer(exchange, log, new Answer(unknown ? 404 : e.status(), errors.of(unknown ? Refusal.of(404, "Not found", "There is no such route").plain("Not found")
					: Refusal.of(e.status(), e.getMessage()))));
		}
	}

	private Answer create(Exchange exchange, Caller caller, RequestLog masking) throws Refusal, InterruptedException, IOException {
		JsonNode request = body(exchange);
		call(exchange, masking.engine(), request);
		LiveRuntime runtime;
		try (var watched = exchange.watched()) { // who does not wait for the answer would never know what was made
			runtime = runtimes.create(caller, request, masking);
		}
		return new Answer(201, forms.one(runtime), List.of("Serverless Runtime created", trace(runtime)));
	}

	private Answer update(Exchange exchange, Caller caller, RequestLog masking) throws Refusal, InterruptedException, IOException {
		JsonNode request = body(exchange);
		call(exchange, masking.engine(), request);
		LiveRuntime runtime;
		try (var watched = exchange.watched()) {
			runtime = runtimes.update(caller, id(exchange), request, masking.work());
		}
		return new Answer(200, forms.one(runtime), List.of("Serverless Runtime updated", trace(runtime)));
	}

	private Answer delete(Exchange exchange, Caller caller, RequestLog masking) throws Refusal, InterruptedException {
		int id = id(exchange);
		runtimes.delete(caller, id, masking.work());
		return new Answer(204, null, List.of("Serverless Runtime deleted", "Serverless Runtime " + id + " is deleted"));
	}

	private Answer list(Exchange exchange, Caller caller, RequestLog masking) throws Refusal, InterruptedException {
		int offset = number(exchange, "offset", 0, Integer.MAX_VALUE, 0);
		int limit = number(exchange, "limit", 1, Runtimes.LONGEST_PAGE, PAGE);
		return new Answer(200, forms.page(runtimes.list(caller, offset, limit), offset, limit));
	}

	/** A line by which the lines of a runtime are found. */
	private static String trace(LiveRuntime runtime) {
		return "Serverless Runtime " + runtime.document().id() + (runtime.serviceId().isPresent() ? " has the service " + runtime.serviceId().getAsInt() : " has no service");
	}

	private static void call(Exchange exchange, EngineLog masking, JsonNode request) {
		if (masking.debugs()) {
			masking.debug("API Call: " + exchange.method() + " " + exchange.path() + " " + request);
		}
	}

	private JsonNode body(Exchange exchange) throws Refusal, IOException {
		try {
			var json = exchange.json();
			if (json.isMissingNode()) {
				throw Refusal.of(400, "Invalid JSON", "The request has no body").plain("Invalid JSON data");
			}
			return json;
		} catch (HttpError e) {
			throw Refusal.of(400, "Invalid JSON", e.getMessage()).plain("Invalid JSON data");
		}
	}

	/** The original reads any text as a number, and what is none as 0, so that it could delete the runtime 0 by mistake. */
	private static int id(Exchange exchange) throws Refusal {
		return number(exchange).orElseThrow(() -> Refusal.of(404, "Serverless Runtime not found").plain("Document not found"));
	}

	private static Optional<Integer> number(Exchange exchange) {
		return Optional.ofNullable(exchange.value("id")).filter(id -> id.matches("\\d{1,9}")).map(Integer::valueOf);
	}

	static int number(Exchange exchange, String name, int least, int most, int otherwise) throws Refusal {
		Optional<String> text = exchange.query(name);
		if (text.isEmpty()) {
			return otherwise;
		}
		if (!text.get().matches("\\d{1,9}") || Integer.parseInt(text.get()) < least || Integer.parseInt(text.get()) > most) {
			throw Refusal.of(400, "Invalid page", name + " must be a whole number from " + least + (most == Integer.MAX_VALUE ? " on" : " to " + most));
		}
		return Integer.parseInt(text.get());
	}

	private void answer(Exchange exchange, EngineLog masking, Answer answer) throws IOException {
		masking.info("Response HTTP Return Code: " + answer.status());
		if (answer.body() != null && masking.debugs()) {
			masking.debug("Response Body: " + answer.body());
		}
		answer.told().forEach(masking::info);
		send(exchange, answer);
	}

	private void send(Exchange exchange, Answer answer) throws IOException {
		byte[] bytes = answer.body() == null ? new byte[0] : MAPPER.writeValueAsBytes(answer.body());
		try {
			if (answer.body() == null) {
				exchange.send(answer.status());
			} else {
				exchange.send(answer.status(), "application/json", bytes);
			}
		} finally {
			logs.access(new Access(exchange.peer(), Instant.now(), exchange.method(), exchange.target(), "HTTP/1.1", answer.status(), bytes.length, exchange.elapsed()));
		}
	}
}
