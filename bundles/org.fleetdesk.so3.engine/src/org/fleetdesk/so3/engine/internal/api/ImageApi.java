package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.so3.engine.internal.daemon.Daemon;
import org.fleetdesk.so3.engine.internal.daemon.EventLog;
import org.fleetdesk.so3.engine.internal.images.ImageName;
import org.fleetdesk.so3.engine.internal.images.ImageReference;
import org.fleetdesk.so3.engine.internal.images.ImageStore;
import org.fleetdesk.so3.engine.internal.images.StoredImage;
import org.fleetdesk.so3.model.FitException;
import org.fleetdesk.so3.model.FitImage;
import org.fleetdesk.so3.model.SubImage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * {@code /images}: what there is, and its names. Beyond Docker's API, elements have a member {@code SO3}. For uploads and downloads see
 * {@link ImageTransferApi}, for removal {@link ImageRemovalApi}.
 */
public final class ImageApi implements Routes {

	private static final ObjectMapper MAPPER = new ObjectMapper();
	private static final String NO_REGISTRY = "SO3 images have no registry";

	private final Daemon daemon;
	private final ImageStore images;
	private final EventLog events;

	public ImageApi(Daemon daemon, ImageStore images, EventLog events) {
		this.daemon = daemon;
		this.images = images;
		this.events = events;
	}

	@Override
	public void addTo(Router router) {
		router.add("GET", "/images/json", this::list);
		new ImageTransferApi(images, events).addTo(router);
		new ImageRemovalApi(daemon, images, events).addTo(router);
		router.add("GET", "/images/search", exchange -> refuse(NO_REGISTRY + " to search in"));
		router.add("POST", "/images/{name...}/push", exchange -> refuse(NO_REGISTRY + " to be pushed to. Use docker save and docker load"));
		router.add("GET", "/distribution/{name...}/json", exchange -> refuse(NO_REGISTRY + " to ask. Use docker image inspect"));
		router.add("GET", "/images/{name...}/json", this::inspect);
		router.add("GET", "/images/{name...}/history", this::history);
		router.add("POST", "/images/{name...}/tag", this::tag);
	}

	private static void refuse(String reason) {
		throw new HttpError(501, reason);
	}

	/** @throws HttpError 404, or 400 when there can be no image of that name, in Docker's words */
	static StoredImage find(ImageStore images, String reference) throws IOException {
		return images.find(reference).orElseThrow(() -> missing(reference));
	}

	static HttpError missing(String reference) {
		String name = ImageName.of(reference);
		if (name.isEmpty() && !reference.startsWith("/") && !reference.matches("(sha256:)?[0-9a-f]{64}")) {
			try {
				ImageReference.parse(reference);
			} catch (IllegalArgumentException e) {
				return new HttpError(400, e.getMessage());
			}
		}
		return new HttpError(404, "No such image: " + (name.isEmpty() || reference.indexOf('@') >= 0 ? reference : ImageName.reference(name)));
	}

	/** @throws HttpError 400 in Docker's words when it cannot be the name of an image */
	static ImageReference wanted(String repository, String tag) {
		try {
			var reference = ImageName.wanted(tag.isEmpty() ? repository : ImageReference.parse(repository).tagged(tag).full());
			if (!reference.digest().isEmpty() || repository.indexOf('@') >= 0) {
				throw new HttpError(400, "refusing to create a tag with a digest reference");
			}
			return reference;
		} catch (IllegalArgumentException e) {
			throw new HttpError(400, e.getMessage());
		}
	}

	private void list(Exchange exchange) throws Exception {
		var all = images.list();
		var filter = ImageFilter.of(exchange, images);
		boolean shared = exchange.flag("shared-size");
		var list = MAPPER.createArrayNode();
		for (StoredImage image : all) {
			var references = filter.references(image);
			if (!references.isEmpty()) {
				int users = daemon.usersOf(image.id()).size();
				var element = element(image, -1).put("SharedSize", shared ? 0 : -1);
				references(element.putArray("RepoTags"), references);
				references(element.putArray("RepoDigests"), digests(image.id(), references));
				((ObjectNode) element.path("SO3")).put("Containers", users);
				list.add(element);
			}
		}
		exchange.sendJson(200, list);
	}

