package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.so3.engine.internal.daemon.Container;
import org.fleetdesk.so3.engine.internal.daemon.Daemon;
import org.fleetdesk.so3.engine.internal.daemon.EventLog;
import org.fleetdesk.so3.engine.internal.images.ImageName;
import org.fleetdesk.so3.engine.internal.images.ImageRefused;
import org.fleetdesk.so3.engine.internal.images.ImageStore;
import org.fleetdesk.so3.engine.internal.images.ImageUpload;
import org.fleetdesk.so3.engine.internal.images.StoredImage;
import org.fleetdesk.so3.model.Progress;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * {@code /images}. Beyond Docker's API, {@code POST /images/load} takes a raw {@code .itb} file as well as a tar archive of them, and the wished name of a
 * raw file in the header {@code X-Fleetdesk-Name} or in {@code ?name=}; elements have a member {@code SO3}.
 */
public final class ImageApi {

	private static final ObjectMapper MAPPER = new ObjectMapper();
	private static final Set<String> FILTERS = Set.of("reference", "label", "dangling", "before", "since", "until");
	/** Checking is silent when it takes less than this. */
	private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
	/** What must stay free on the disk. */
	private static final long RESERVE = 32L << 20;

	private final Daemon daemon;
	private final ImageStore images;
	private final EventLog events;

	public ImageApi(Daemon daemon, ImageStore images, EventLog events) {
		this.daemon = daemon;
		this.images = images;
		this.events = events;
	}

	void addTo(Router router) {
		router.add("GET", "/images/json", this::list);
		router.add("POST", "/images/load", this::load);
		router.add("GET", "/images/{name...}/json", this::inspect);
		router.add("GET", "/images/{name...}/history", this::history);
		router.add("DELETE", "/images/{name...}", this::remove);
	}

	private void list(Exchange exchange) throws Exception {
		var filters = Filters.of(exchange, FILTERS);
		var list = MAPPER.createArrayNode();
		for (StoredImage image : images.list()) {
			if (filters.any("reference", r -> image.names().stream().anyMatch(n -> matches(r, n))) && filters.any("dangling", d -> !Set.of("1", "true").contains(d))
					&& filters.labels(Map.of())) {
				list.add(element(image, daemon.usersOf(image.id()).size()));
			}
		}
		exchange.sendJson(200, list);
	}

	/** {@code *} stands for any text; the tag may be left out. */
	private static boolean matches(String pattern, String name) {
		String regex = ("\\Q" + pattern.replace("\\E", "") + "\\E").replace("*", "\\E.*\\Q");
		return name.matches(regex) || ImageName.reference(name).matches(regex);
	}

	static ObjectNode element(StoredImage image, int containers) {
		var node = MAPPER.createObjectNode().put("Id", image.id()).put("ParentId", "");
		var tags = node.putArray("RepoTags");
		image.references().forEach(tags::add);
		node.putArray("RepoDigests");
		node.put("Created", image.modified().getEpochSecond()).put("Size", image.size()).put("VirtualSize", image.size()).put("SharedSize", -1)
				.put("Containers", containers);
		node.putObject("Labels");
		node.set("SO3", so3(image));
		return node;
	}

	private static ObjectNode so3(StoredImage image) {
		var facts = image.facts();
		return MAPPER.createObjectNode().put("Description", facts.description()).put("Capsule", facts.capsule()).put("Spid", facts.spid()).put("Name", facts.meName())
				.put("ShortDesc", facts.shortDesc()).put("Arch", facts.arch()).put("Problem", facts.problem());
	}

	private StoredImage find(Exchange exchange) throws IOException {
		String reference = exchange.value("name");
		return images.find(reference).orElseThrow(() -> new HttpError(404, "No such image: " + reference));
	}

