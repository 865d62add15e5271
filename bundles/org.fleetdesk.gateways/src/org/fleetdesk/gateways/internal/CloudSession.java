package org.fleetdesk.gateways.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;
import java.util.stream.StreamSupport;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.EngineInfo;
import org.fleetdesk.core.ServerCertificate;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.gateways.AliasValue;
import org.fleetdesk.gateways.ControlAnswer;
import org.fleetdesk.gateways.Deployment;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.gateways.LogPiece;
import org.fleetdesk.http.HttpBody;
import org.fleetdesk.http.HttpCall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A session with a device cloud. */
final class CloudSession implements GatewaysSession {

	private static final Duration CHANGES = Duration.ofSeconds(30);
	/** Of a fleet in which something changes all the time, no more often. */
	private static final Duration REST = Duration.ofMillis(500);
	/** So many deployments are waited for at a time; a rollout may have thousands under way. */
	private static final int AWAITED = 150;
	/** How long for one of them while others want to be, in milliseconds. */
	private static final long SHORT = 500;
	private static final Duration TAIL = Duration.ofSeconds(20);

	private final Connection connection;
	private final EngineAccess access;
	private final FleetApi api;
	private final FleetReading reading;
	private final Semaphore awaited = new Semaphore(AWAITED, true);
	private volatile Shown shown;

	CloudSession(Connection connection, FleetApi api, EngineAccess access, InstantSource clock) {
		this.connection = connection;
		this.access = access;
		this.api = api;
		reading = new FleetReading(connection.id(), api, clock);
	}

	@Override
	public Connection connection() {
		return connection;
	}

	@Override
	public EngineInfo probe() throws EngineException, InterruptedException {
		var info = api.get(FleetApi.path("info"));
		reading.forget();
		return new EngineInfo(info.path("product").asText("Device cloud"), info.path("version").asText(""), connection.url().getHost(), FleetReading.facts(info));
	}

	@Override
	public Snapshot refresh() throws EngineException, InterruptedException {
		return reading.refresh();
	}

	@Override
	public void watch(Runnable changed) throws EngineException, InterruptedException {
		long known = reading.revision();
		while (true) {
			long now = api.awaited(HttpCall.get("%s/changes?since=%d&wait=%d".formatted(FleetApi.BASE, known, CHANGES.toMillis())), CHANGES).path("revision").asLong();
			if (now != known) {
				known = now;
				changed.run();
				Thread.sleep(REST);
			}
		}
	}

	@Override
	public Instant now() throws EngineException, InterruptedException {
		return Wire.time(api.get(FleetApi.path("info")).path("now")).orElseThrow(() -> new EngineException(Kind.PROTOCOL, "The cloud does not tell its time"));
	}

	@Override
	public Optional<JsonNode> gateway(String product, String serial) throws EngineException, InterruptedException {
		try {
			return Optional.of(api.get(FleetApi.path("gateways", product, serial)));
		} catch (EngineException e) {
			if (e.kind() == Kind.NOT_FOUND) {
				return Optional.empty();
			}
			throw e;
		}
	}

	private static List<AliasValue> aliases(JsonNode list, String alias) {
		return StreamSupport.stream(list.spliterator(), false).map(v -> Wire.alias(v, alias)).toList();
	}

	@Override
	public List<AliasValue> aliases(String product, String serial) throws EngineException, InterruptedException {
		return aliases(api.get(FleetApi.path("gateways", product, serial, "aliases")), "");
	}

	@Override
	public List<AliasValue> history(String product, String serial, String alias, int limit, Optional<Instant> before) throws EngineException, InterruptedException {
		String path = FleetApi.path("gateways", product, serial, "aliases", alias, "history");
		return aliases(api.get("%s?limit=%d%s".formatted(path, limit, before.map(t -> "&before=" + HttpCall.encode(t.toString())).orElse(""))), alias);
	}

	@Override
	public void writeAlias(String product, String serial, String alias, String value) throws EngineException, InterruptedException {
		api.run(HttpCall.of("PUT", FleetApi.path("gateways", product, serial, "aliases", alias))
				.body(new HttpBody.Bytes("text/plain; charset=utf-8", value.getBytes(StandardCharsets.UTF_8))));
	}

