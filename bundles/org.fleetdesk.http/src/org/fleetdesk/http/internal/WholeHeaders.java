package org.fleetdesk.http.internal;

import java.io.IOException;
import java.io.InputStream;

import org.apache.hc.client5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;
import org.apache.hc.core5.http.io.HttpTransportMetrics;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * Reads the headers of answers as the library does, which takes the end of the connection for the end of a header: an answer that broke off there would
 * be a whole one with an empty body.
 */
final class WholeHeaders implements HttpMessageParserFactory<ClassicHttpResponse> {

	@Override
	public HttpMessageParser<ClassicHttpResponse> create(Http1Config config) {
		var parser = DefaultHttpResponseParserFactory.INSTANCE.create(config);
		return (buffer, in) -> parser.parse(new Lines(buffer), in);
	}

	private static final class Lines implements SessionInputBuffer {

		private final SessionInputBuffer buffer;
		private boolean begun;

		Lines(SessionInputBuffer buffer) {
			this.buffer = buffer;
		}

		@Override
		public int readLine(CharArrayBuffer line, InputStream in) throws IOException {
			int length = buffer.readLine(line, in);
			if (length < 0 && begun) {
				throw new ConnectionClosedException("The header of the answer is not complete");
			}
			begun = true;
			return length;
		}

		@Override
		public int length() {
			return buffer.length();
		}

		@Override
		public int capacity() {
			return buffer.capacity();
		}

		@Override
		public int available() {
			return buffer.available();
		}

		@Override
		public int read(byte[] block, int offset, int length, InputStream in) throws IOException {
			return buffer.read(block, offset, length, in);
		}

		@Override
		public int read(byte[] block, InputStream in) throws IOException {
			return buffer.read(block, in);
		}

		@Override
		public int read(InputStream in) throws IOException {
			return buffer.read(in);
		}

		@Override
		public HttpTransportMetrics getMetrics() {
			return buffer.getMetrics();
		}
	}
}
