package org.fleetdesk.so3.engine.internal.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.engine.StateFile;
import org.fleetdesk.so3.engine.internal.daemon.DaemonException.Kind;
import org.fleetdesk.so3.engine.internal.images.ImageStore;
import org.fleetdesk.so3.engine.internal.images.StoredImage;
import org.fleetdesk.so3.engine.internal.runtime.ContainerLog;
import org.fleetdesk.so3.engine.internal.runtime.SlotLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The EMISO daemon: the containers of one Smart Object, their names and slots. Safe for use by many threads; only {@link Places} are guarded for all
 * together, so that no container waits for another one.
 */
public final class Daemon implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
	private static final int BOOT_FORMAT = 1;
	/** How long a verb that is under way may take when the engine stops. */
	private static final Duration LAST_WORK = Duration.ofSeconds(10);
	private static final String RECORD = "container.json";

	/**
	 * @param data    the engine's data folder
	 * @param logs    the folder of {@code me_<slot>.log}
	 * @param slots   that containers may use
	 * @param host    name of the Smart Object
	 * @param bootId  changes whenever the machine boots
	 * @param endGuests whether guests end with the engine; else they run on and are adopted by the next one
	 * @param settle  how long a container must live on a new image before its update has succeeded
	 */
	public record Settings(Path data, Path logs, SlotRange slots, String host, String bootId, boolean endGuests, Duration settle) {
	}

	private final Settings settings;
	private final ImageLinks links;
	private final Runtimes runtimes;
	private final EventLog events;
	private final ObjectMapper mapper;
	private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
	private final Map<String, Container> containers = new ConcurrentHashMap<>();
	/** Ids of containers that are being removed. */
	private final Set<String> removing = ConcurrentHashMap.newKeySet();
	private final Places places;

	private Daemon(Settings settings, ImageStore images, Runtimes runtimes, EventLog events, ObjectMapper mapper) {
		this.settings = settings;
		this.links = new ImageLinks(images, runtimes);
		this.places = new Places(settings.slots());
		this.runtimes = runtimes;
		this.events = events;
		this.mapper = mapper;
	}

	/** Starts with what an earlier daemon left: containers, guests that still run, and those that have ended meanwhile. */
	public static Daemon open(Settings settings, ImageStore images, Runtimes runtimes, EventLog events, ObjectMapper mapper) throws IOException, InterruptedException {
		var daemon = new Daemon(settings, images, runtimes, events, mapper);
		try {
			Files.createDirectories(daemon.folder());
			Files.createDirectories(settings.logs());
			daemon.forgetLogsOfEarlierBoot();
			daemon.restoreAll();
			return daemon;
		} catch (IOException | InterruptedException | RuntimeException e) {
			daemon.detach();
			throw e;
		}
	}

	private Path folder() {
		return settings.data().resolve("containers");
	}

	/** As the original does at boot; an engine that is merely restarted keeps the logs. */
	private void forgetLogsOfEarlierBoot() throws IOException {
		var file = new StateFile(settings.data().resolve("boot.json"), BOOT_FORMAT, mapper);
		String before = file.read().map(n -> n.path("bootId").asText()).orElse("");
		if (before.equals(settings.bootId())) {
			return;
		}
		if (!before.isEmpty()) {
			try (Stream<Path> logs = Files.list(settings.logs())) {
				for (Path log : logs.filter(l -> l.getFileName().toString().matches("me_\\d+\\.log")).toList()) {
					Files.deleteIfExists(log);
				}
			}
		}
		file.write(Map.of("bootId", settings.bootId()));
	}

	private void restoreAll() throws IOException, InterruptedException {
		List<Path> folders;
		try (Stream<Path> all = Files.list(folder())) {
			folders = all.filter(Files::isDirectory).toList();
		}
		var work = new ArrayList<Future<?>>();
		for (Path folder : folders) {
			var found = found(folder);
			if (found.isEmpty()) {
				delete(folder); // killed before the container was there
				continue;
			}
			var container = found.get();
			var data = container.data();
			containers.put(data.id(), container);
			places.take(data.id(), data.name(), data.slot());
			work.add(background.submit(() -> restore(container)));
		}
		for (Future<?> one : work) {
			try {
				one.get();
			} catch (ExecutionException e) {
				LOG.error("A container cannot be taken over", e.getCause());
			}
		}
	}

	private Optional<Container> found(Path folder) throws IOException {
		try {
			var stored = stateFile(folder).read();
			return stored.isEmpty() ? Optional.empty() : Optional.of(open(swept(ContainerRecord.read(stored.get(), mapper), folder), folder));
		} catch (IOException e) {
			LOG.error("The container in {} cannot be used: {}", folder, e.getMessage(), e);
			return Optional.of(open(damaged(folder.getFileName().toString(), e), folder));
		}
	}

	/** Removes what verbs that were interrupted by a kill have left. */
	private ContainerRecord swept(ContainerRecord data, Path folder) throws IOException {
		var used = new HashSet<>(Set.of(data.image().file()));
		if (data.update() != null) {
			used.add(data.update().other().file());
		}
		ImageLinks.sweep(folder, used);
		new Checkpoints(folder, mapper).sweep();
		return data;
	}

	/** What can be said of a container whose record cannot be read: enough to list and to remove it. */
	private static ContainerRecord damaged(String folder, IOException why) {
		String id = (folder.replaceAll("[^0-9a-f]", "0") + "0".repeat(64)).substring(0, 64);
		var options = new ContainerRecord.Options(Map.of(), List.of(), List.of(), false, false, RestartPolicy.NEVER);
		var image = new ImageVersion("", "", null, 0, Instant.EPOCH, "qemu", "", "", "");
		var run = Run.NONE.in(DockerState.DEAD).failed(why.getMessage() + ". Its guest and its log are kept until the container is removed.");
		return new ContainerRecord(id, "damaged-" + id.substring(0, 12), Instant.EPOCH, 0, options, image, run, null, false);
	}

	private Void restore(Container container) throws Exception {
		container.restore();
		if (container.data().removing()) {
			remove(container, true);
		}
		return null;
	}

	private StateFile stateFile(Path folder) {
		return new StateFile(folder.resolve(RECORD), ContainerRecord.FORMAT, mapper);
	}

	private Container open(ContainerRecord data, Path folder) throws IOException {
		Path logs = data.slot() == 0 ? folder.resolve("log") : settings.logs();
		var slotLog = SlotLog.open(logs, data.slot(), settings.host());
		var log = ContainerLog.open(folder.resolve("log").resolve("container.log"));
		var checkpoints = new Checkpoints(folder, mapper);
		return new Container(new Journal(data, stateFile(folder), events), runtimes, log, slotLog, checkpoints, background, settings.settle(), this::removeLater);
	}

	public Settings settings() {
		return settings;
	}

	public Runtimes runtimes() {
		return runtimes;
	}

	/** All containers, newest first. */
	public List<Container> list() {
		return containers.values().stream().sorted(Comparator.comparing((Container c) -> c.data().created()).reversed()).toList();
	}

	/**
	 * Finds a container by id, name (with or without slash), or the beginning of an id that only one has.
	 *
	 * @throws DaemonException when there is none, or more than one
	 */
	public Container find(String reference) throws DaemonException {
		var exact = containers.get(reference);
		if (exact != null) {
			return exact;
		}
		String name = reference.startsWith("/") ? reference.substring(1) : reference;
		var named = containers.values().stream().filter(c -> c.data().name().equals(name)).findFirst();
		if (named.isPresent()) {
			return named.get();
		}
		var matching = reference.matches("[0-9a-f]{1,64}") ? containers.values().stream().filter(c -> c.data().id().startsWith(reference)).toList() : List.<Container>of();
		if (matching.size() > 1) {
			throw new DaemonException(Kind.INVALID, "Multiple IDs found with provided prefix: " + reference);
		}
		return matching.stream().findFirst().orElseThrow(() -> new DaemonException(Kind.NOT_FOUND, "No such container: " + reference));
	}

	/**
	 * Makes a container: takes a name and a slot, and loads the image into it. On failure nothing stays behind.
	 *
	 * @throws DaemonException not found for the image; conflict for a name that is taken, or when no slot is free; unsupported when the runtime refuses
	 */
	public Container create(CreateRequest request) throws DaemonException, InterruptedException, IOException {
		StoredImage image = links.find(request.image());
		String id = newId();
		String name = name(request, image, id);
		int slot = places.reserve(id, name);
		boolean done = false;
		Path folder = folder().resolve(id.substring(0, 12));
		Container container = null;
		try {
			Files.createDirectories(folder);
			var version = links.link(request.image(), folder, Optional.of(ImageVersion.FIRST_FILE));
			var data = new ContainerRecord(id, name, Instant.now(), slot, request.options(), version, Run.NONE, null, false);
			stateFile(folder).write(data);
			container = open(data, folder);
			container.inject();
			containers.put(id, container);
			done = true;
		} finally {
			if (!done) {
				abandon(id, folder, container);
			}
		}
		events.publish("container", "create", id, Journal.attributes(container.data(), Map.of()));
		return container;
	}

	private void abandon(String id, Path folder, Container container) {
		if (container != null) {
			container.close();
		}
		try {
			delete(folder);
		} catch (IOException e) {
			LOG.warn("What is left of a create that failed cannot be removed: {}", e.toString());
		}
		places.release(id);
	}

	private static String newId() {
		byte[] random = new byte[32];
		new SecureRandom().nextBytes(random);
		return HexFormat.of().formatHex(random);
	}

	private static String name(CreateRequest request, StoredImage image, String id) throws DaemonException {
		String wished = request.name().startsWith("/") ? request.name().substring(1) : request.name();
		if (wished.isEmpty()) {
			return image.names().getFirst().replaceAll("[^a-zA-Z0-9_.-]", "-").replaceAll("^[^a-zA-Z0-9]+", "") + "-" + id.substring(0, 6);
		}
		return Places.checked(wished);
	}

	/**
	 * Changes a container. Its labels and its restart policy first; then its image, which takes until the new one has settled.
	 *
	 * @return warnings
	 * @throws DaemonException not found for the image; conflict when the new image did not stay living, and the container is back on the old one
	 */
	public List<String> update(Container container, UpdateRequest request) throws DaemonException, InterruptedException, IOException {
		StoredImage image = request.image().isEmpty() ? null : links.find(request.image().get());
		container.change(request.restart(), request.labels());
		if (image == null) {
			container.tellUpdate();
			return List.of();
		}
		if (container.data().imageId().equals(image.id())) {
			container.tellUpdate();
			return List.of("The container has the image " + request.image().get() + " already; nothing was exchanged");
		}
		container.update(() -> {
			try {
				boolean done = links.find(request.image().get()).id().equals(container.data().imageId()); // by an update that came before this one
				return done ? container.data().image() : links.link(request.image().get(), container.folder(), Optional.empty());
			} catch (IOException e) {
				throw new DaemonException(Kind.FAILED, "The image " + request.image().get() + " cannot be given to container " + container.data().name() + ": "
						+ e.getMessage(), e);
			}
		});
		return container.data().image().why().isEmpty() ? List.of() : List.of(simulated(container));
	}

	/** The warning that a container is simulated. */
	public static String simulated(Container container) {
		return "The container is simulated: its image is not executed. " + container.data().image().why();
	}

	/** Gives a container another name. */
	public void rename(Container container, String wished) throws DaemonException, InterruptedException {
		String name = Places.checked(wished.startsWith("/") ? wished.substring(1) : wished);
		String id = container.data().id();
		String old = places.rename(id, name);
		try {
			container.rename(name);
		} catch (DaemonException | InterruptedException e) {
			places.backTo(id, old);
			throw e;
		}
	}

	/**
	 * Removes a container, its log and its slot's reservation.
	 *
	 * @param force end its guest first if it is under way
	 */
	public void remove(Container container, boolean force) throws DaemonException, InterruptedException, IOException {
		var data = container.data();
		if (!removing.add(data.id())) {
			throw new DaemonException(Kind.CONFLICT, "removal of container " + data.name() + " is already in progress");
		}
		try {
			if (!container.isGone()) { // else its folder could not be deleted the last time
				container.remove(force);
			}
			delete(container.folder());
			if (containers.remove(data.id()) != null) {
				places.release(data.id());
				events.publish("container", "destroy", data.id(), Journal.attributes(container.data(), Map.of()));
			}
			container.removed();
		} finally {
			removing.remove(data.id());
		}
		container.removed("");
	}

	/** Of a container that is to be removed when it has ended. */
	private void removeLater(Container container) {
		try {
			background.execute(() -> {
				try {
					remove(container, true);
				} catch (DaemonException | IOException e) {
					LOG.warn("Container {} has ended and cannot be removed: {}", container.data().name(), e.getMessage());
					container.removed("The container has ended and cannot be removed: " + e.getMessage());
				} catch (InterruptedException e) {
					Thread.currentThread().interrupt();
				}
			});
		} catch (RejectedExecutionException e) {
			LOG.debug("The engine stops; the next one will remove container {}", container.data().name());
		}
	}

	/** The containers made of an image. */
	public List<Container> usersOf(String imageId) {
		return list().stream().filter(c -> c.data().imageId().equals(imageId)).toList();
	}

	/** The record goes first: without it the rest is known as rubbish. */
	private static void delete(Path folder) throws IOException {
		if (!Files.exists(folder)) {
			return;
		}
		Files.deleteIfExists(folder.resolve(RECORD));
		AtomicFiles.syncFolder(folder);
		try (Stream<Path> all = Files.walk(folder)) {
			for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
				Files.deleteIfExists(path);
			}
		}
	}

	/** Comes before a close: what waits for a time ends, and nothing is begun that would take long. */
	public void stopWaiting() {
		containers.values().forEach(Container::stopWaiting);
	}

	@Override
	public void close() {
		stopWaiting();
		if (settings.endGuests()) {
			endAll(containers.values());
		}
		detach();
	}

	private void endAll(Collection<Container> ending) {
		var work = ending.stream().<Future<?>>map(c -> background.submit(() -> {
			c.endForStop();
			return null;
		})).toList();
		for (Future<?> one : work) {
			try {
				one.get();
			} catch (ExecutionException e) {
				LOG.warn("A guest cannot be ended: {}", e.getCause().getMessage());
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

	/** Lets go of everything without touching a guest. What is being written is finished first: the folder may soon be another engine's. */
	public void detach() {
		stopWaiting();
		background.shutdown();
		try {
			if (!background.awaitTermination(LAST_WORK.toSeconds(), TimeUnit.SECONDS)) {
				LOG.warn("Something is still being done to a container, and is given up");
				background.shutdownNow();
			}
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
		runtimes.close();
		containers.values().forEach(Container::close);
	}
}