	/** @param containers made of it; -1 when nobody asked */
	static ObjectNode element(StoredImage image, int containers) {
		var node = MAPPER.createObjectNode().put("Id", image.id()).put("ParentId", "");
		references(node.putArray("RepoTags"), image.references());
		references(node.putArray("RepoDigests"), digests(image.id(), image.references()));
		node.put("Created", image.modified().getEpochSecond()).put("Size", image.size()).put("VirtualSize", image.size()).put("SharedSize", containers < 0 ? -1 : 0)
				.put("Containers", containers);
		node.putObject("Labels");
		node.set("SO3", so3(image));
		return node;
	}

	private static void references(ArrayNode node, List<String> references) {
		references.forEach(node::add);
	}

	private static List<String> digests(String id, List<String> references) {
		return references.stream().map(ImageName::repository).distinct().map(r -> r + "@" + id).toList();
	}

	private static ObjectNode so3(StoredImage image) {
		var facts = image.facts();
		return MAPPER.createObjectNode().put("Description", facts.description()).put("Capsule", facts.capsule()).put("Spid", facts.spid()).put("Name", facts.meName())
				.put("ShortDesc", facts.shortDesc()).put("Arch", facts.arch()).put("Problem", facts.problem());
	}

	private static String comment(StoredImage image) {
		return image.comment().isEmpty() ? image.facts().description() : image.comment();
	}

	private void inspect(Exchange exchange) throws Exception {
		var image = find(images, exchange.value("name"));
		var node = MAPPER.createObjectNode().put("Id", image.id());
		references(node.putArray("RepoTags"), image.references());
		references(node.putArray("RepoDigests"), digests(image.id(), image.references()));
		node.put("Parent", "").put("Comment", comment(image)).put("Created", Times.text(image.modified())).put("DockerVersion", "").put("Author", "")
				.put("Architecture", image.facts().arch()).put("Os", "linux").put("Size", image.size()).put("VirtualSize", image.size());
		var config = node.putObject("Config");
		config.putObject("Labels");
		config.putArray("Env");
		config.putArray("Cmd");
		var driver = node.putObject("GraphDriver").put("Name", "so3");
		driver.putObject("Data").put("File", image.file().toString());
		node.putObject("RootFS").put("Type", "layers").putArray("Layers").add(image.id());
		node.putObject("Metadata").put("LastTagTime", Times.text(image.modified()));
		var so3 = so3(image);
		ImageContents.add(so3, image.file());
		node.set("SO3", so3);
		exchange.sendJson(200, node);
	}

	/** What the image is put together of, the last first: the file itself, then its parts as its own tree names them. */
	private void history(Exchange exchange) throws Exception {
		var image = find(images, exchange.value("name"));
		var list = MAPPER.createArrayNode();
		long created = image.modified().getEpochSecond();
		var parts = List.<SubImage>of();
		try {
			var fit = FitImage.readUnchecked(image.file());
			created = fit.timestamp().map(t -> t.getEpochSecond()).orElse(created);
			parts = fit.images();
		} catch (FitException e) {
			// a damaged one: its problem stands in its inspection
		}
		var whole = list.addObject().put("Id", image.id()).put("Created", created).put("CreatedBy", "mkimage -f")
				.put("Size", image.size() - parts.stream().mapToLong(SubImage::size).sum()).put("Comment", comment(image));
		references(whole.putArray("Tags"), image.references());
		for (SubImage part : parts.reversed()) {
			list.addObject().put("Id", "<missing>").put("Created", created).put("CreatedBy", part.path() + " " + part.type() + " " + part.arch()).put("Size", part.size())
					.put("Comment", part.description()).putNull("Tags");
		}
		exchange.sendJson(200, list);
	}

	private void tag(Exchange exchange) throws Exception {
		var image = find(images, exchange.value("name"));
		var wanted = wanted(exchange.query("repo").orElse(""), exchange.query("tag").orElse(""));
		var replaced = images.find(wanted.full()).filter(old -> !old.id().equals(image.id()));
		if (images.tag(image, wanted)) {
			replaced.ifPresent(old -> ImageRemovalApi.untagged(events, old, wanted.full(), daemon));
		}
		events.publish("image", "tag", image.id(), Map.of("name", wanted.full()));
		exchange.send(201);
	}
}
