package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.so3.engine.internal.daemon.Daemon;
import org.fleetdesk.so3.engine.internal.images.ImageStore;
import org.fleetdesk.so3.engine.internal.images.StoredImage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code GET /system/df}: what images and containers take on the disk. */
public final class DiskApi implements Routes {

	private static final ObjectMapper MAPPER = new ObjectMapper();
	private static final Set<String> TYPES = Set.of("container", "image", "volume", "build-cache");

	private final Daemon daemon;
	private final ImageStore images;

	public DiskApi(Daemon daemon, ImageStore images) {
		this.daemon = daemon;
		this.images = images;
	}

	@Override
	public void addTo(Router router) {
		router.add("GET", "/system/df", this::use);
	}

	private void use(Exchange exchange) throws IOException {
		List<String> wanted = exchange.queries("type");
		for (String type : wanted) {
			if (!TYPES.contains(type)) {
				throw new HttpError(400, "unknown object type: " + type);
			}
		}
		var node = MAPPER.createObjectNode().put("LayersSize", 0);
		if (wanted.isEmpty() || wanted.contains("image")) {
			addImages(node);
		}
		if (wanted.isEmpty() || wanted.contains("container")) {
			var list = node.putArray("Containers");
			var now = Instant.now();
			daemon.list().forEach(c -> list.add(ContainerSize.of(c).addTo(ContainerJson.element(c, now))));
		}
		if (wanted.isEmpty() || wanted.contains("volume")) {
			node.putArray("Volumes");
		}
		if (wanted.isEmpty() || wanted.contains("build-cache")) {
			node.putArray("BuildCache");
		}
		exchange.sendJson(200, node.put("BuilderSize", 0));
	}

	private void addImages(ObjectNode node) throws IOException {
		List<StoredImage> stored = images.list();
		node.put("LayersSize", stored.stream().mapToLong(StoredImage::size).sum());
		var list = node.putArray("Images");
		stored.forEach(i -> list.add(ImageApi.element(i, daemon.usersOf(i.id()).size())));
	}
}
