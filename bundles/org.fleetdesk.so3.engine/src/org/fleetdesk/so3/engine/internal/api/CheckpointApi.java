package org.fleetdesk.so3.engine.internal.api;

import java.util.Optional;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.so3.engine.internal.daemon.Checkpoint;
import org.fleetdesk.so3.engine.internal.daemon.Daemon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * {@code /containers/{id}/checkpoints}. Beyond Docker's API, the elements of the list say when a checkpoint was made, how large it is and of which image.
 */
public final class CheckpointApi implements Routes {

	private static final ObjectMapper MAPPER = new ObjectMapper();

	private final Daemon daemon;

	public CheckpointApi(Daemon daemon) {
		this.daemon = daemon;
	}

	@Override
	public void addTo(Router router) {
		router.add("GET", "/containers/{id}/checkpoints", this::list);
		router.add("POST", "/containers/{id}/checkpoints", this::create);
		router.add("DELETE", "/containers/{id}/checkpoints/{name}", x -> {
			checkFolder(x.query("dir"));
			daemon.find(x.value("id")).removeCheckpoint(x.value("name"));
			x.send(204);
		});
	}

	/** The checkpoint that a start names; empty for a start from the beginning. */
	static Optional<String> toStartFrom(Exchange exchange) {
		checkFolder(exchange.query("checkpoint-dir"));
		return exchange.query("checkpoint");
	}

	private static void checkFolder(Optional<String> folder) {
		if (folder.filter(f -> !f.isEmpty()).isPresent()) {
			throw new HttpError(501, "This engine keeps the checkpoints of an SO3 container with the container; leave the checkpoint folder out");
		}
	}

	private void list(Exchange exchange) throws Exception {
		var container = daemon.find(exchange.value("id"));
		checkFolder(exchange.query("dir"));
		var list = MAPPER.createArrayNode();
		for (Checkpoint one : container.checkpoints()) {
			list.addObject().put("Name", one.name()).put("Created", Times.text(one.created())).put("Size", one.size()).put("Image", one.imageName()).put("ImageID",
					one.imageId()).put("Usable", one.imageId().equals(container.data().imageId()));
		}
		exchange.sendJson(200, list);
	}

	private void create(Exchange exchange) throws Exception {
		var container = daemon.find(exchange.value("id"));
		JsonNode body = Bodies.json(exchange);
		checkFolder(Optional.of(body.path("CheckpointDir").asText("")));
		container.checkpoint(body.path("CheckpointID").asText(""), body.path("Exit").asBoolean());
		exchange.send(201);
	}
}
