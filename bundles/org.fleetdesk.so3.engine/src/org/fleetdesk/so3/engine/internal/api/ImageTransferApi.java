package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.so3.engine.internal.daemon.EventLog;
import org.fleetdesk.so3.engine.internal.images.ImageArchive;
import org.fleetdesk.so3.engine.internal.images.ImageName;
import org.fleetdesk.so3.engine.internal.images.ImageReference;
import org.fleetdesk.so3.engine.internal.images.ImageRefused;
import org.fleetdesk.so3.engine.internal.images.ImageStore;
import org.fleetdesk.so3.engine.internal.images.ImageUpload;
import org.fleetdesk.so3.engine.internal.images.StoredImage;
import org.fleetdesk.so3.model.Progress;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Images come and go: load, import, save. Beyond Docker's API, {@code POST /images/load} and an import take a raw {@code .itb} file as well as a tar archive
 * of them; load takes the wished name of a raw file in the header {@code X-Fleetdesk-Name} or in {@code ?name=}.
 */
final class ImageTransferApi {

	private static final ObjectMapper MAPPER = new ObjectMapper();
	/** Checking is silent when it takes less than this. */
	private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
	/** What must stay free on the disk. */
	private static final long RESERVE = 32L << 20;
	private static final int MAX_NAMES = 1000;

	private final ImageStore images;
	private final EventLog events;

	ImageTransferApi(ImageStore images, EventLog events) {
		this.images = images;
		this.events = events;
	}

	void addTo(Router router) {
		router.add("POST", "/images/load", this::load);
		router.add("POST", "/images/create", this::create);
		router.add("GET", "/images/get", exchange -> save(exchange, exchange.queries("names").stream().flatMap(n -> List.of(n.split(",")).stream()).toList()));
		router.add("GET", "/images/{name...}/get", exchange -> save(exchange, List.of(exchange.value("name"))));
	}

	private void load(Exchange exchange) throws Exception {
		String name = exchange.header("X-Fleetdesk-Name").or(() -> exchange.query("name")).orElse("");
		var reply = new Reply(exchange, exchange.flag("quiet"));
		receive(exchange, new ImageUpload.Wish(name, null, ""), reply, "load", loaded -> {
			for (StoredImage image : loaded) {
				for (String reference : image.references()) {
					reply.line(MAPPER.createObjectNode().put("stream", "Loaded image: " + reference + "\n"));
				}
			}
			for (StoredImage image : loaded) {
				reply.line(MAPPER.createObjectNode().set("aux", MAPPER.createObjectNode().put("ID", image.id()).put("Name", image.names().getFirst())));
			}
		});
	}

	@FunctionalInterface
	private interface Telling {
		void tell(List<StoredImage> taken) throws IOException;
	}

	private void receive(Exchange exchange, ImageUpload.Wish wish, Reply reply, String action, Telling telling) throws IOException {
		long free = images.freeSpace();
		if (exchange.contentLength() > free - RESERVE) {
			throw new HttpError(507, "There is no space left for an upload of " + exchange.contentLength() + " bytes: " + free + " bytes are free on the engine's disk");
		}
		try {
			List<StoredImage> taken = new ImageUpload(images, MAPPER, wish).receive(exchange.body(), reply);
			for (StoredImage image : taken) {
				events.publish("image", action, image.id(), Map.of("name", image.references().getFirst()));
			}
			telling.tell(taken);
			reply.end();
		} catch (ImageRefused e) {
			reply.fail(e.storage() ? 507 : 400, e.getMessage());
		}
	}

