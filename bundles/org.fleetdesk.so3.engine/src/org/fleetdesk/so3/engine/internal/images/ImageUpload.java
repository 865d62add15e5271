package org.fleetdesk.so3.engine.internal.images;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.fleetdesk.files.Finding;
import org.fleetdesk.so3.model.FitException;
import org.fleetdesk.so3.model.FitImage;
import org.fleetdesk.so3.model.Progress;
import org.fleetdesk.files.Severity;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Takes uploads: a raw {@code .itb} file (it begins with {@code d00dfeed}), or a tar archive that holds some, as files or in layers as {@code docker save}
 * writes them; each also compressed by gzip. Bytes go straight to disk; images become visible when all of them are complete and checked, or none does.
 */
public final class ImageUpload {

	private static final int BLOCK = 1 << 17;
	private static final int MAX_IMAGES = 100;
	private static final int MAX_MANIFEST = 1 << 20;
	/** The disk's free space is looked at whenever so much has been written, and never falls below that. */
	private static final long STRIDE = 16L << 20;
	private static final int FIT_MAGIC = 0xd00dfeed;
	private static final String MANIFEST = "manifest.json";

	/**
	 * What the client wants of its upload.
	 *
	 * @param name     of a raw file: a reference, else any text out of which {@link ImageName#sanitise} makes one. When empty, the capsule's own name, else
	 *                 the image's description, else its digest is made a name. Files of an archive have names of their own.
	 * @param only     the reference of the one image that the upload is to hold, whatever it is called there; null when it may hold any
	 * @param comment  about the images
	 */
	public record Wish(String name, ImageReference only, String comment) {
	}

	/** @param path in the archive; empty for a raw file */
	private record Received(Path file, String sha256, String name, String path) {
	}

	private record Checked(Received upload, List<String> names, ImageFacts facts) {
	}

	private final ImageStore store;
	private final ObjectMapper mapper;
	private final Wish wish;
	private final List<Received> received = new ArrayList<>();
	/** References by layer of the archive. */
	private final Map<String, List<String>> tags = new HashMap<>();

	/** For one upload. */
	public ImageUpload(ImageStore store, ObjectMapper mapper, Wish wish) {
		this.store = store;
		this.mapper = mapper;
		this.wish = wish;
	}

	/**
	 * Receives, checks and publishes.
	 *
	 * @param progress of the checking, in bytes
	 * @return what is visible now
	 * @throws ImageRefused when something in it is no deployable image; nothing has become visible
	 */
	public List<StoredImage> receive(InputStream body, Progress progress) throws IOException, ImageRefused {
		try {
			receiveAll(body);
			if (wish.only != null && received.size() > 1) {
				throw new ImageRefused("The archive holds " + received.size() + " images, which cannot all be named " + wish.only.full() + ". Use docker load.");
			}
			var checked = new ArrayList<Checked>();
			for (var upload : received) {
				checked.add(check(upload, progress));
			}
			var published = new ArrayList<StoredImage>();
			for (var image : checked) {
				published.add(publish(image));
			}
			return published;
		} finally {
			for (var upload : received) {
				Files.deleteIfExists(upload.file);
			}
		}
	}

	private StoredImage publish(Checked image) throws IOException {
		var first = store.publish(image.upload.file, image.names.getFirst(), image.upload.sha256, image.facts, wish.comment);
		for (String name : image.names.subList(1, image.names.size())) {
			store.tag(first, ImageName.wanted(name));
		}
		return new StoredImage(first.id(), image.names, first.file(), first.size(), first.modified(), first.facts(), first.comment());
	}

	/** What the client sends wrong is refused; that it goes away in the middle is no matter of the image. */
	private void receiveAll(InputStream body) throws IOException, ImageRefused {
		var source = new Source(body);
		try {
			receiveAll(new BufferedInputStream(source, BLOCK), true);
		} catch (IOException e) {
			if (source.failed) {
				throw e;
			}
			throw new ImageRefused("The archive is damaged or cut off. Make it anew, or send the .itb file as it is.");
		}
	}

	/** Tells its own failures from those of the decoders that read it. */
	private static final class Source extends FilterInputStream {

		private boolean failed;

		Source(InputStream in) {
			super(in);
		}

		@Override
		public int read(byte[] block, int offset, int length) throws IOException {
			try {
				return super.read(block, offset, length);
			} catch (IOException e) {
				failed = true;
				throw e;
			}
		}
	}

	private void receiveAll(BufferedInputStream in, boolean mayBeCompressed) throws IOException, ImageRefused {
		byte[] head = head(in);
		if (isImage(head)) {
			save(in, wish.name, "");
		} else if (mayBeCompressed && head.length >= 2 && head[0] == 0x1f && head[1] == (byte) 0x8b) {
			receiveAll(new BufferedInputStream(new GZIPInputStream(in), BLOCK), false);
		} else if (isArchive(head)) {
			receiveArchive(in, "");
			if (received.isEmpty()) {
				throw new ImageRefused("The archive holds no .itb file. This engine runs SO3 images, not Linux container images.");
			}
		} else {
			throw new ImageRefused(head.length == 0 ? "The upload is empty. Send an .itb file, or a tar archive of them."
					: "The upload is neither an .itb file (d00dfeed) nor a tar archive of them. Build the image with mkimage -f.");
		}
	}

	private static byte[] head(BufferedInputStream in) throws IOException {
		in.mark(512);
		byte[] head = in.readNBytes(512);
		in.reset();
		return head;
	}

