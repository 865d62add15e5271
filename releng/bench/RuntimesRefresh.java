package org.fleetdesk.bench;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.Secrets;
import org.fleetdesk.core.Session;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpBody;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpCredentials;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.http.xmlrpc.XmlRpc;
import org.fleetdesk.serverless.internal.ServerlessEngineKind;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What the console does at each refresh of a connection to a Provisioning Engine: reads the state of engine, OpenNebula and OneFlow into a snapshot. And what the calls cost
 * alone, which a refresh may make: bytes and time. Usage: RuntimesRefresh URL ONE_AUTH RUNTIMES
 */
final class RuntimesRefresh {

	private static final int RUNS = 7;

	private static long cpu() {
		return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1_000_000;
	}

	public static void main(String[] args) throws Exception {
		String secret = Files.readString(Path.of(args[1])).strip();
		String[] auth = secret.split(":", 2);
		try (var http = new HttpClientFactory(HttpAudit.NONE)) {
			refresh(http, URI.create(args[0]), auth, Integer.parseInt(args[2]));
			calls(http, URI.create(args[0]), secret);
		}
		System.exit(0);
	}

	private static void refresh(HttpClientFactory http, URI url, String[] auth, int runtimes) throws Exception {
		var credentials = new HttpCredentials.Basic(auth[0], auth[1]);
		var access = (EngineAccess) Proxy.newProxyInstance(RuntimesRefresh.class.getClassLoader(), new Class<?>[] { EngineAccess.class },
				(p, method, given) -> ((Connection) given[1]).credentials().isPresent() ? ((EndpointSettings) given[0]).withCredentials(() -> Optional.of(credentials)) : given[0]);
		var secrets = (Secrets) Proxy.newProxyInstance(RuntimesRefresh.class.getClassLoader(), new Class<?>[] { Secrets.class }, (p, method, given) -> Optional.empty());
		var connection = new Connection("bench", "serverless", "bench", url, Optional.of("password"), Map.of(), false);
		var times = new double[RUNS];
		try (Session session = new ServerlessEngineKind(http, access, secrets).open(connection)) {
			var heap = ManagementFactory.getMemoryMXBean();
			for (int i = -1; i < RUNS; i++) {
				ManagementFactory.getMemoryPoolMXBeans().forEach(p -> p.resetPeakUsage());
				long cpu = cpu();
				long began = System.nanoTime();
				var snapshot = session.refresh();
				double millis = (System.nanoTime() - began) / 1e6;
				long peak = ManagementFactory.getMemoryPoolMXBeans().stream().filter(p -> p.getType() == java.lang.management.MemoryType.HEAP).mapToLong(p -> p.getPeakUsage().getUsed()).sum();
				if (i >= 0) {
					times[i] = millis;
				}
				if (snapshot.resources().size() < runtimes) {
					throw new IllegalStateException("only " + snapshot.resources().size() + " resources; " + snapshot.facts());
				}
				System.out.printf("%-8s %9.0f ms   of it processor time of the console %6d ms   heap at its highest %5d MB   %d resources%n", i < 0 ? "first" : "refresh", millis, cpu() - cpu, peak >> 20,
						snapshot.resources().size());
				if (i == RUNS - 1) {
					System.gc();
					System.out.printf("heap after a collection, with one snapshot: %d MB; %s%n", heap.getHeapMemoryUsage().getUsed() >> 20, snapshot.facts());
				}
			}
		}
		Arrays.sort(times);
		System.out.printf("median %9.0f ms%n", times[RUNS / 2]);
	}

	private static void calls(HttpClientFactory http, URI url, String secret) throws Exception {
		try (var engine = http.open(settings(url))) {
			var config = new ObjectMapper().readTree(engine.send(HttpCall.get("/server/config")).body());
			try (var oneflow = http.open(settings(URI.create(config.path("oneflow_server").asText()))); var nebula = http.open(settings(URI.create(config.path("one_xmlrpc").asText())))) {
				for (int i = 0; i < 2; i++) {
					call("GET /service", oneflow, HttpCall.get("/service").header("Authorization", "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8))));
					xml(nebula, "one.documentpool.info", secret, -2, -1, -1, 1337);
					xml(nebula, "one.documentpool.info", secret, -2, -1, -1, 100);
					xml(nebula, "one.documentpool.info", secret, -2, 0, -1000, 1337);
					xml(nebula, "one.vmpool.infoextended", secret, -2, 0, -1000, -1);
					xml(nebula, "one.vmpool.infoextended", secret, -2, -1, -1, -1);
					xml(nebula, "one.vmpool.info", secret, -2, -1, -1, -1);
					xml(nebula, "one.vmpool.monitoring", secret, -2, 0);
					xml(nebula, "one.hostpool.info", secret);
				}
			}
		}
	}

	private static EndpointSettings settings(URI url) {
		return EndpointSettings.of(url).withDeadline(Duration.ofMinutes(3)).withMaxBody(1 << 30);
	}

	private static void xml(HttpEndpoint nebula, String method, Object... params) throws Exception {
		call(method + List.of(params).subList(1, params.length), nebula, HttpCall.post("").body(new HttpBody.Bytes("text/xml", XmlRpc.writeCall(new XmlRpc.Call(method, List.of(params))))));
	}

	private static void call(String what, HttpEndpoint endpoint, HttpCall call) throws Exception {
		long began = System.nanoTime();
		int bytes = endpoint.send(call).body().length;
		System.out.printf("%-50s %12d bytes %9.0f ms%n", what, bytes, (System.nanoTime() - began) / 1e6);
	}
}