	private void inspect(Exchange exchange) throws Exception {
		var image = find(exchange);
		var node = MAPPER.createObjectNode().put("Id", image.id());
		var tags = node.putArray("RepoTags");
		image.references().forEach(tags::add);
		node.putArray("RepoDigests");
		node.put("Parent", "").put("Comment", image.facts().description()).put("Created", Times.text(image.modified())).put("DockerVersion", "").put("Author", "")
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

	private void history(Exchange exchange) throws Exception {
		var image = find(exchange);
		var list = MAPPER.createArrayNode();
		var entry = list.addObject().put("Id", image.id()).put("Created", image.modified().getEpochSecond()).put("CreatedBy", "mkimage").put("Size", image.size())
				.put("Comment", image.facts().description());
		var tags = entry.putArray("Tags");
		image.references().forEach(tags::add);
		exchange.sendJson(200, list);
	}

	private void load(Exchange exchange) throws Exception {
		long free = images.freeSpace();
		if (exchange.contentLength() > free - RESERVE) {
			throw new HttpError(507, "There is no space left for an upload of " + exchange.contentLength() + " bytes: " + free + " bytes are free on the engine's disk");
		}
		var name = exchange.header("X-Fleetdesk-Name").or(() -> exchange.query("name"));
		var reply = new Reply(exchange, exchange.flag("quiet"));
		try {
			List<StoredImage> loaded = new ImageUpload(images).receive(exchange.body(), name, reply);
			for (StoredImage image : loaded) {
				events.publish("image", "load", image.id(), Map.of("name", image.references().getFirst()));
				reply.line(MAPPER.createObjectNode().put("stream", "Loaded image: " + image.references().getFirst() + "\n"));
			}
			for (StoredImage image : loaded) {
				reply.line(MAPPER.createObjectNode().set("aux", MAPPER.createObjectNode().put("ID", image.id()).put("Name", image.names().getFirst())));
			}
			reply.end();
		} catch (ImageRefused e) {
			reply.fail(e.storage() ? 507 : 400, e.getMessage());
		}
	}

	/**
	 * The answer to a load. It begins when there is something to say, so that an image that is refused at once gets a status of its own; in a stream that
	 * has begun, the refusal is a line with {@code error}.
	 */
	private static final class Reply implements Progress {

		private final Exchange exchange;
		private final boolean quiet;
		private OutputStream out;
		private long next;

		Reply(Exchange exchange, boolean quiet) {
			this.exchange = exchange;
			this.quiet = quiet;
		}

		@Override
		public void advanced(long done, long total) {
			long now = System.nanoTime();
			if (next == 0) {
				next = now + QUIET_NANOS;
			} else if (!quiet && now - next > 0) {
				next = now + QUIET_NANOS;
				var line = MAPPER.createObjectNode().put("status", "Checking").put("id", "image");
				line.putObject("progressDetail").put("current", done).put("total", total);
				try {
					line(line);
				} catch (IOException e) {
					throw new java.io.UncheckedIOException(e);
				}
			}
		}

		void line(Object node) throws IOException {
			if (out == null) {
				out = exchange.stream(200, "application/json");
			}
			out.write((MAPPER.writeValueAsString(node) + "\r\n").getBytes(StandardCharsets.UTF_8));
		}

		void end() throws IOException {
			out.close();
		}

		void fail(int status, String message) throws IOException {
			if (out == null) {
				throw new HttpError(status, message);
			}
			var node = MAPPER.createObjectNode();
			node.putObject("errorDetail").put("message", message);
			line(node.put("error", message));
			end();
		}
	}

	private void remove(Exchange exchange) throws Exception {
		var image = find(exchange);
		String reference = exchange.value("name");
		String name = ImageName.of(reference);
		boolean byName = image.names().contains(name);
		List<String> going = byName ? List.of(name) : image.names();
		boolean force = exchange.flag("force");
		if (!byName && image.names().size() > 1 && !force) {
			throw new HttpError(409, "conflict: unable to delete " + reference + " (must be forced) - image is referenced by several names: "
					+ String.join(", ", image.references()));
		}
		var users = daemon.usersOf(image.id());
		if (going.size() == image.names().size()) {
			checkUnused(reference, users, force);
		}
		var answer = MAPPER.createArrayNode();
		for (String one : going) {
			images.remove(one);
			events.publish("image", "untag", image.id(), Map.of("name", ImageName.reference(one)));
			answer.addObject().put("Untagged", ImageName.reference(one));
		}
		if (going.size() == image.names().size()) {
			events.publish("image", "delete", image.id(), Map.of("name", image.references().getFirst()));
			answer.addObject().put("Deleted", image.id());
		}
		exchange.sendJson(200, answer);
	}

	private static void checkUnused(String reference, List<Container> users, boolean force) {
		for (Container user : users) {
			boolean up = user.data().state().isUp();
			if (up || !force) {
				throw new HttpError(409, "conflict: unable to remove repository reference \"" + reference + "\" (" + (up ? "cannot be forced" : "must force")
						+ ") - container " + user.data().name() + " (" + user.data().shortId() + ") is using its image");
			}
		}
	}
}
