import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAnswer;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpCredentials;
import org.fleetdesk.http.HttpEndpoint;

/**
 * Load on a Provisioning Engine. Usage: Provision URL ONE_AUTH MODE CLIENTS REQUESTS [SIZE]. Modes: life (create, get, delete, and the cloud directly), fill (create),
 * there (get, list, create and delete while SIZE runtimes are there).
 */
public class Provision {

	private static final ObjectMapper JSON = new ObjectMapper();
	private static final String RUNTIME = "{\"SERVERLESS_RUNTIME\":{\"NAME\":\"bench-%d\",\"FAAS\":{\"FLAVOUR\":\"Function\",\"CPU\":1,\"MEMORY\":128,\"DISK_SIZE\":512}}}";

	private interface Request {
		void send(int number) throws Exception;
	}

	private final HttpEndpoint engine;
	private final HttpEndpoint oneflow;
	private final int clients;
	private final AtomicInteger names = new AtomicInteger();
	private final ConcurrentLinkedQueue<Integer> made = new ConcurrentLinkedQueue<>();

	private Provision(HttpEndpoint engine, HttpEndpoint oneflow, int clients) {
		this.engine = engine;
		this.oneflow = oneflow;
		this.clients = clients;
	}

	public static void main(String[] args) throws Exception {
		int clients = Integer.parseInt(args[3]);
		int requests = Integer.parseInt(args[4]);
		String[] auth = Files.readString(Path.of(args[1])).strip().split(":", 2);
		try (var http = new HttpClientFactory()) {
			try (var engine = http.open(settings(args[0], auth, clients))) {
				var config = JSON.readTree(engine.send(HttpCall.get("/server/config")).body());
				try (var oneflow = http.open(settings(config.path("oneflow_server").asText(), auth, clients))) {
					new Provision(engine, oneflow, clients).run(args[2], requests, args.length > 5 ? args[5] : "");
				}
			}
		}
	}

	private static EndpointSettings settings(String url, String[] auth, int clients) {
		return EndpointSettings.of(URI.create(url)).withDeadline(Duration.ofMinutes(3)).withMaxConnections(clients + 4)
				.withCredentials(() -> Optional.of(new HttpCredentials.Basic(auth[0], auth[1])));
	}

	private void run(String mode, int requests, String size) throws Exception {
		switch (mode) {
		case "life" -> {
			measure("create", requests, this::create);
			measure("get", requests, n -> get());
			measure("delete", requests, n -> delete());
			measure("the cloud directly", requests, n -> instantiate());
		}
		case "fill" -> all(requests, this::create);
		case "there" -> {
			measure(size + " there: create", requests, this::create);
			measure(size + " there: get", requests, n -> get());
			measure(size + " there: list of 100", Math.max(1, requests / 10), n -> engine.send(HttpCall.get("/serverless-runtimes?offset=0&limit=100")));
			measure(size + " there: delete", requests, n -> delete());
		}
		default -> throw new IllegalArgumentException(mode);
		}
	}

	private void create(int number) throws Exception {
		var answer = engine.send(HttpCall.post("/serverless-runtimes").json(RUNTIME.formatted(names.incrementAndGet()).getBytes(StandardCharsets.UTF_8)));
		made.add(json(answer).path("SERVERLESS_RUNTIME").path("ID").asInt());
	}

	private void get() throws Exception {
		int id = made.remove();
		engine.send(HttpCall.get("/serverless-runtimes/" + id));
		made.add(id);
	}

	private void delete() throws Exception {
		engine.send(HttpCall.delete("/serverless-runtimes/" + made.remove()));
	}

	/** What the engine has to ask for with each create. */
	private void instantiate() throws Exception {
		var templates = json(oneflow.send(HttpCall.get("/service_template"))).path("DOCUMENT_POOL").path("DOCUMENT");
		for (JsonNode template : templates) {
			if (template.path("NAME").asText().equals("Function")) {
				oneflow.send(HttpCall.post("/service_template/" + template.path("ID").asText() + "/action").json("{\"action\":{\"perform\":\"instantiate\"}}".getBytes(StandardCharsets.UTF_8)));
				return;
			}
		}
		throw new IllegalStateException("There is no template Function");
	}

	private static JsonNode json(HttpAnswer answer) throws Exception {
		return JSON.readTree(answer.body());
	}

	private void measure(String what, int requests, Request request) throws Exception {
		long began = System.nanoTime();
		double[] times = all(requests, request);
		double seconds = (System.nanoTime() - began) / 1e9;
		Arrays.sort(times);
		System.out.printf("%-26s %3d clients %8.1f a second   p50 %8.1f   p95 %8.1f   longest %8.1f ms%n", what, clients, requests / seconds, times[times.length / 2],
				times[times.length * 95 / 100], times[times.length - 1]);
	}

	private double[] all(int requests, Request request) throws Exception {
		var next = new AtomicInteger();
		var times = new double[requests];
		List<Future<?>> working = new ArrayList<>();
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int i = 0; i < clients; i++) {
				working.add(threads.submit(() -> {
					for (int n = next.getAndIncrement(); n < requests; n = next.getAndIncrement()) {
						long began = System.nanoTime();
						request.send(n);
						times[n] = (System.nanoTime() - began) / 1e6;
					}
					return null;
				}));
			}
			for (var one : working) {
				one.get();
			}
		}
		return times;
	}
}
