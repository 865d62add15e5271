package org.fleetdesk.gateways.agent.internal.cloud;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.fleetdesk.gateways.agent.internal.config.GatewayCfg;
import org.fleetdesk.gateways.agent.internal.report.Traffic;
import org.fleetdesk.gateways.model.AliasForm;
import org.fleetdesk.http.HttpAnswer;
import org.fleetdesk.http.HttpBody;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.http.HttpStream;

/**
 * The device cloud as a device sees it: activation, aliases, content, and the control channel of our own cloud. Each call but a download has a deadline, and counts its
 * bytes of HTTP under its method's name.
 */
public final class DeviceCloud {

	/** Whose bytes are counted. */
	public static final String CONSUMER = "gwe";

	private static final String CIK = "X-Exosite-CIK";
	private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";
	private static final String ALIASES = "/onep:v1/stack/alias";
	private static final int UNAUTHORIZED = 401;
	private static final Duration EXCHANGE = Duration.ofSeconds(30);
	/** Of a download: longer silence ends it, and it is resumed. */
	private static final Duration SILENCE = Duration.ofSeconds(60);
	/** What an answer may take beyond the time for which it is asked to wait. */
	private static final Duration ALLOWANCE = Duration.ofSeconds(20);

	private final HttpEndpoint endpoint;
	private final Supplier<GatewayCfg> identity;
	private final String userAgent;
	private final Traffic traffic;

	/** @param identity as it is at the time of a call */
	public DeviceCloud(HttpEndpoint endpoint, Supplier<GatewayCfg> identity, String userAgent, Traffic traffic) {
		this.endpoint = endpoint;
		this.identity = identity;
		this.userAgent = userAgent;
		this.traffic = traffic;
	}

	/** Where it is. */
	public URI url() {
		return endpoint.settings().base();
	}

	/**
	 * Asks for a key.
	 *
	 * @return 40 characters
	 * @throws HttpException.Refused with 404 when the cloud does not know the identity, with 409 when it is not enabled for activation
	 */
	public String activate() throws HttpException {
		var of = identity.get();
		var form = new LinkedHashMap<String, String>();
		form.put("vendor", of.vendor());
		form.put("model", of.model());
		form.put("sn", of.uuid());
		var answer = send("activate", HttpCall.post("/provision/activate").body(bytes(AliasForm.encode(form))).deadline(EXCHANGE));
		String cik = answer.text().strip();
		if (!cik.matches("[0-9A-Za-z]{40}")) {
			throw new HttpException.Protocol("The device cloud at " + url() + " answered an activation with something that is no key", null);
		}
		return cik;
	}

	/** The values of aliases; those that are empty or not there are left out. @throws HttpException.Refused with 401 when the key counts no more */
	public Map<String, String> read(List<String> aliases) throws HttpException {
		String query = aliases.stream().map(HttpCall::encode).collect(Collectors.joining("&"));
		var answer = authorized("http_read", HttpCall.get(ALIASES + "?" + query).header("Accept", FORM).deadline(EXCHANGE));
		var values = new LinkedHashMap<String, String>();
		Genuine.read(answer, aliases, url()).stream().filter(p -> !p.value().isEmpty()).forEach(p -> values.put(p.name(), p.value()));
		return values;
	}

	/** Sets aliases, all with one time. @throws HttpException.Refused with 401 when the key counts no more */
	public void write(Map<String, String> values) throws HttpException {
		Genuine.written(authorized("http_write", HttpCall.post(ALIASES).body(bytes(AliasForm.encode(values))).deadline(EXCHANGE)), url());
	}

	/**
	 * Downloads content; close the stream.
	 *
	 * @param from the first byte; 0: all of it
	 */
	public HttpStream download(String name, long from) throws HttpException {
		var of = identity.get();
		var call = HttpCall.get("/provision/download?vendor=" + HttpCall.encode(of.vendor()) + "&model=" + HttpCall.encode(of.model()) + "&id=" + HttpCall.encode(name))
				.header(CIK, of.cik()).header("User-Agent", userAgent).deadline(EXCHANGE).idle(SILENCE);
		var stream = endpoint.open(from == 0 ? call : call.header("Range", "bytes=" + from + "-"));
		try {
			Genuine.download(stream, url());
			return stream;
		} catch (HttpException e) {
			stream.close();
			throw e;
		}
	}

	/** Bytes of a download that came, whose request was sent by {@link #download}. */
	public void downloaded(long bytes) {
		traffic.count(CONSUMER, "download", bytes, 0);
	}

	/**
	 * Waits for something that the operator wants.
	 *
	 * @return the request; empty when there was none in this time
	 */
	public Optional<byte[]> control(Duration wait) throws HttpException {
		var answer = authorized("control", HttpCall.get("/gwe/v1/control?wait=" + wait.toMillis()).deadline(wait.plus(ALLOWANCE)));
		Genuine.control(answer, url());
		return answer.status() == 200 && answer.body().length > 0 ? Optional.of(answer.body()) : Optional.empty();
	}

	/** Answers a request of {@link #control}. @param json UTF-8 */
	public void reply(String id, byte[] json) throws HttpException {
		Genuine.written(authorized("control", HttpCall.post("/gwe/v1/control/" + HttpCall.encode(id)).body(new HttpBody.Bytes("application/json", json)).deadline(EXCHANGE.multipliedBy(2))),
				url());
	}

	private HttpAnswer authorized(String method, HttpCall call) throws HttpException {
		return send(method, call.header(CIK, identity.get().cik()));
	}

	/** Whether a failure means that the key counts no more. */
	public static boolean keyRefused(HttpException failure) {
		return failure instanceof HttpException.Refused refused && refused.status() == UNAUTHORIZED;
	}

	private HttpAnswer send(String method, HttpCall call) throws HttpException {
		var full = call.header("User-Agent", userAgent);
		HttpAnswer answer = null;
		try {
			answer = endpoint.send(full);
			return answer;
		} catch (HttpException.Refused e) {
			answer = e.answer();
			throw e;
		} finally {
			traffic.count(CONSUMER, method, answer == null ? 0 : size(answer), size(full));
		}
	}

	private long size(HttpCall call) {
		long head = call.method().length() + call.path().length() + " HTTP/1.1\r\n ".length() + "Host: \r\n\r\n".length() + endpoint.settings().base().getAuthority().length();
		for (var header : call.headers().entrySet()) {
			head += header.getKey().length() + header.getValue().length() + 4;
		}
		return head + call.body().map(b -> b instanceof HttpBody.Bytes bytes ? bytes.bytes().length + bytes.mediaType().length() + 36L : 0L).orElse(0L);
	}

	private static long size(HttpAnswer answer) {
		long head = "HTTP/1.1 200 OK\r\n\r\n".length();
		for (var header : answer.headers().entrySet()) {
			for (String value : header.getValue()) {
				head += header.getKey().length() + value.length() + 4;
			}
		}
		return head + answer.body().length;
	}

	private static HttpBody bytes(String form) {
		return new HttpBody.Bytes(FORM, form.getBytes(StandardCharsets.US_ASCII));
	}
}