	/** The cloud's answer may be the list, or an object that has it. */
	@Override
	public List<String> createMissingAliases(String product, String serial) throws EngineException, InterruptedException {
		var answer = api.json(HttpCall.post(FleetApi.path("gateways", product, serial, "aliases", "create-missing")));
		var made = new ArrayList<String>();
		(answer.isArray() ? answer : answer.path("created")).forEach(a -> made.add(a.isTextual() ? a.asText() : a.path("alias").asText()));
		return made;
	}

	@Override
	public void setInterval(String product, String serial, Duration interval) throws EngineException, InterruptedException {
		api.run(FleetApi.with(HttpCall.of("PUT", FleetApi.path("gateways", product, serial, "interval")), object().put("seconds", interval.toSeconds())));
	}

	@Override
	public void setLabels(String product, String serial, Map<String, String> labels) throws EngineException, InterruptedException {
		var all = object();
		labels.forEach(all::put);
		api.run(FleetApi.with(HttpCall.of("PUT", FleetApi.path("gateways", product, serial, "labels")), all));
	}

	@Override
	public void change(String product, String serial, String verb) throws EngineException, InterruptedException {
		api.run(HttpCall.post(FleetApi.path("gateways", product, serial, verb)));
	}

	@Override
	public void delete(String product, String serial) throws EngineException, InterruptedException {
		api.run(HttpCall.delete(FleetApi.path("gateways", product, serial)));
	}

	@Override
	public JsonNode add(String product, ObjectNode request) throws EngineException, InterruptedException {
		return api.json(FleetApi.with(HttpCall.post(FleetApi.path("gateways", product)), request));
	}

	@Override
	public JsonNode createProduct(ObjectNode product) throws EngineException, InterruptedException {
		return api.json(FleetApi.with(HttpCall.post(FleetApi.path("products")), product));
	}

	@Override
	public void deleteProduct(String product, boolean force) throws EngineException, InterruptedException {
		api.run(HttpCall.delete(FleetApi.path("products", product) + (force ? "?force=true" : "")));
	}

	@Override
	public boolean upload(String product, Path file, String sha256, Optional<String> signature, LongConsumer sent) throws EngineException, InterruptedException {
		String name = file.getFileName().toString();
		var there = content(product, name);
		if (there.isPresent()) {
			if (!there.get().path("sha256").asText().equalsIgnoreCase(sha256)) {
				throw new EngineException(Kind.CONFLICT, "%s has another file called %s already; a changed application needs a version of its own".formatted(product, name));
			}
			if (signature.isEmpty() || there.get().path("signature").asText().equals(signature.get())) {
				return false;
			}
		}
		try {
			var call = HttpCall.of("PUT", FleetApi.path("content", product, name)).body(HttpBody.FileContent.of("application/gzip", file, sent)).header("X-Content-SHA256", sha256);
			api.run(signature.isEmpty() ? call : call.header("X-Content-Signature", signature.get()));
			return true;
		} catch (IOException e) {
			throw new EngineException(Kind.REFUSED, "%s cannot be read: %s".formatted(file, e.getMessage()), e);
		}
	}

	@Override
	public Optional<JsonNode> content(String product, String name) throws EngineException, InterruptedException {
		for (JsonNode there : api.get(FleetApi.path("content", product))) {
			if (there.path("id").asText().equals(name)) {
				return Optional.of(there);
			}
		}
		return Optional.empty();
	}

	@Override
	public InputStream download(String product, String name) throws EngineException, InterruptedException {
		return api.stream(HttpCall.get(FleetApi.path("content", product, name)));
	}

	@Override
	public void removeContent(String product, String name) throws EngineException, InterruptedException {
		api.run(HttpCall.delete(FleetApi.path("content", product, name)));
	}

