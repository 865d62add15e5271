package org.fleetdesk.so3.original.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Behaves towards a client as an original EMISO engine on its Smart Object does, mistakes included, so that the console can be tried without the hardware: written from a
 * description of the behaviour. Nothing executes an image; a capsule is a state and a counter in a log.
 *
 * <p>What is known of the original but not sure was decided to a client's disadvantage: an unknown id is confirmed by the verbs, a wrong method is an unknown path, and a
 * {@code create} of the earlier generation that fails ends in the web server's error page.
 */
public final class OriginalEngine implements AutoCloseable {

	/** Any version, even none. */
	private static final Pattern PREFIX = Pattern.compile("^/v[1-9]+.[0-9]+(?=/)");
	/** What the C++ library takes for a number: it reads as far as it can. */
	private static final Pattern NUMBER = Pattern.compile("\\s*([+-]?\\d{1,9})(?!\\d).*", Pattern.DOTALL);
	private static final Pattern CONTAINER = Pattern.compile("/containers/([^/]+)(?:/(start|stop|restart|pause|unpause|json|logs))?");
	private static final Pattern IMAGE = Pattern.compile("/images/(.+)/(json|history)");

	private final Generation generation;
	private final Path folder;
	private final Agency agency;
	private final Answers answers;
	private final Clock clock;
	private final ObjectMapper mapper = new ObjectMapper();
	private final List<String> requests = new CopyOnWriteArrayList<>();
	private final Set<Verb> lies = EnumSet.noneOf(Verb.class);
	private final HttpServer server;
	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
	private volatile Containers containers;

	/**
	 * Starts it on a free port of the loopback address.
	 *
	 * @param folder the Smart Object's file system: images are taken from {@link Generation#imageFolder()} below it, logs are in {@code var/log/soo}
	 */
	public OriginalEngine(Generation generation, Path folder) throws IOException {
		this(generation, folder, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Clock.systemDefaultZone());
	}

	/** As the other one. @param clock for log lines and times of creation */
	public OriginalEngine(Generation generation, Path folder, InetSocketAddress address, Clock clock) throws IOException {
		this.generation = generation;
		this.folder = folder.toRealPath();
		this.clock = clock;
		agency = new Agency(generation, images(), this.folder.resolve("var/log/soo"), clock);
		answers = new Answers(generation);
		restart();
		server = HttpServer.create(address, 0);
		server.setExecutor(threads);
		server.createContext("/", this::handle);
		server.start();
	}

	/** Where the engine answers. */
	public URI url() {
		return URI.create("tcp://127.0.0.1:" + server.getAddress().getPort());
	}

	public Generation generation() {
		return generation;
	}

	/** The folder of images. */
	public Path images() {
		return folder.resolve(generation.imageFolder().substring(1));
	}

	/** The log file with this number, which the capsule in the slot of this number writes. */
	public Path log(int number) {
		return agency.log(number);
	}

	/** The requests so far, without version prefix, such as {@code GET /containers/json?all=true}. */
	public List<String> requests() {
		return List.copyOf(requests);
	}

	/** From now on these verbs are confirmed and not done, such as for a capsule that does not stop; none again without arguments. */
	public void lie(Verb... verbs) {
		synchronized (lies) {
			lies.clear();
			lies.addAll(List.of(verbs));
		}
	}

	/** The slots that are taken, with the agency's word for each. */
	public Map<Integer, String> slots() {
		var slots = new TreeMap<Integer, String>();
		agency.slots().forEach((slot, capsule) -> slots.put(slot, capsule.state().name().toLowerCase()));
		return slots;
	}

	/** Each capsule that lives says its next number. */
	public void tick() throws IOException {
		agency.tick();
	}

	/** Writes a line of the capsule in a slot. */
	public void say(int slot, String text) throws IOException {
		agency.say(slot, text);
	}

	/** The capsule in a slot crashes. */
	public void crash(int slot) {
		agency.crash(slot);
	}

	/** Somebody else loads and runs an image; the engine is not told. */
	public void inject(String image) throws IOException {
		agency.run(agency.inject(agency.image(image), 0).orElseThrow(() -> new IOException("There is no free slot, or no image " + image)));
	}

	/** The engine's process ends and begins again: what it knew is lost, what is in the slots is not. */
	public void restart() {
		containers = generation == Generation.V2 ? new SlotContainers(agency, clock) : new TableContainers(agency, clock);
	}

