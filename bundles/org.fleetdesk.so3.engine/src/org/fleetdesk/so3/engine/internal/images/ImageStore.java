package org.fleetdesk.so3.engine.internal.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.engine.StateFile;
import org.fleetdesk.so3.model.FitException;
import org.fleetdesk.so3.model.FitImage;
import org.fleetdesk.so3.model.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The folder of images: every regular file {@code *.itb} in it, also those that somebody copied there. Digests are remembered by size and time of change.
 * Safe for use by many threads.
 */
public final class ImageStore {

	private static final Logger LOG = LoggerFactory.getLogger(ImageStore.class);
	private static final String UPLOAD = ".upload-";

	/** What is known about one file as it was at a time. */
	record Known(long size, String modified, String sha256, ImageFacts facts) {

		boolean fits(BasicFileAttributes file) {
			return size == file.size() && modified.equals(file.lastModifiedTime().toInstant().toString());
		}
	}

	private final Path folder;
	private final StateFile cacheFile;
	private final ObjectMapper mapper;
	private final Map<String, Known> cache = new ConcurrentHashMap<>();
	/** One file is digested once, however many ask. */
	private final Map<String, Object> digesting = new ConcurrentHashMap<>();

	private ImageStore(Path folder, StateFile cacheFile, ObjectMapper mapper) {
		this.folder = folder;
		this.cacheFile = cacheFile;
		this.mapper = mapper;
	}

	/**
	 * Opens the store and removes what interrupted uploads left.
	 *
	 * @param folder of the images; made when absent
	 * @param cache  the file for the remembered digests
	 */
	public static ImageStore open(Path folder, Path cache, ObjectMapper mapper) throws IOException {
		Files.createDirectories(folder);
		try (Stream<Path> files = Files.list(folder)) {
			for (Path left : files.filter(f -> f.getFileName().toString().startsWith(UPLOAD)).toList()) {
				Files.deleteIfExists(left);
			}
		}
		var store = new ImageStore(folder, new StateFile(cache, 1, mapper), mapper);
		store.readCache();
		return store;
	}

	/** A damaged cache costs time only. */
	private void readCache() {
		try {
			var state = cacheFile.read();
			if (state.isPresent()) {
				for (var entry : state.get().properties()) {
					cache.put(entry.getKey(), mapper.treeToValue(entry.getValue(), Known.class));
				}
			}
		} catch (IOException e) {
			LOG.warn("Image digests are computed anew: {}", e.getMessage());
		}
	}

	private synchronized void writeCache() {
		try {
			cacheFile.write(new TreeMap<>(cache));
		} catch (IOException e) {
			LOG.warn("Image digests cannot be remembered: {}", e.toString());
		}
	}

	public Path folder() {
		return folder;
	}

	/** All images, newest first. Reads files that are new here, which takes a while for large ones. */
	public List<StoredImage> list() throws IOException {
		var byId = new HashMap<String, List<StoredImage>>();
		List<Path> files;
		try (Stream<Path> all = Files.list(folder)) {
			files = all.filter(ImageStore::isImageFile).sorted().toList();
		}
		for (Path file : files) {
			read(file).ifPresent(i -> byId.computeIfAbsent(i.id(), k -> new ArrayList<>()).add(i));
		}
		if (cache.keySet().removeIf(name -> !Files.exists(folder.resolve(name)))) {
			writeCache();
		}
		return byId.values().stream().map(ImageStore::merge).sorted(Comparator.comparing(StoredImage::modified).reversed().thenComparing(StoredImage::id)).toList();
	}

	private static StoredImage merge(List<StoredImage> same) {
		var first = same.getFirst();
		var newest = same.stream().map(StoredImage::modified).max(Comparator.naturalOrder()).orElseThrow();
		return new StoredImage(first.id(), same.stream().flatMap(i -> i.names().stream()).sorted().toList(), first.file(), first.size(), newest, first.facts());
	}

	private static boolean isImageFile(Path file) {
		String name = file.getFileName().toString();
		return name.endsWith(ImageName.SUFFIX) && !name.startsWith(".") && Files.isRegularFile(file);
	}

	/**
	 * Finds an image by name (see {@link ImageName#of}), by id, or by the beginning of an id's digits that only one image has.
	 */
	public Optional<StoredImage> find(String reference) throws IOException {
		String name = ImageName.of(reference);
		var images = list();
		var named = images.stream().filter(i -> i.names().contains(name)).findFirst();
		if (named.isPresent()) {
			return named;
		}
		String digits = reference.startsWith("sha256:") ? reference.substring(7) : reference;
		if (!digits.matches("[0-9a-f]{4,64}")) {
			return Optional.empty();
		}
		var matching = images.stream().filter(i -> i.id().startsWith("sha256:" + digits)).toList();
		return matching.size() == 1 ? Optional.of(matching.getFirst()) : Optional.empty();
	}

	private Optional<StoredImage> read(Path file) throws IOException {
		String key = file.getFileName().toString();
		synchronized (digesting.computeIfAbsent(key, k -> new Object())) {
			try {
				var attributes = Files.readAttributes(file, BasicFileAttributes.class);
				Known known = cache.get(key);
				if (known == null || !known.fits(attributes)) {
					known = new Known(attributes.size(), attributes.lastModifiedTime().toInstant().toString(), FitImage.sha256(file, Progress.NONE), facts(file));
					remember(key, known);
				}
				String name = key.substring(0, key.length() - ImageName.SUFFIX.length());
				return Optional.of(new StoredImage("sha256:" + known.sha256(), List.of(name), file, known.size(), Instant.parse(known.modified()), known.facts()));
			} catch (NoSuchFileException e) {
				return Optional.empty(); // removed meanwhile
			}
		}
	}

	private void remember(String key, Known known) {
		cache.put(key, known);
		writeCache();
	}

	private static ImageFacts facts(Path file) throws IOException {
		try {
			return ImageFacts.of(FitImage.readUnchecked(file));
		} catch (FitException e) {
			return ImageFacts.broken(e.getMessage());
		}
	}

	/** Bytes that can be written to the store's disk. Not by {@code FileStore}, which finds no mount point in a chroot. */
	public long freeSpace() {
		return folder.toFile().getUsableSpace();
	}

	/** A file for an upload; it becomes visible by {@link #publish} only. */
	Path newUpload() throws IOException {
		return Files.createTempFile(folder, UPLOAD, ".tmp");
	}

	/**
	 * Makes a checked upload visible under its name, in place of an image that had it.
	 *
	 * @param upload complete and synced
	 */
	StoredImage publish(Path upload, String name, String sha256, ImageFacts facts) throws IOException {
		Path file = folder.resolve(name + ImageName.SUFFIX);
		var attributes = Files.readAttributes(upload, BasicFileAttributes.class);
		String key = file.getFileName().toString();
		// a list that sees the file before its digest is known would read all of it
		synchronized (digesting.computeIfAbsent(key, k -> new Object())) {
			AtomicFiles.moveDurably(upload, file);
			remember(key, new Known(attributes.size(), attributes.lastModifiedTime().toInstant().toString(), sha256, facts));
		}
		return new StoredImage("sha256:" + sha256, List.of(name), file, attributes.size(), attributes.lastModifiedTime().toInstant(), facts);
	}

	/** Takes a name from an image; with its last name the content goes. Guests that were made of it keep their own link. */
	public synchronized void remove(String name) throws IOException {
		Files.deleteIfExists(folder.resolve(name + ImageName.SUFFIX));
		AtomicFiles.syncFolder(folder);
		cache.remove(name + ImageName.SUFFIX);
		writeCache();
	}
}