	@Override
	public Deployment deploy(String product, String serial, List<String> packages, String run) throws EngineException, InterruptedException {
		var body = object().put("product", product).put("sn", serial).put("by", System.getProperty("user.name", "")).put("run", run);
		packages.forEach(body.putArray("packages")::add);
		return Wire.deployment(api.json(FleetApi.with(HttpCall.post(FleetApi.path("deployments") + "?queue=true"), body)));
	}

	@Override
	public Deployment deployment(String id, long after, Duration wait) throws EngineException, InterruptedException {
		if (!wait.isPositive()) {
			return deployment(id, after, 0);
		}
		awaited.acquire();
		try {
			return deployment(id, after, Math.min(wait.toMillis(), awaited.hasQueuedThreads() ? SHORT : Long.MAX_VALUE));
		} finally {
			awaited.release();
		}
	}

	private Deployment deployment(String id, long after, long wait) throws EngineException, InterruptedException {
		return Wire.deployment(api.awaited(HttpCall.get("%s?after=%d&wait=%d".formatted(FleetApi.path("deployments", id), after, wait)), Duration.ofMillis(wait)));
	}

	private static List<Deployment> deployments(JsonNode list) throws EngineException {
		var all = new ArrayList<Deployment>();
		for (JsonNode deployment : list) {
			all.add(Wire.deployment(deployment));
		}
		return all;
	}

	@Override
	public List<Deployment> deployments(String run) throws EngineException, InterruptedException {
		return deployments(api.get(FleetApi.path("deployments") + "?run=" + HttpCall.encode(run)));
	}

	@Override
	public List<Deployment> deployments(String product, String serial, int limit) throws EngineException, InterruptedException {
		return deployments(api.get(FleetApi.path("gateways", product, serial, "deployments") + "?limit=" + limit));
	}

	@Override
	public boolean cancelDeployment(String id, boolean force) throws EngineException, InterruptedException {
		try {
			api.run(HttpCall.post(FleetApi.path("deployments", id, "cancel") + (force ? "?force=true" : "")));
			return true;
		} catch (EngineException e) {
			if (e.kind() == Kind.CONFLICT) {
				return false;
			}
			throw e;
		}
	}

	@Override
	public ControlAnswer control(String product, String serial, ObjectNode request, Duration timeout) throws EngineException, InterruptedException {
		var body = request.deepCopy().put("timeout", timeout.toMillis());
		var answer = api.awaited(FleetApi.with(HttpCall.post(FleetApi.path("gateways", product, serial, "control")), body).changing(changes(request)), timeout);
		return new ControlAnswer(answer.path("ok").asBoolean(), answer.path("message").asText(""), answer);
	}

	/** What only looks is not audited. */
	private static boolean changes(ObjectNode request) {
		return switch (request.path("do").asText()) {
		case "status", "tail" -> false;
		default -> true;
		};
	}

	@Override
	public LogPiece tail(String product, String serial, String application, long offset, int length) throws EngineException, InterruptedException {
		var answer = control(product, serial, object().put("do", "tail").put("app", application).put("offset", offset).put("length", length), TAIL);
		if (!answer.ok()) {
			throw new EngineException(Kind.REFUSED, answer.message().isEmpty() ? "The gateway does not tell the log of " + application : answer.message());
		}
		return new LogPiece(answer.body().path("text").asText(""), answer.body().path("offset").asLong());
	}

	private static ObjectNode object() {
		return JsonNodeFactory.instance.objectNode();
	}

	@Override
	public Optional<ServerCertificate> certificate() {
		var chain = api.http().certificates();
		if (chain.isEmpty()) {
			return Optional.empty();
		}
		var known = shown;
		if (known == null || !known.chain().equals(chain)) {
			known = new Shown(List.copyOf(chain), access.judged(chain, connection));
			shown = known;
		}
		return Optional.of(known.certificate());
	}

	/** Judging a certificate takes a while. */
	private record Shown(List<X509Certificate> chain, ServerCertificate certificate) {
	}

	@Override
	public OptionalLong heard() {
		return OptionalLong.of(api.http().heard());
	}

	@Override
	public void renew() {
		api.renew();
	}

	@Override
	public void close() {
		api.close();
	}
}