	private static boolean isImage(byte[] head) {
		return head.length >= 4 && ByteBuffer.wrap(head).getInt() == FIT_MAGIC;
	}

	private static boolean isArchive(byte[] head) {
		return head.length == 512 && new String(head, 257, 5, StandardCharsets.US_ASCII).equals("ustar");
	}

	/** @param layer the path of this archive in the one around it; empty for the outer one */
	private void receiveArchive(InputStream in, String layer) throws IOException, ImageRefused {
		var archive = new TarArchiveInputStream(in);
		for (var entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
			String path = entry.getName();
			if (!entry.isFile()) {
				continue;
			}
			if (path.endsWith(ImageName.SUFFIX)) {
				if (received.size() == MAX_IMAGES) {
					throw new ImageRefused("The archive holds more than " + MAX_IMAGES + " images. Send fewer at a time.");
				}
				save(archive, path.substring(path.lastIndexOf('/') + 1), layer);
			} else if (layer.isEmpty() && path.equals(MANIFEST)) {
				readManifest(archive.readNBytes(MAX_MANIFEST));
			} else if (layer.isEmpty()) {
				var content = new BufferedInputStream(archive);
				if (isArchive(head(content))) {
					receiveArchive(content, path);
				}
			}
		}
	}

	private void readManifest(byte[] json) throws ImageRefused {
		try {
			for (var image : mapper.readTree(json)) {
				var names = new ArrayList<String>();
				for (var tag : image.path("RepoTags")) {
					names.add(ImageName.wanted(tag.asText()).name());
				}
				image.path("Layers").forEach(layer -> tags.computeIfAbsent(layer.asText(), k -> new ArrayList<>()).addAll(names));
			}
		} catch (IOException e) {
			throw new ImageRefused("The archive's " + MANIFEST + " is no JSON. Make it anew.");
		} catch (IllegalArgumentException e) {
			throw new ImageRefused("The archive's " + MANIFEST + " names an image in a way that cannot be used: " + e.getMessage() + ".");
		}
	}

	private void save(InputStream in, String name, String path) throws IOException, ImageRefused {
		MessageDigest digest;
		try {
			digest = MessageDigest.getInstance("SHA-256");
		} catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e);
		}
		Path file = newUpload();
		received.add(new Received(file, "", name, path)); // so that it is removed whatever happens
		try (var channel = open(file)) {
			byte[] block = new byte[BLOCK];
			long room = 0;
			for (int n = in.read(block); n >= 0; n = in.read(block)) {
				digest.update(block, 0, n);
				if (room < n) {
					room = room();
				}
				room -= n;
				write(channel, ByteBuffer.wrap(block, 0, n));
			}
			sync(channel);
		}
		received.set(received.size() - 1, new Received(file, HexFormat.of().formatHex(digest.digest()), name, path));
	}

	/** How much may be written until the disk is to be looked at again. */
	private long room() throws ImageRefused {
		long free = store.freeSpace();
		if (free < 2 * STRIDE) {
			throw new ImageRefused("The engine's disk is full: " + free + " bytes are free. Remove images there, or give it another folder with --images.", true);
		}
		return STRIDE;
	}

	private Path newUpload() throws ImageRefused {
		try {
			return store.newUpload();
		} catch (IOException e) {
			throw unwritable(e);
		}
	}

	private static FileChannel open(Path file) throws ImageRefused {
		try {
			return FileChannel.open(file, StandardOpenOption.WRITE);
		} catch (IOException e) {
			throw unwritable(e);
		}
	}

	private static ImageRefused unwritable(IOException e) {
		return new ImageRefused("The engine cannot write the image to its disk: " + e.getMessage(), true);
	}

	private static void write(FileChannel channel, ByteBuffer buffer) throws ImageRefused {
		try {
			while (buffer.hasRemaining()) {
				channel.write(buffer);
			}
		} catch (IOException e) {
			throw unwritable(e);
		}
	}

	private static void sync(FileChannel channel) throws ImageRefused {
		try {
			channel.force(true);
		} catch (IOException e) {
			throw unwritable(e);
		}
	}

	private Checked check(Received upload, Progress progress) throws IOException, ImageRefused {
		String label = upload.name.isEmpty() ? "The image" : "The image " + ImageName.sanitise(upload.name);
		try {
			var image = FitImage.read(upload.file, progress);
			if (!image.deployable()) {
				throw new ImageRefused(label + " cannot be used: " + image.findings().stream().filter(f -> f.severity() == Severity.ERROR).map(ImageUpload::sentence)
						.findFirst().orElse("it has errors."));
			}
			var facts = ImageFacts.of(image);
			return new Checked(upload, names(upload, facts), facts);
		} catch (FitException e) {
			throw new ImageRefused(label + " cannot be used: " + e.getMessage());
		}
	}

	private static String sentence(Finding finding) {
		return finding.where() + ": " + finding.message();
	}

	private List<String> names(Received upload, ImageFacts facts) {
		if (wish.only != null) {
			return List.of(wish.only.name());
		}
		var tagged = tags.getOrDefault(upload.path, List.of());
		return tagged.isEmpty() ? List.of(name(upload, facts)) : tagged.stream().distinct().toList();
	}

	private static String name(Received upload, ImageFacts facts) {
		var file = ImageName.ofFile(upload.name);
		if (file.isPresent()) {
			return file.get().name();
		}
		for (String text : List.of(upload.name, facts.meName(), facts.description())) {
			String name = ImageName.sanitise(text);
			if (!name.isEmpty()) {
				return name;
			}
		}
		return "image-" + upload.sha256.substring(0, 12);
	}
}
