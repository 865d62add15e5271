package org.fleetdesk.gateways.engine.internal.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The content area of the products, as devices see it. */
public interface Contents {

	/**
	 * One piece of content, which never changes.
	 *
	 * @param type      as it was uploaded with, such as {@code application/gzip}
	 * @param size      in bytes
	 * @param sha256    64 hexadecimal digits
	 * @param updated   when it was uploaded
	 * @param meta      what the operator noted
	 * @param signature Ed25519 over the 32 bytes of the digest, in Base64
	 */
	record Content(String id, String type, long size, String sha256, Instant updated, String meta, Optional<String> signature) {
	}

	/** The ids that a device may download, sorted. */
	List<String> list(Device device);

	/** Empty when there is none, when it has no bytes yet, or the device may not have it. */
	Optional<Content> find(Device device, String id);

	/**
	 * The bytes from an offset on; the caller reads what it needs, and closes.
	 *
	 * @param from 0 to the size
	 * @throws IOException when they cannot be read; {@link java.nio.file.NoSuchFileException} when the content was deleted since
	 */
	InputStream open(String product, Content content, long from) throws IOException;

	/** Sends the next bytes of what was opened. */
	static void copy(InputStream in, OutputStream out, long length) throws IOException {
		var buffer = new byte[1 << 16];
		for (long left = length; left > 0;) {
			int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
			if (count < 0) {
				throw new EOFException("The content is shorter than it was");
			}
			out.write(buffer, 0, count);
			left -= count;
		}
	}

	/** No content at all. */
	Contents NONE = new Contents() {

		@Override
		public List<String> list(Device device) {
			return List.of();
		}

		@Override
		public Optional<Content> find(Device device, String id) {
			return Optional.empty();
		}

		@Override
		public InputStream open(String product, Content content, long from) throws IOException {
			throw new java.nio.file.NoSuchFileException(content.id());
		}
	};
}
