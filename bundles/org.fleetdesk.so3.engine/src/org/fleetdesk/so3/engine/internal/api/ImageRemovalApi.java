package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.so3.engine.internal.daemon.Container;
import org.fleetdesk.so3.engine.internal.daemon.Daemon;
import org.fleetdesk.so3.engine.internal.daemon.EventLog;
import org.fleetdesk.so3.engine.internal.images.ImageName;
import org.fleetdesk.so3.engine.internal.images.ImageStore;
import org.fleetdesk.so3.engine.internal.images.StoredImage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * {@code DELETE /images/{name}} and {@code POST /images/prune}, by dockerd's rules and in its words. An image without a name does not exist here: when the
 * last one is taken by force while a container runs, the content stays in the container only.
 */
final class ImageRemovalApi {

	private static final ObjectMapper MAPPER = new ObjectMapper();

	private final Daemon daemon;
	private final ImageStore images;
	private final EventLog events;

	ImageRemovalApi(Daemon daemon, ImageStore images, EventLog events) {
		this.daemon = daemon;
		this.images = images;
		this.events = events;
	}

	void addTo(Router router) {
		router.add("POST", "/images/prune", this::prune);
		router.add("DELETE", "/images/{name...}", this::remove);
	}

	private void remove(Exchange exchange) throws Exception {
		String reference = exchange.value("name");
		boolean force = exchange.flag("force");
		var image = ImageApi.find(images, reference);
		var users = daemon.usersOf(image.id());
		var name = images.name(reference);
		List<String> going = image.names();
		if (name.isPresent()) {
			going = List.of(name.get());
			checkName(reference, image, users, force);
		} else if (reference.indexOf('@') > 0) { // by digest: the names of that repository
			String repository = reference.substring(0, reference.indexOf('@'));
			going = image.names().stream().filter(n -> ImageName.repository(n).equals(repository)).toList();
			if (going.size() == image.names().size()) {
				checkId(image, users, force, false);
			}
		} else {
			checkId(image, users, force, image.names().size() > 1);
		}
		var answer = MAPPER.createArrayNode();
		remove(image, going, users.stream().noneMatch(u -> u.data().state().isUp()), answer);
		exchange.sendJson(200, answer);
	}

	/** @param deletes whether the content goes with the last name, because no container runs it */
	private long remove(StoredImage image, List<String> going, boolean deletes, ArrayNode answer) throws IOException {
		long freed = 0;
		for (String one : going) {
			freed += images.remove(one);
			events.publish("image", "untag", image.id(), Map.of("name", ImageName.reference(one)));
			answer.addObject().put("Untagged", ImageName.reference(one));
		}
		if (deletes && going.size() == image.names().size()) {
			events.publish("image", "delete", image.id(), Map.of("name", image.references().getFirst()));
			answer.addObject().put("Deleted", image.id());
		}
		return freed;
	}

	/** Tells that a name has gone to another image. */
	static void untagged(EventLog events, StoredImage old, String reference, Daemon daemon) {
		events.publish("image", "untag", old.id(), Map.of("name", reference));
		if (old.names().size() == 1 && daemon.usersOf(old.id()).isEmpty()) {
			events.publish("image", "delete", old.id(), Map.of("name", reference));
		}
	}

	private static void checkName(String reference, StoredImage image, List<Container> users, boolean force) {
		if (!force && image.names().size() == 1 && !users.isEmpty()) {
			throw new HttpError(409, "conflict: unable to remove repository reference \"" + reference + "\" (must force) - container " + users.getFirst().data().shortId()
					+ " is using its referenced image " + image.shortId());
		}
	}

	private static void checkId(StoredImage image, List<Container> users, boolean force, boolean several) {
		for (Container user : users) {
			if (user.data().state().isUp()) {
				throw conflict(image, "cannot be forced", "image is being used by running container " + user.data().shortId());
			}
		}
		if (!force && several) {
			throw conflict(image, "must be forced", "image is referenced in multiple repositories");
		}
		if (!force && !users.isEmpty()) {
			throw conflict(image, "must be forced", "image is being used by stopped container " + users.getFirst().data().shortId());
		}
	}

	private static HttpError conflict(StoredImage image, String forced, String reason) {
		return new HttpError(409, "conflict: unable to delete " + image.shortId() + " (" + forced + ") - " + reason);
	}

	/** Without the filter {@code dangling=false} there is nothing to prune, because no image is without a name. */
	private void prune(Exchange exchange) throws Exception {
		var filter = ImageFilter.ofPrune(exchange);
		var answer = MAPPER.createArrayNode();
		long freed = 0;
		for (StoredImage image : images.list()) {
			if (filter.passes(image) && daemon.usersOf(image.id()).isEmpty()) {
				freed += remove(image, image.names(), true, answer);
			}
		}
		events.publish("image", "prune", "", Map.of("reclaimed", Long.toString(freed)));
		var node = MAPPER.createObjectNode();
		if (answer.isEmpty()) {
			node.putNull("ImagesDeleted");
		} else {
			node.set("ImagesDeleted", answer);
		}
		exchange.sendJson(200, node.put("SpaceReclaimed", freed));
	}
}