	/** Import of an upload; a pull of what is here already does nothing, and of anything else is impossible. */
	private void create(Exchange exchange) throws Exception {
		String source = exchange.query("fromSrc").orElse("");
		if (source.isEmpty()) {
			pull(exchange);
		} else if (!source.equals("-")) {
			throw new HttpError(501, "This engine fetches nothing from the network. Download " + source + " and give the file to docker import");
		} else if (exchange.queries("changes").stream().anyMatch(c -> !c.isBlank())) {
			throw new HttpError(501, "The configuration of an SO3 image is part of its .itb file and cannot be changed by an import; build the image with mkimage -f");
		} else {
			String repository = exchange.query("repo").orElse("");
			ImageReference wanted = repository.isEmpty() ? null : ImageApi.wanted(repository, exchange.query("tag").orElse(""));
			var reply = new Reply(exchange, true);
			receive(exchange, new ImageUpload.Wish("", wanted, exchange.query("message").orElse("")), reply, "import", taken -> {
				for (StoredImage image : taken) {
					reply.line(MAPPER.createObjectNode().put("status", image.id()));
				}
			});
		}
	}

	private void pull(Exchange exchange) throws Exception {
		String repository = exchange.query("fromImage").orElseThrow(() -> new HttpError(400, "Give fromSrc=- and the image as body, or fromImage"));
		String tag = exchange.query("tag").orElse("");
		String reference = tag.startsWith("sha256:") ? repository + "@" + tag : tag.isEmpty() ? repository : repository + ":" + tag;
		var found = images.find(reference);
		if (found.isEmpty()) {
			var missing = ImageApi.missing(reference);
			throw missing.status() != 404 ? missing
					: new HttpError(404, missing.getMessage() + ". SO3 images have no registry to pull from: give the .itb file to docker load -i FILE");
		}
		String name = ImageName.reference(images.name(reference).orElse(found.get().names().getFirst()));
		try (var out = exchange.stream(200, "application/json")) {
			for (String line : List.of("Digest: " + found.get().id(), "Status: Image is up to date for " + name)) {
				out.write((MAPPER.writeValueAsString(Map.of("status", line)) + "\r\n").getBytes(StandardCharsets.UTF_8));
			}
		}
	}

	private void save(Exchange exchange, List<String> names) throws Exception {
		if (names.isEmpty() || names.size() > MAX_NAMES) {
			throw new HttpError(400, "Give one to " + MAX_NAMES + " images to save, as names");
		}
		var chosen = new LinkedHashMap<String, ImageArchive.Item>();
		for (String name : names) {
			for (var item : items(name)) {
				chosen.merge(item.image().id(), item, (a, b) -> new ImageArchive.Item(a.image(),
						Stream.concat(a.references().stream(), b.references().stream()).distinct().toList()));
			}
		}
		var archive = new ImageArchive(images, MAPPER);
		try (var out = exchange.stream(200, "application/x-tar")) {
			archive.write(List.copyOf(chosen.values()), out);
		}
		chosen.values().forEach(i -> events.publish("image", "save", i.image().id(), Map.of("name", i.image().references().getFirst())));
	}

	/** A name without a tag means all tags of the repository, as for dockerd. */
	private List<ImageArchive.Item> items(String reference) throws IOException {
		var found = images.find(reference);
		var name = images.name(reference);
		if (found.isPresent() && name.isEmpty()) {
			return List.of(new ImageArchive.Item(found.get(), List.of()));
		}
		boolean tagged = reference.indexOf(':', reference.lastIndexOf('/') + 1) >= 0;
		if (found.isPresent() && (tagged || reference.endsWith(ImageName.SUFFIX))) {
			return List.of(new ImageArchive.Item(found.get(), List.of(ImageName.reference(name.get()))));
		}
		var all = new ArrayList<ImageArchive.Item>();
		String repository = ImageName.of(reference);
		for (StoredImage image : tagged ? List.<StoredImage>of() : images.list()) {
			var references = image.names().stream().filter(n -> ImageName.repository(n).equals(repository)).map(ImageName::reference).toList();
			if (!references.isEmpty()) {
				all.add(new ImageArchive.Item(image, references));
			}
		}
		if (all.isEmpty()) {
			throw new HttpError(404, "No such image: " + reference);
		}
		return all;
	}

	/**
	 * The answer to an upload. It begins when there is something to say, so that an image that is refused at once gets a status of its own; in a stream that
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
					throw new UncheckedIOException(e);
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
}
