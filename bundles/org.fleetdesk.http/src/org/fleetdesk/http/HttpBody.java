package org.fleetdesk.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** What a request carries. */
public sealed interface HttpBody {

	/** A small body. */
	record Bytes(String mediaType, byte[] bytes) implements HttpBody {
	}

	/**
	 * A small body with secrets that only its sender can find.
	 *
	 * @param shown the body as it may be written down
	 */
	record Masked(String mediaType, byte[] bytes, Function<Mask, String> shown) implements HttpBody {
	}

	/** What stands for secrets where a body is written down. */
	interface Mask {

		/** What to write for the secret of a name. */
		String secret(String name);

		/** A text with something else in place of those secrets that can be told by the names before them. */
		String text(String text);
	}

	/**
	 * A file, streamed in flat memory with its length announced. The server is asked first whether it takes it
	 * ({@code Expect: 100-continue}), so that a refusal comes before the upload.
	 *
	 * @param length in bytes, as announced; the request fails when the file turns out shorter, and the rest of a longer one is not sent
	 * @param sent   hears how many bytes have been handed to the connection, on the sending thread
	 */
	record FileContent(String mediaType, Path file, long length, LongConsumer sent) implements HttpBody {

		/** @throws IOException when the file cannot be looked at */
		public static FileContent of(String mediaType, Path file, LongConsumer sent) throws IOException {
			return new FileContent(mediaType, file, Files.size(file), sent);
		}
	}
}
