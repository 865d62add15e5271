package org.fleetdesk.so3.engine.internal.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.so3.engine.internal.daemon.ContainerRecord;
import org.fleetdesk.so3.engine.internal.daemon.CreateRequest;
import org.fleetdesk.so3.engine.internal.daemon.Daemon;
import org.fleetdesk.so3.engine.internal.daemon.DaemonException;
import org.fleetdesk.so3.engine.internal.daemon.RestartPolicy;
import org.fleetdesk.so3.engine.internal.daemon.UpdateRequest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * {@code POST /containers/create} and {@code POST /containers/{id}/update}. Beyond Docker's API, an update takes {@code Image}, to exchange the container's
 * image, and {@code Labels}, to replace all labels.
 */
public final class CreateApi implements Routes {

	private static final ObjectMapper MAPPER = new ObjectMapper();
	private static final Set<String> PLATFORMS = Set.of("linux", "linux/arm64", "linux/aarch64", "linux/arm64/v8");
	private static final Set<String> CHANGEABLE = Set.of("RestartPolicy", "Image", "Labels");

	private final Daemon daemon;

	public CreateApi(Daemon daemon) {
		this.daemon = daemon;
	}

	@Override
	public void addTo(Router router) {
		router.add("POST", "/containers/create", this::create);
		router.add("POST", "/containers/{id}/update", this::update);
	}

	private void create(Exchange exchange) throws Exception {
		JsonNode body = Bodies.json(exchange);
		String image = body.path("Image").asText("");
		if (body.isEmpty()) {
			throw new HttpError(400, "config cannot be empty in order to create a container");
		}
		if (image.isBlank()) {
			throw new HttpError(400, "The container's image is missing: give it as Image in the request's body");
		}
		List<String> warnings = Demands.ofCreate(body);
		JsonNode host = body.path("HostConfig");
		var restart = restart(host.path("RestartPolicy")).orElse(RestartPolicy.NEVER);
		boolean autoRemove = host.path("AutoRemove").asBoolean();
		if (autoRemove && !restart.none()) {
			throw new HttpError(400, "can't create 'AutoRemove' container with restart policy");
		}
		checkPlatform(exchange.query("platform"), image);
		var options = new ContainerRecord.Options(labels(body.path("Labels")), strings(body.path("Env")), strings(body.path("Cmd")), body.path("Tty").asBoolean(), autoRemove,
				restart);
		var container = daemon.create(new CreateRequest(exchange.query("name").orElse(""), image, options));
		if (!container.data().image().why().isEmpty()) {
			warnings.addFirst(Daemon.simulated(container));
		}
		exchange.sendJson(201, answer(warnings).put("Id", container.data().id()));
	}

	private static void checkPlatform(Optional<String> platform, String image) {
		if (platform.isPresent() && !PLATFORMS.contains(platform.get().toLowerCase())) {
			throw new HttpError(404, "image with reference " + image + " was found but does not match the specified platform: wanted " + platform.get()
					+ ", actual: linux/arm64");
		}
	}

	private void update(Exchange exchange) throws Exception {
		var container = daemon.find(exchange.value("id"));
		JsonNode body = Bodies.json(exchange);
		Demands.ofUpdate(body, CHANGEABLE);
		JsonNode policy = body.path("RestartPolicy");
		var restart = policy.path("Name").asText("").isEmpty() && policy.path("MaximumRetryCount").asInt() == 0 ? Optional.<RestartPolicy>empty() : restart(policy);
		Optional<Map<String, String>> labels = body.hasNonNull("Labels") ? Optional.of(labels(body.path("Labels"))) : Optional.empty();
		var image = Optional.of(body.path("Image").asText("")).filter(i -> !i.isBlank());
		exchange.sendJson(200, answer(daemon.update(container, new UpdateRequest(restart, labels, image))));
	}

	private static ObjectNode answer(List<String> warnings) {
		var answer = MAPPER.createObjectNode();
		var list = answer.putArray("Warnings");
		warnings.forEach(list::add);
		return answer;
	}

	private static Optional<RestartPolicy> restart(JsonNode policy) throws DaemonException {
		if (policy.isMissingNode() || policy.isNull()) {
			return Optional.empty();
		}
		if (!policy.isObject()) {
			throw new HttpError(400, "RestartPolicy must be an object with Name and MaximumRetryCount");
		}
		return Optional.of(RestartPolicy.of(policy.path("Name").asText(""), policy.path("MaximumRetryCount").asInt()));
	}

	private static Map<String, String> labels(JsonNode node) {
		var labels = new HashMap<String, String>();
		if (!node.isMissingNode() && !node.isNull() && !node.isObject()) {
			throw new HttpError(400, "Labels must be an object of texts");
		}
		for (var label : node.properties()) {
			if (!label.getValue().isTextual()) {
				throw new HttpError(400, "The label " + label.getKey() + " must be a text");
			}
			labels.put(label.getKey(), label.getValue().asText());
		}
		return labels;
	}

	private static List<String> strings(JsonNode node) {
		var list = new ArrayList<String>();
		if (node.isTextual()) {
			list.add(node.asText());
		}
		if (node.isArray()) {
			node.forEach(n -> list.add(n.asText()));
		}
		return list;
	}
}
