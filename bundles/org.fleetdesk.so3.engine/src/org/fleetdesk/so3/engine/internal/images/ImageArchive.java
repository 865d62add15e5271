package org.fleetdesk.so3.engine.internal.images;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.fleetdesk.so3.model.Payload;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * Writes images as {@code docker save} does: each has one layer, which holds the {@code .itb} file as it is. Source of the layout: the image specification
 * v1.2 of Docker. {@link ImageUpload} and Docker's own {@code load} take it.
 */
public final class ImageArchive {

	private static final int RECORD = 512;
	private static final int SHORT = 100;

	/**
	 * What is to be saved.
	 *
	 * @param references under which a load brings it back; when there are none, its file in the layer tells
	 */
	public record Item(StoredImage image, List<String> references) {
	}

	private final ImageStore store;
	private final ObjectMapper mapper;

	public ImageArchive(ImageStore store, ObjectMapper mapper) {
		this.store = store;
		this.mapper = mapper;
	}

	/**
	 * Writes all of them; leaves the stream open.
	 *
	 * @throws IOException when an image has gone meanwhile, too; the archive is cut off then
	 */
	public void write(List<Item> items, OutputStream out) throws IOException {
		var tar = tar(out);
		var manifest = mapper.createArrayNode();
		for (Item item : items) {
			write(item, tar, manifest);
		}
		json(tar, "manifest.json", mapper.writeValueAsBytes(manifest), Instant.EPOCH);
		tar.finish();
	}

	private static TarArchiveOutputStream tar(OutputStream out) {
		var tar = new TarArchiveOutputStream(out, RECORD, "UTF-8");
		tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
		return tar;
	}

	private void write(Item item, TarArchiveOutputStream tar, ArrayNode manifest) throws IOException {
		var image = item.image;
		String hex = image.id().substring(StoredImage.ID.length());
		Path held = store.newUpload(); // so that the content is the image's, whoever replaces it while it is sent
		try {
			if (store.hold(image.id(), i -> held).isEmpty()) {
				throw new IOException("The image " + image.id() + " has been removed meanwhile");
			}
			String layer = hex + "/layer.tar";
			String diff = layer(image, held, tar, layer);
			String config = hex + ".json";
			json(tar, config, mapper.writeValueAsBytes(config(image, diff)), image.modified());
			var entry = manifest.addObject().put("Config", config);
			var tags = entry.putArray("RepoTags");
			item.references.forEach(tags::add);
			entry.putArray("Layers").add(layer);
		} finally {
			Files.deleteIfExists(held);
		}
	}

	/** The layer's digest, as the image's configuration must name it. */
	private static String layer(StoredImage image, Path file, TarArchiveOutputStream tar, String path) throws IOException {
		long size = Files.size(file);
		long padded = (size + RECORD - 1) / RECORD * RECORD;
		var entry = new TarArchiveEntry(path);
		entry.setSize(RECORD + padded + 2 * RECORD); // header, content, end
		entry.setModTime(image.modified().getEpochSecond() * 1000);
		tar.putArchiveEntry(entry);
		MessageDigest digest;
		try {
			digest = MessageDigest.getInstance("SHA-256");
		} catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e);
		}
		var inner = tar(new DigestOutputStream(new Unclosed(tar), digest));
		String name = ImageName.fileOf(image.names().getFirst());
		var content = new TarArchiveEntry(name.length() <= SHORT ? name : image.shortId() + ImageName.SUFFIX);
		content.setSize(size);
		content.setModTime(image.modified().getEpochSecond() * 1000);
		inner.putArchiveEntry(content);
		Payload.of(file).copyTo(inner);
		inner.closeArchiveEntry();
		inner.finish();
		tar.closeArchiveEntry();
		return StoredImage.ID + HexFormat.of().formatHex(digest.digest());
	}

	/** The inner archive ends, the outer one goes on. */
	private static final class Unclosed extends FilterOutputStream {

		Unclosed(OutputStream out) {
			super(out);
		}

		@Override
		public void write(byte[] block, int offset, int length) throws IOException {
			out.write(block, offset, length);
		}

		@Override
		public void close() {
			// not ours
		}
	}

	private Object config(StoredImage image, String diff) {
		String created = image.modified().toString();
		var node = mapper.createObjectNode().put("architecture", image.facts().arch()).put("os", "linux").put("created", created);
		node.putObject("config");
		node.putArray("history").addObject().put("created", created).put("comment", image.comment().isEmpty() ? image.facts().description() : image.comment());
		node.putObject("rootfs").put("type", "layers").putArray("diff_ids").add(diff);
		return node;
	}

	private static void json(TarArchiveOutputStream tar, String path, byte[] content, Instant time) throws IOException {
		var entry = new TarArchiveEntry(path);
		entry.setSize(content.length);
		entry.setModTime(time.toEpochMilli());
		tar.putArchiveEntry(entry);
		tar.write(content);
		tar.closeArchiveEntry();
	}
}
