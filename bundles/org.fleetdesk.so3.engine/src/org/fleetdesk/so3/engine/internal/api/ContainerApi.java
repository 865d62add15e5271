package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.so3.engine.internal.daemon.Container;
import org.fleetdesk.so3.engine.internal.daemon.ContainerRecord;
import org.fleetdesk.so3.engine.internal.daemon.Daemon;
import org.fleetdesk.so3.engine.internal.daemon.DaemonException;
import org.fleetdesk.so3.engine.internal.images.ImageName;
import org.fleetdesk.so3.engine.internal.images.ImageStore;
import org.fleetdesk.so3.engine.internal.images.StoredImage;

import com.fasterxml.jackson.databind.ObjectMapper;

/** {@code /containers}: lists, inspections and the plain verbs. */
public final class ContainerApi implements Routes {

	private static final ObjectMapper MAPPER = new ObjectMapper();
	private static final Set<String> FILTERS = Set.of("name", "id", "label", "status", "ancestor");
	/** Signals that end a process; an SO3 guest knows no other kind. */
	private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", 2, "QUIT", 3, "ABRT", 6, "KILL", 9, "TERM", 15);
	private static final byte[] BEAT = { ' ' };

	private final Daemon daemon;
	private final ImageStore images;

	public ContainerApi(Daemon daemon, ImageStore images) {
		this.daemon = daemon;
		this.images = images;
	}

	private interface Verb {
		void act(Container container) throws DaemonException, InterruptedException, IOException;
	}

	@Override
	public void addTo(Router router) {
		router.add("GET", "/containers/json", this::list);
		router.add("GET", "/containers/{id}/json", this::inspect);
		router.add("POST", "/containers/{id}/start", x -> {
			var checkpoint = CheckpointApi.toStartFrom(x);
			act(x, c -> start(c, checkpoint));
		});
		router.add("POST", "/containers/{id}/stop", x -> act(x, Container::stop));
		router.add("POST", "/containers/{id}/restart", x -> act(x, Container::restart));
		router.add("POST", "/containers/{id}/pause", x -> act(x, Container::pause));
		router.add("POST", "/containers/{id}/unpause", x -> act(x, Container::unpause));
		router.add("POST", "/containers/{id}/kill", x -> {
			int signal = signal(x.query("signal").orElse("KILL"));
			act(x, c -> c.kill(signal));
		});
		router.add("POST", "/containers/{id}/rename", x -> {
			String name = x.query("name").orElseThrow(() -> new HttpError(400, "The new name is missing: give ?name="));
			act(x, c -> daemon.rename(c, name));
		});
		router.add("POST", "/containers/{id}/wait", this::await);
		router.add("DELETE", "/containers/{id}", x -> act(x, c -> daemon.remove(c, x.flag("force"))));
	}

	private void act(Exchange exchange, Verb verb) throws DaemonException, InterruptedException, IOException {
		verb.act(daemon.find(exchange.value("id")));
		exchange.send(204);
	}

	private static void start(Container container, Optional<String> checkpoint) throws DaemonException, InterruptedException {
		if (checkpoint.isPresent()) {
			container.startFrom(checkpoint.get());
		} else {
			container.start();
		}
	}

	private static int signal(String text) {
		String name = text.toUpperCase().startsWith("SIG") ? text.substring(3).toUpperCase() : text.toUpperCase();
		Integer number = name.matches("\\d{1,2}") ? Integer.valueOf(name) : SIGNALS.get(name);
		if (number == null || !SIGNALS.containsValue(number)) {
			throw new HttpError(501, "SO3 guests know no signals; only one that ends a process (" + String.join(", ", SIGNALS.keySet().stream().sorted().toList())
					+ ") has a meaning, which is force terminate");
		}
		return number;
	}

	private void list(Exchange exchange) throws Exception {
		var filters = Filters.of(exchange, FILTERS);
		int limit = exchange.query("limit").map(ContainerApi::number).filter(n -> n > 0).orElse(Integer.MAX_VALUE);
		boolean all = exchange.flag("all") || limit != Integer.MAX_VALUE || filters.has("status");
		Set<String> ancestors = ancestors(filters);
		var now = Instant.now();
		var answer = MAPPER.createArrayNode();
		daemon.list().stream().filter(c -> all || c.data().state().isActive()).filter(c -> wanted(c.data(), filters, ancestors)).limit(limit)
				.forEach(c -> answer.add(ContainerJson.element(c, now)));
		exchange.sendJson(200, answer);
	}

	private static int number(String text) {
		if (!text.matches("-?\\d{1,9}")) {
			throw new HttpError(400, "limit must be a number, not \"" + text + "\"");
		}
		return Integer.parseInt(text);
	}

	/** The ids of the images that the filter {@code ancestor} names. */
	private Set<String> ancestors(Filters filters) throws IOException {
		var ids = new HashSet<String>();
		for (StoredImage image : filters.has("ancestor") ? images.list() : List.<StoredImage>of()) {
			if (filters.any("ancestor", a -> images(a, image))) {
				ids.add(image.id());
			}
		}
		return ids;
	}

	private static boolean images(String reference, StoredImage image) {
		return image.names().contains(ImageName.of(reference))
				|| image.id().startsWith(reference.startsWith("sha256:") ? reference : "sha256:" + reference);
	}

	private static boolean wanted(ContainerRecord data, Filters filters, Set<String> ancestors) {
		return filters.any("name", n -> matchesName(n, data.name())) && filters.any("id", i -> data.id().startsWith(i)) && filters.labels(data.labels())
				&& filters.any("status", s -> data.state().word().equals(s)) && filters.any("ancestor", a -> ancestors.contains(data.imageId()));
	}

	/** A regular expression for a part of the name, with or without its slash; text that is none is looked for as it stands. */
	private static boolean matchesName(String wanted, String name) {
		Predicate<String> test;
		try {
			test = Pattern.compile(wanted).asPredicate();
		} catch (PatternSyntaxException e) {
			test = n -> n.contains(wanted);
		}
		return test.test(name) || test.test("/" + name);
	}

	private void inspect(Exchange exchange) throws Exception {
		var container = daemon.find(exchange.value("id"));
		Path log = daemon.settings().logs().resolve("me_" + container.data().slot() + ".log");
		exchange.sendJson(200, ContainerJson.inspection(container, log.toString()));
	}

	private void await(Exchange exchange) throws Exception {
		var container = daemon.find(exchange.value("id"));
		int exits = container.data().exits();
		Predicate<ContainerRecord> wanted = switch (exchange.query("condition").orElse("not-running")) {
			case "not-running" -> c -> !c.state().isActive() || c.exits() > exits;
			case "next-exit" -> c -> c.exits() > exits;
			case "removed" -> c -> false;
			default -> throw new HttpError(400, "invalid condition: \"" + exchange.query("condition").orElse("") + "\"");
		};
		try (var out = exchange.stream(200, "application/json"); var heartbeat = new Heartbeat(out, BEAT)) {
			var data = container.await(wanted);
			byte[] answer = (MAPPER.writeValueAsString(MAPPER.createObjectNode().put("StatusCode", data.exitCode())) + "\n").getBytes(StandardCharsets.UTF_8);
			heartbeat.write(answer, 0, answer.length);
		}
	}
}
