package org.fleetdesk.so3.engine.internal.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.fleetdesk.engine.StateFile;
import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.so3.model.Payload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The images: every file {@code *.itb} of a folder, also those that somebody puts there or takes away. The folder is looked at for each question, so that an
 * answer is never older than it; digests are remembered over restarts, so that this is cheap. Safe for use by many threads.
 */
public final class ImageStore implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(ImageStore.class);
	private static final String TEMPORARY = ".upload-";
	private static final String WORKED_ON = ".tmp";
	private static final int ATTEMPTS = 5;

	/** Hears what others did to the folder; not what the methods of this class did. Must return at once. */
	@FunctionalInterface
	public interface Listener {

		/**
		 * @param action {@code import} for a name that is there now, {@code untag} for one that is gone, {@code delete} for a content without any name
		 * @param name   with tag
		 */
		void changed(String action, String id, String name);
	}

	private final Path folder;
	private final ImageFolder content;
	private final StateFile cacheFile;
	private final Listener listener;
	private final ImageWatch watch;
	/** By file; guarded by this. */
	private SortedMap<String, Known> index = new TreeMap<>();
	private List<ImageProblem> problems = List.of();
	/** Whether the folder has been looked at since the start; what changed before is no event. */
	private boolean looked;

	private ImageStore(Path folder, StateFile cacheFile, Listener listener) {
		this.folder = folder;
		this.cacheFile = cacheFile;
		this.listener = listener;
		this.watch = new ImageWatch(folder, this::lookQuietly);
		this.content = new ImageFolder(folder, watch::ring);
	}

	/**
	 * Opens the store, removes what interrupted uploads left, and watches the folder until it is closed.
	 *
	 * @param folder of the images; made when absent
	 * @param cache  the file for the remembered digests
	 */
	public static ImageStore open(Path folder, Path cache, ObjectMapper mapper, Listener listener) throws IOException {
		Files.createDirectories(folder);
		try (Stream<Path> files = Files.list(folder)) {
			for (Path left : files.filter(ImageStore::isLeft).toList()) {
				Files.deleteIfExists(left);
			}
		}
		var store = new ImageStore(folder, new StateFile(cache, 1, mapper), listener);
		store.readCache(mapper);
		store.watch.start();
		return store;
	}

	/** Uploads, and copies of images that were being made where there are no hard links. */
	private static boolean isLeft(Path file) {
		String name = file.getFileName().toString();
		return name.startsWith(TEMPORARY) || name.startsWith("." + TEMPORARY);
	}

	/** A damaged cache costs time only. */
	private synchronized void readCache(ObjectMapper mapper) {
		try {
			var state = cacheFile.read();
			if (state.isPresent()) {
				for (var entry : state.get().properties()) {
					var known = mapper.treeToValue(entry.getValue(), Known.class);
					if (known.stamp() != null) { // else of an earlier format
						index.put(entry.getKey(), known);
					}
				}
			}
		} catch (IOException e) {
			LOG.warn("Image digests are computed anew: {}", e.getMessage());
		}
	}

	private void writeCache() {
		try {
			cacheFile.write(index);
		} catch (IOException e) {
			LOG.warn("Image digests cannot be remembered: {}", e.toString());
		}
	}

	public Path folder() {
		return folder;
	}

	/** Takes over how the folder is now. */
	private synchronized boolean look() throws IOException {
		var now = content.look(index);
		problems = now.problems();
		if (!now.files().equals(index)) {
			var before = index;
			index = now.files();
			writeCache();
			if (looked) {
				tell(before, index);
			}
		}
		looked = true;
		return now.pending();
	}

	/** @return whether to look again soon */
	private boolean lookQuietly() {
		try {
			return look();
		} catch (IOException e) {
			LOG.debug("The folder of images cannot be looked at", e); // whoever asks for images is told
			return false;
		}
	}

	private void tell(SortedMap<String, Known> before, SortedMap<String, Known> now) {
		var old = ids(before);
		var current = ids(now);
		var gone = new LinkedHashMap<String, String>();
		old.forEach((name, id) -> {
			if (!id.equals(current.get(name))) {
				listener.changed("untag", id, ImageName.reference(name));
				if (!current.containsValue(id)) {
					gone.putIfAbsent(id, name);
				}
			}
		});
		gone.forEach((id, name) -> listener.changed("delete", id, ImageName.reference(name)));
		current.forEach((name, id) -> {
			if (!id.equals(old.get(name))) {
				listener.changed("import", id, ImageName.reference(name));
			}
		});
	}

	private static Map<String, String> ids(SortedMap<String, Known> files) {
		return names(files).entrySet().stream()
				.collect(Collectors.toMap(Map.Entry::getKey, n -> files.get(n.getValue()).id(), (a, b) -> a, TreeMap::new));
	}

	/** The file of each name. A file whose name cannot be one of Docker's gets one made of it. */
	private static SortedMap<String, String> names(SortedMap<String, Known> files) {
		var names = new TreeMap<String, String>();
		var odd = new ArrayList<String>();
		for (String file : files.keySet()) {
			ImageName.ofFile(file).ifPresentOrElse(r -> names.put(r.name(), file), () -> odd.add(file));
		}
		for (String file : odd) {
			String text = ImageName.sanitise(file);
			String name = text.isEmpty() ? "image" : text;
			for (int i = 8; names.containsKey(name) && i <= 64; i += 8) {
				name = (text.isEmpty() ? "image" : text) + "-" + files.get(file).sha256().substring(0, i);
			}
			names.putIfAbsent(name, file);
		}
		return names;
	}

	/** All images, newest first; large files that are new here only when they have been read in the background. */
	public synchronized List<StoredImage> list() throws IOException {
		look();
		var named = new LinkedHashMap<String, List<String>>();
		var names = names(index);
		names.forEach((name, file) -> named.computeIfAbsent(index.get(file).id(), k -> new ArrayList<>()).add(name));
		return named.values().stream().map(same -> image(same, names)).sorted(Comparator.comparing(StoredImage::modified).reversed().thenComparing(StoredImage::id))
				.toList();
	}

	private StoredImage image(List<String> same, SortedMap<String, String> names) {
		var first = index.get(names.get(same.getFirst()));
		var newest = same.stream().map(n -> Instant.parse(index.get(names.get(n)).stamp().modified())).max(Comparator.naturalOrder()).orElseThrow();
		String comment = same.stream().map(n -> index.get(names.get(n)).comment()).filter(c -> !c.isEmpty()).findFirst().orElse("");
		return new StoredImage(first.id(), List.copyOf(same), folder.resolve(names.get(same.getFirst())), first.stamp().size(), newest, first.facts(), comment);
	}

	/** Files of the folder that are no images, as they were when it was last looked at. */
	public synchronized List<ImageProblem> problems() {
		return problems;
	}

	/**
	 * Finds an image by name (see {@link ImageName#of}; also by its path in this folder), by id, by the beginning of an id's digits that only one image has,
	 * or by digest.
	 *
	 * @return empty when there is none, or when more than one id begins so
	 */
	public synchronized Optional<StoredImage> find(String reference) throws IOException {
		var images = list();
		var named = name(reference);
		if (named.isPresent()) {
			return images.stream().filter(i -> i.names().contains(named.get())).findFirst();
		}
		if (reference.indexOf('@') > 0) {
			return images.stream().filter(i -> isDigest(reference, i)).findFirst();
		}
		String digits = reference.startsWith(StoredImage.ID) ? reference.substring(StoredImage.ID.length()) : reference;
		if (!digits.matches("[0-9a-f]{1,64}")) {
			return Optional.empty();
		}
		var matching = images.stream().filter(i -> i.id().startsWith(StoredImage.ID + digits)).toList();
		return matching.size() == 1 ? Optional.of(matching.getFirst()) : Optional.empty();
	}

	/** Waits while a file that a reference may mean is being read, so that it is found then. */
	public void awaitRead(String reference) throws IOException, InterruptedException {
		for (var reading = reading(reference); reading.isPresent(); reading = reading(reference)) {
			try {
				reading.get().get();
			} catch (ExecutionException e) {
				throw new IllegalStateException(e); // it completes with a value only
			}
		}
	}

	private synchronized Optional<Future<Void>> reading(String reference) throws IOException {
		look();
		String wanted = ImageName.of(reference);
		return content.reading().entrySet().stream().filter(r -> ImageName.ofFile(r.getKey()).map(ImageReference::name).orElse(r.getKey()).equals(wanted)).map(Map.Entry::getValue)
				.findFirst();
	}

	/** The existing name that a reference means; empty when it is an id or a digest, or there is no such name. Does not look at the folder anew. */
	public synchronized Optional<String> name(String reference) {
		var names = names(index);
		String own = folder + "/";
		String file = reference.startsWith(own) ? reference.substring(own.length()) : ImageName.withoutFolder(reference);
		String name = reference.startsWith(own) ? "" : ImageName.of(reference);
		if (names.containsKey(name) && reference.indexOf('@') < 0) {
			return Optional.of(name);
		}
		String suffixed = file.endsWith(ImageName.SUFFIX) ? file : file + ImageName.SUFFIX;
		return names.entrySet().stream().filter(e -> e.getValue().equals(suffixed)).map(Map.Entry::getKey).findFirst();
	}

	/** Whether a reference is {@code repository@sha256:...} of an image. */
	public static boolean isDigest(String reference, StoredImage image) {
		try {
			var parsed = ImageReference.parse(reference);
			return !parsed.digest().isEmpty() && image.id().equals(StoredImage.ID + parsed.digest())
					&& image.names().stream().anyMatch(n -> ImageName.repository(n).equals(parsed.repository()));
		} catch (IllegalArgumentException e) {
			return false;
		}
	}

	/**
	 * Gives a container its own copy of an image, which nobody changes by replacing or removing files of the store: a hard link, or a copy where that is not
	 * possible. The image that is returned is the very one of the copy, whoever replaces it meanwhile.
	 *
	 * @param target says which file to make or to replace; its folder exists
	 * @return empty when there is no such image; nothing has been made then
	 */
	public synchronized Optional<HeldImage> hold(String reference, Function<StoredImage, Path> target) throws IOException {
		for (int i = 0; i < ATTEMPTS; i++) {
			var found = find(reference);
			if (found.isEmpty()) {
				return Optional.empty();
			}
			var image = found.get();
			Path file = target.apply(image);
			if (hold(image, file)) {
				AtomicFiles.syncFolder(file.toAbsolutePath().getParent());
				return Optional.of(new HeldImage(image, name(reference).orElse(image.names().getFirst()), file));
			}
		}
		throw new IOException("the image " + reference + " is being changed all the time");
	}

	/** @return false when somebody has put another file in its place since it was looked at; nothing has been made then */
	private boolean hold(StoredImage image, Path target) throws IOException {
		var stamp = index.get(image.file().getFileName().toString()).stamp();
		Files.deleteIfExists(target);
		boolean held = false;
		try {
			Path file = image.file().toRealPath();
			boolean linked = link(file, target);
			held = Known.Stamp.of(linked ? target : file).equals(stamp);
		} catch (NoSuchFileException e) {
			LOG.debug("An image has gone while it was taken", e);
		} finally {
			if (!held) {
				Files.deleteIfExists(target);
			}
		}
		return held;
	}

	private static boolean link(Path file, Path target) throws IOException {
		try {
			Files.createLink(target, file);
			return true;
		} catch (UnsupportedOperationException | IOException e) {
			Payload.of(file).copyTo(target);
			return false;
		}
	}

	/** Bytes that can be written to the store's disk. Not by {@code FileStore}, which finds no mount point in a chroot. */
	public long freeSpace() {
		return folder.toFile().getUsableSpace();
	}

	/** A file for an upload; it becomes visible by {@link #publish} only. */
	Path newUpload() throws IOException {
		return Files.createTempFile(folder, TEMPORARY, WORKED_ON);
	}

	/**
	 * Makes a checked upload visible under its name, in place of an image that had it.
	 *
	 * @param upload complete and synced
	 * @param comment what the client says about it
	 */
	synchronized StoredImage publish(Path upload, String name, String sha256, ImageFacts facts, String comment) throws IOException {
		look(); // what others did is told apart from what happens here
		String file = ImageName.fileOf(name);
		AtomicFiles.moveDurably(upload, folder.resolve(file));
		var known = new Known(Known.Stamp.of(folder.resolve(file)), sha256, facts, comment);
		remember(file, known);
		return new StoredImage(known.id(), List.of(name), folder.resolve(file), known.stamp().size(), Instant.parse(known.stamp().modified()), facts, comment);
	}

	private void remember(String file, Known known) {
		index.put(file, known);
		writeCache();
	}

	/**
	 * Gives an image another name, in place of an image that had it.
	 *
	 * @return whether it had not got that name before
	 */
	public synchronized boolean tag(StoredImage image, ImageReference wanted) throws IOException {
		String file = ImageName.fileOf(wanted.name());
		Path temporary = folder.resolve(TEMPORARY + UUID.randomUUID() + WORKED_ON);
		String source = image.file().getFileName().toString();
		var known = index.get(source);
		var present = index.get(file);
		if (known == null || present != null && present.sha256().equals(known.sha256())) {
			return false;
		}
		try {
			link(folder.resolve(source).toRealPath(), temporary);
			AtomicFiles.moveDurably(temporary, folder.resolve(file));
		} finally {
			Files.deleteIfExists(temporary);
		}
		remember(file, new Known(Known.Stamp.of(folder.resolve(file)), known.sha256(), known.facts(), known.comment()));
		return true;
	}

	/**
	 * Takes a name from an image; with its last name the content goes. Containers that were made of it keep their own.
	 *
	 * @return how many bytes of the disk that gave back: none while a name, a container or somebody else holds the content
	 */
	public synchronized long remove(String name) throws IOException {
		String file = names(index).getOrDefault(name, ImageName.fileOf(name));
		long freed = held(folder.resolve(file));
		Files.deleteIfExists(folder.resolve(file));
		AtomicFiles.syncFolder(folder);
		index.remove(file);
		writeCache();
		return freed;
	}

	private static long held(Path file) {
		try {
			var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
			boolean last = !file.getFileSystem().supportedFileAttributeViews().contains("unix") || Files.getAttribute(file, "unix:nlink") instanceof Integer n && n == 1;
			return last && attributes.isRegularFile() ? attributes.size() : 0;
		} catch (IOException e) {
			return 0;
		}
	}

	@Override
	public void close() {
		watch.close();
		content.close();
	}
}