	/** The Smart Object begins anew: slots are empty, logs are removed; the earlier generation then runs all images by itself. */
	public void reboot() throws IOException {
		agency.reboot();
		restart();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = PREFIX.matcher(exchange.getRequestURI().getPath()).replaceFirst("");
			String query = exchange.getRequestURI().getRawQuery();
			requests.add(exchange.getRequestMethod() + " " + path + (query == null ? "" : "?" + query));
			try {
				route(exchange, exchange.getRequestMethod() + " " + path, path, query(query));
			} catch (Containers.Failure e) {
				send(exchange, 500, "text/plain", "Internal Error");
			}
		}
	}

	private static Map<String, String> query(String raw) {
		var values = new TreeMap<String, String>();
		for (String pair : raw == null ? new String[0] : raw.split("&")) {
			int at = pair.indexOf('=');
			values.put(URLDecoder.decode(at < 0 ? pair : pair.substring(0, at), StandardCharsets.UTF_8),
					at < 0 ? "" : URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
		}
		return values;
	}

	private void route(HttpExchange exchange, String request, String path, Map<String, String> query) throws IOException, Containers.Failure {
		switch (request) {
		case "GET /_ping" -> send(exchange, 200, "text/plain", "OK");
		case "HEAD /_ping" -> {
			exchange.getResponseHeaders().putAll(Map.of("Api-Version", List.of("1.43"), "Builder-Version", List.of("1.0"), "Docker-Experimental", List.of("false"), "Swarm",
					List.of("inactive"), "Cache-Control", List.of("no-cache, no-store, must-revalidate"), "Pragma", List.of("no-cache")));
			exchange.sendResponseHeaders(200, -1);
		}
		case "GET /version" -> json(exchange, 200, answers.version());
		case "GET /info" -> json(exchange, 200, answers.info(containers.all().size(), agency.images().size()));
		case "GET /images/json" -> json(exchange, 200, imageList());
		case "GET /containers/json" -> json(exchange, 200, containerList(query));
		case "POST /containers/create" -> create(exchange, query);
		case "GET /networks" -> json(exchange, 200, Answers.array());
		case "GET /volumes" -> json(exchange, 200, Answers.object().set("Volumes", Answers.array()));
		default -> {
			Matcher container = CONTAINER.matcher(path);
			Matcher image = IMAGE.matcher(path);
			if (generation.laterRoutes() && request.equals("GET /plugins")) {
				json(exchange, 200, Answers.array());
			} else if (generation.laterRoutes() && exchange.getRequestMethod().equals("GET") && image.matches()) {
				image(exchange, image.group(1), image.group(2));
			} else if (!container.matches() || !container(exchange, exchange.getRequestMethod(), container.group(1), Optional.ofNullable(container.group(2)), query)) {
				send(exchange, 200, "text/plain", "Path '" + exchange.getRequestURI().getPath() + "' not implemented\n");
			}
		}
		}
	}

	private JsonNode imageList() throws IOException {
		var list = Answers.array();
		for (Path file : agency.images()) {
			list.add(answers.image(file));
		}
		return list.isEmpty() ? mapper.nullNode() : list;
	}

	private void image(HttpExchange exchange, String name, String what) throws IOException, Containers.Failure {
		if (what.equals("history")) { // it is wired to the list
			json(exchange, 200, imageList());
			return;
		}
		if (name.contains(".") || name.contains("/")) {
			throw new Containers.Failure();
		}
		for (Path file : agency.images()) {
			if (file.getFileName().toString().equals(name + ".itb") || Answers.id(file).equals(name)) {
				json(exchange, 200, answers.inspectImage(file));
				return;
			}
		}
		send(exchange, 404, "application/json", "Image '" + name + "' not found");
	}

	private JsonNode containerList(Map<String, String> query) throws IOException, Containers.Failure {
		var list = Answers.array();
		for (var container : containers.all()) {
			if ((generation.all(query.getOrDefault("all", "")) || container.state().equals("running")) && named(container, query.getOrDefault("filters", ""))) {
				list.add(answers.container(container, imageId(container)));
			}
		}
		return list.isEmpty() && generation.nullWhenEmpty() ? mapper.nullNode() : list;
	}

	/** Of the filters only names are read, each a pattern for the whole name with its slash. */
	private boolean named(Containers.Container container, String filters) throws Containers.Failure {
		try {
			var patterns = new ArrayList<String>();
			if (!filters.isEmpty()) {
				var names = mapper.readTree(filters).path("name");
				names.forEach(n -> patterns.add(n.asText()));
				names.fieldNames().forEachRemaining(patterns::add);
			}
			return patterns.isEmpty() || patterns.stream().anyMatch(p -> ("/" + container.name()).matches(p));
		} catch (IOException | PatternSyntaxException e) {
			throw new Containers.Failure();
		}
	}

	private String imageId(Containers.Container container) throws IOException {
		Path file = agency.image(generation.createsByPath() ? container.image() : container.image() + ".itb");
		return Files.isRegularFile(file) ? Answers.id(file) : "";
	}

	private void create(HttpExchange exchange, Map<String, String> query) throws IOException, Containers.Failure {
		var body = mapper.readTree(exchange.getRequestBody());
		String wanted = body.path("Image").asText("");
		String image = generation.createsByPath() ? wanted : wanted.replaceFirst(":[^/:]*$", "");
		String name = generation.createsByPath() ? body.path("name").asText("") : query.getOrDefault("name", "");
		var id = containers.create(name, image);
		if (id.isEmpty()) {
			json(exchange, 404, Answers.object().put("message", "No such image: " + image));
			return;
		}
		json(exchange, 201, Answers.object().put("Id", Integer.toString(id.get())).set("Warnings", Answers.array()));
	}

	/** @return false when the path is no route */
	private boolean container(HttpExchange exchange, String method, String given, Optional<String> what, Map<String, String> query) throws IOException, Containers.Failure {
		boolean numeric = given.matches("[0-9]+");
		switch (method + " " + what.orElse("")) {
		case "GET json" -> json(exchange, 200, inspect(number(given)));
		case "GET logs" -> logs(exchange, number(given), query.get("tail"));
		case "POST start" -> {
			int id = number(given);
			if (!act(Verb.START, id) && generation == Generation.V4) {
				json(exchange, 500, Answers.object().put("message", "Failed to start container " + id));
			} else {
				exchange.sendResponseHeaders(204, -1);
			}
		}
		case "POST stop", "POST restart", "POST pause", "POST unpause", "DELETE " -> {
			if (!numeric) {
				return false;
			}
			act(what.map(w -> Verb.valueOf(w.toUpperCase())).orElse(Verb.REMOVE), number(given));
			exchange.sendResponseHeaders(204, -1);
		}
		default -> {
			return false;
		}
		}
		return true;
	}

	private boolean act(Verb verb, int id) throws IOException {
		synchronized (lies) {
			if (lies.contains(verb)) {
				return true;
			}
		}
		return containers.act(verb, id);
	}

	private JsonNode inspect(int id) throws IOException, Containers.Failure {
		for (var container : containers.all()) {
			if (container.id() == id) {
				return answers.inspect(container, imageId(container));
			}
		}
		throw new Containers.Failure();
	}

	/** Plain text in a file whose number is the container's id, which in the later generation is not the number that capsules write to. */
	private void logs(HttpExchange exchange, int id, String tail) throws IOException, Containers.Failure {
		long lines = tail == null && !generation.needsTail() ? Long.MAX_VALUE : number(tail == null ? "" : tail);
		byte[] text = Answers.first(agency.log(id), lines);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(200, text.length == 0 ? -1 : text.length);
		if (text.length > 0) {
			exchange.getResponseBody().write(text);
		}
	}

	private static int number(String text) throws Containers.Failure {
		Matcher matcher = NUMBER.matcher(text);
		if (!matcher.matches()) {
			throw new Containers.Failure();
		}
		return Integer.parseInt(matcher.group(1));
	}

	private void json(HttpExchange exchange, int status, JsonNode body) throws IOException {
		send(exchange, status, "application/json", mapper.writeValueAsString(body));
	}

	private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", type);
		exchange.sendResponseHeaders(status, exchange.getRequestMethod().equals("HEAD") ? -1 : bytes.length);
		if (!exchange.getRequestMethod().equals("HEAD")) {
			exchange.getResponseBody().write(bytes);
		}
	}

	@Override
	public void close() {
		server.stop(0);
		threads.shutdownNow();
	}
}
