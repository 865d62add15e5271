package org.fleetdesk.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** What a request carries. */
public sealed interface HttpBody {

	/** A small body. */
	record Bytes(String mediaType, byte[] bytes) implements HttpBody {
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
