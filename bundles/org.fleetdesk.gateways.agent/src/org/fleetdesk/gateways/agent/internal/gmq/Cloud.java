package org.fleetdesk.gateways.agent.internal.gmq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.fleetdesk.gateways.agent.internal.cloud.Genuine;
import org.fleetdesk.gateways.agent.internal.report.Traffic;
import org.fleetdesk.gateways.model.AliasForm;
import org.fleetdesk.gateways.model.AliasForm.Pair;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAnswer;
import org.fleetdesk.http.HttpBody;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.http.TlsSettings;

/** The device cloud's API as GMQ uses it (spec/gateways.md 1.1). All calls end within half a minute or with an interrupt. */
final class Cloud implements AutoCloseable {

	private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";
	private static final Duration CONNECT = Duration.ofSeconds(10);
	private static final Duration DEADLINE = Duration.ofSeconds(30);

	private static final int CONFLICT = 409;

	/** A time of an alias at which the cloud has a value already. */
	record Refusal(String alias, String seconds) {

		static Refusal of(Entry entry) {
			return new Refusal(entry.alias(), Long.toString(entry.seconds()));
		}
	}

	private final HttpClientFactory factory;
	private final Supplier<GmqSettings> settings;
	private final Traffic traffic;
	private final Map<Server, HttpEndpoint> endpoints = new ConcurrentHashMap<>();

	private record Server(URI base, Optional<Path> authorities) {
	}

	/** @param settings asked before each call */
	Cloud(HttpClientFactory factory, Supplier<GmqSettings> settings, Traffic traffic) {
		this.factory = factory;
		this.settings = settings;
		this.traffic = traffic;
	}

	/** @return the answer of activation, empty when it is none of 40 letters and digits */
	Optional<String> activate(Client.Vms client) throws HttpException {
		var fields = new LinkedHashMap<String, String>();
		fields.put("vendor", client.vendor());
		fields.put("model", client.model());
		fields.put("sn", client.serial());
		return Optional.of(send(client, "activate", form("/provision/activate", AliasForm.encode(fields))).text().strip()).filter(Client::isKey);
	}

	/**
	 * Sends values with their times.
	 *
	 * @return those which the cloud did not take because it has one of that second
	 * @throws HttpException.Refused with 409 when it did not take some and does not say which
	 */
	Set<Refusal> record(Client client, String cik, List<Entry> entries) throws HttpException {
		try {
			Genuine.written(send(client, "record", form("/onep:v1/stack/record", body(entries)).header("X-Exosite-CIK", cik)), settings.get().base(client));
			return Set.of();
		} catch (HttpException.Refused e) {
			if (!conflict(e)) {
				throw e;
			}
			var refused = new HashSet<Refusal>();
			for (Pair pair : AliasForm.values(new String(e.answer().body(), StandardCharsets.ISO_8859_1))) {
				for (String seconds : pair.value().split(",")) {
					refused.add(new Refusal(pair.name(), seconds.strip()));
				}
			}
			refused.retainAll(entries.stream().map(Refusal::of).toList());
			if (refused.isEmpty()) {
				throw e;
			}
			return refused;
		}
	}

	/** Whether the cloud has values at some of the times already. */
	static boolean conflict(HttpException.Refused answer) {
		return answer.status() == CONFLICT && !Genuine.page(answer.answer().mediaType());
	}

	/** What the cloud has of these aliases; @param query as it came. */
	HttpAnswer read(Client client, String cik, String query) throws HttpException {
		var answer = send(client, "read", HttpCall.get("/onep:v1/stack/alias?" + query).header("X-Exosite-CIK", cik).header("Accept", FORM));
		Genuine.read(answer, AliasForm.names(query), settings.get().base(client));
		return answer;
	}

	/** By alias, so that its name is there once. */
	private static String body(List<Entry> entries) {
		var pairs = new LinkedHashMap<String, List<Pair>>();
		entries.forEach(e -> pairs.computeIfAbsent(e.alias(), a -> new ArrayList<>(List.of(new Pair("alias", a)))).add(new Pair(Long.toString(e.seconds()), e.value())));
		return AliasForm.encode(pairs.values().stream().flatMap(List::stream).toList());
	}

	private static HttpCall form(String path, String body) {
		return HttpCall.post(path).body(new HttpBody.Bytes(FORM, body.getBytes(StandardCharsets.US_ASCII))).deadline(DEADLINE);
	}

	private HttpEndpoint endpoint(Server server) {
		var usual = EndpointSettings.of(server.base()).withConnect(CONNECT).withDeadline(DEADLINE).withMaxBody(1 << 20);
		if (server.authorities().isEmpty()) {
			return factory.open(usual);
		}
		try (var file = Files.newInputStream(server.authorities().get())) {
			return factory.open(usual.withTls(TlsSettings.trusting(file)));
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	private HttpAnswer send(Client client, String method, HttpCall call) throws HttpException {
		var now = settings.get();
		HttpEndpoint endpoint;
		try {
			endpoint = endpoints.computeIfAbsent(new Server(now.base(client), now.authorities()), this::endpoint);
		} catch (UncheckedIOException e) {
			throw new HttpException.Unsendable("The trusted certificates cannot be read: " + e.getCause().getMessage(), e);
		}
		var sent = call.header("User-Agent", now.userAgent());
		long out = size(sent);
		long in = 0;
		try {
			var answer = endpoint.send(sent);
			in = size(answer);
			return answer;
		} catch (HttpException.Refused e) {
			in = size(e.answer());
			throw e;
		} catch (HttpException e) {
			if (e instanceof HttpException.Unreachable) {
				out = 0; // hardly anything has left
			}
			throw e;
		} finally {
			traffic.count("gmq:" + client.label(), method, in, out);
		}
	}

	/** Bytes on the wire, without those of TLS and of TCP. */
	private static long size(HttpCall call) {
		long headers = call.headers().entrySet().stream().mapToLong(h -> h.getKey().length() + h.getValue().length() + 4).sum();
		return call.method().length() + call.path().length() + 12 + headers + 2 + call.body().map(b -> b instanceof HttpBody.Bytes bytes ? bytes.bytes().length : 0).orElse(0);
	}

	private static long size(HttpAnswer answer) {
		return 17 + answer.body().length + answer.headers().entrySet().stream().flatMap(h -> h.getValue().stream().map(v -> h.getKey().length() + v.length() + 4)).mapToLong(Integer::intValue).sum() + 2;
	}

	@Override
	public void close() {
		endpoints.values().forEach(HttpEndpoint::close);
	}
}
