package org.fleetdesk.so3.engine.internal.images;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.fleetdesk.so3.model.Finding;
import org.fleetdesk.so3.model.FitException;
import org.fleetdesk.so3.model.FitImage;
import org.fleetdesk.so3.model.Progress;
import org.fleetdesk.so3.model.Severity;

/**
 * Takes uploads: a raw {@code .itb} file (it begins with {@code d00dfeed}), or a tar archive that holds some; each also compressed by gzip. Bytes go
 * straight to disk; images become visible when all of them are complete and checked, or none does.
 */
public final class ImageUpload {

	private static final int BLOCK = 1 << 17;
	private static final int MAX_IMAGES = 100;
	/** The disk's free space is looked at whenever so much has been written, and never falls below that. */
	private static final long STRIDE = 16L << 20;
	private static final int FIT_MAGIC = 0xd00dfeed;

	private record Received(Path file, String sha256, String name) {
	}

	private record Checked(Received upload, String name, ImageFacts facts) {
	}

	private final ImageStore store;

	public ImageUpload(ImageStore store) {
		this.store = store;
	}

	/**
	 * Receives, checks and publishes.
	 *
	 * @param name     wished for a raw file; else the capsule's own name, else the image's description, else its digest, made fit for Docker by
	 *                 {@link ImageName#sanitise}. Files of an archive have names of their own.
	 * @param progress of the checking, in bytes
	 * @return what is visible now
	 * @throws ImageRefused when something in it is no deployable image; nothing has become visible
	 */
	public List<StoredImage> receive(InputStream body, Optional<String> name, Progress progress) throws IOException, ImageRefused {
		var received = new ArrayList<Received>();
		try {
			receiveAll(body, name, received);
			var checked = new ArrayList<Checked>();
			for (var upload : received) {
				checked.add(check(upload, progress));
			}
			var published = new ArrayList<StoredImage>();
			for (var image : checked) {
				published.add(store.publish(image.upload.file, image.name, image.upload.sha256, image.facts));
			}
			return published;
		} finally {
			for (var upload : received) {
				Files.deleteIfExists(upload.file);
			}
		}
	}

	/** What the client sends wrong is refused; that it goes away in the middle is no matter of the image. */
	private void receiveAll(InputStream body, Optional<String> name, List<Received> received) throws IOException, ImageRefused {
		var source = new Source(body);
		try {
			receiveAll(new BufferedInputStream(source, BLOCK), name, received, true);
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

	private void receiveAll(BufferedInputStream in, Optional<String> name, List<Received> received, boolean mayBeCompressed) throws IOException, ImageRefused {
		in.mark(512);
		byte[] head = in.readNBytes(512);
		in.reset();
		if (head.length >= 4 && ByteBuffer.wrap(head).getInt() == FIT_MAGIC) {
			save(in, name.orElse(""), received);
		} else if (mayBeCompressed && head.length >= 2 && head[0] == 0x1f && head[1] == (byte) 0x8b) {
			receiveAll(new BufferedInputStream(new GZIPInputStream(in), BLOCK), name, received, false);
		} else if (head.length == 512 && head[257] == 'u' && head[258] == 's' && head[259] == 't' && head[260] == 'a' && head[261] == 'r') {
			receiveArchive(in, received);
		} else {
			throw new ImageRefused(head.length == 0 ? "The upload is empty. Send an .itb file, or a tar archive of them."
					: "The upload is neither an .itb file (d00dfeed) nor a tar archive of them. Build the image with mkimage -f.");
		}
	}

	private void receiveArchive(InputStream in, List<Received> received) throws IOException, ImageRefused {
		var archive = new TarArchiveInputStream(in);
		for (var entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
			String path = entry.getName();
			if (entry.isFile() && path.endsWith(ImageName.SUFFIX)) {
				if (received.size() == MAX_IMAGES) {
					throw new ImageRefused("The archive holds more than " + MAX_IMAGES + " images. Send fewer at a time.");
				}
				save(archive, path.substring(path.lastIndexOf('/') + 1), received);
			}
		}
		if (received.isEmpty()) {
			throw new ImageRefused("The archive holds no .itb file. This engine runs SO3 images, not Linux container images.");
		}
	}

	private void save(InputStream in, String name, List<Received> received) throws IOException, ImageRefused {
		MessageDigest digest;
		try {
			digest = MessageDigest.getInstance("SHA-256");
		} catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e);
		}
		Path file = newUpload();
		received.add(new Received(file, "", name)); // so that it is removed whatever happens
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
		received.set(received.size() - 1, new Received(file, HexFormat.of().formatHex(digest.digest()), name));
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

	private static Checked check(Received upload, Progress progress) throws IOException, ImageRefused {
		String label = upload.name.isEmpty() ? "The image" : "The image " + ImageName.sanitise(upload.name);
		try {
			var image = FitImage.read(upload.file, progress);
			if (!image.deployable()) {
				throw new ImageRefused(label + " cannot be used: " + image.findings().stream().filter(f -> f.severity() == Severity.ERROR).map(ImageUpload::sentence)
						.findFirst().orElse("it has errors."));
			}
			var facts = ImageFacts.of(image);
			return new Checked(upload, name(upload, facts), facts);
		} catch (FitException e) {
			throw new ImageRefused(label + " cannot be used: " + e.getMessage());
		}
	}

	private static String sentence(Finding finding) {
		return finding.path() + ": " + finding.message();
	}

	private static String name(Received upload, ImageFacts facts) {
		for (String text : List.of(upload.name, facts.meName(), facts.description())) {
			String name = ImageName.sanitise(text);
			if (!name.isEmpty()) {
				return name;
			}
		}
		return "image-" + upload.sha256.substring(0, 12);
	}
}
