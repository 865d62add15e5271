package org.fleetdesk.http;

import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * An answer whose body is read while it comes. Its idle deadline holds while somebody reads. Close it in any case: that closes the
 * connection, also under a reader on another thread.
 */
public interface HttpStream extends AutoCloseable {

	int status();

	/** By name in lower case. */
	Map<String, List<String>> headers();

	/** As in {@link HttpAnswer#mediaType()}. */
	default String mediaType() {
		return HttpAnswer.mediaType(headers());
	}

	/** Throws only {@link HttpException}s; an interrupt ends a read at once. */
	InputStream body();

	@Override
	void close();
}
