package org.fleetdesk.gateways.engine.internal.manage;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

import org.fleetdesk.engine.web.HttpError;

/** Reads a body as {@code multipart/form-data} (RFC 7578), part by part, of any length. */
final class Multipart {

	private static final int LONGEST_HEAD = 16_384;
	private static final Pattern BOUNDARY = Pattern.compile("multipart/form-data\\s*;.*boundary=(\"[^\"]{1,200}\"|[^;\\s]{1,200}).*", Pattern.CASE_INSENSITIVE);
	private static final Pattern NAME = Pattern.compile("content-disposition:.*[;\\s]name=\"([^\"]*)\".*", Pattern.CASE_INSENSITIVE);
	private static final Pattern TYPE = Pattern.compile("content-type:\\s*(.*)", Pattern.CASE_INSENSITIVE);

	/** A part. @param body ends where the part does; read to the end before the next one is asked for */
	record Part(String name, Optional<String> type, InputStream body) {
	}

	private final InputStream in;
	private final byte[] delimiter;
	private boolean started;
	private Body current;

	/** @throws HttpError 400 when the type is another one */
	Multipart(String contentType, InputStream body) {
		var type = BOUNDARY.matcher(contentType);
		if (!type.matches()) {
			throw new HttpError(400, "The body is no multipart/form-data with a boundary.");
		}
		delimiter = ("\r\n--" + type.group(1).replace("\"", "")).getBytes(StandardCharsets.ISO_8859_1);
		in = new BufferedInputStream(body, 1 << 16);
	}

	/** The next part; empty at the end. */
	Optional<Part> next() throws IOException {
		if (!started) {
			started = true;
			current = new Body(2); // before the first delimiter stands no end of a line
		}
		current.skipAll();
		String end = line();
		if (end.startsWith("--")) {
			return Optional.empty();
		}
		String name = "";
		Optional<String> type = Optional.empty();
		int read = 0;
		for (String line = line(); !line.isEmpty(); line = line()) {
			read += line.length();
			if (read > LONGEST_HEAD) {
				throw broken();
			}
			var found = NAME.matcher(line);
			name = found.matches() ? found.group(1) : name;
			var typed = TYPE.matcher(line);
			type = typed.matches() ? Optional.of(typed.group(1).strip()) : type;
		}
		current = new Body(0);
		return Optional.of(new Part(name, type, current));
	}

	private static HttpError broken() {
		return new HttpError(400, "The body is no whole multipart/form-data.");
	}

	private String line() throws IOException {
		var line = new ByteArrayOutputStream();
		for (int c = in.read(); c != '\n'; c = in.read()) {
			if (c < 0 || line.size() > LONGEST_HEAD) {
				throw broken();
			}
			line.write(c);
		}
		return line.toString(StandardCharsets.UTF_8).replaceAll("\r$", "");
	}

	/** The bytes up to the next delimiter. */
	private final class Body extends InputStream {

		/** How much of the delimiter was read; nothing of it repeats its first character, so that a mismatch begins anew. */
		private int matched;
		/** What of a delimiter turned out to be content is given out first. */
		private int given;
		private int held;
		private int after = -1;
		private boolean ended;

		private Body(int matched) {
			this.matched = matched;
		}

		@Override
		public int read() throws IOException {
			if (given < held) {
				return delimiter[given++] & 0xff;
			}
			if (after >= 0) {
				int c = after;
				after = -1;
				return c;
			}
			while (!ended) {
				int c = in.read();
				if (c < 0) {
					throw broken();
				}
				if (c == delimiter[matched]) {
					matched++;
					ended = matched == delimiter.length;
				} else if (matched == 0) {
					return c;
				} else {
					return mismatch(c);
				}
			}
			return -1;
		}

		private int mismatch(int c) {
			held = matched;
			given = 1;
			matched = c == delimiter[0] ? 1 : 0;
			after = c == delimiter[0] ? -1 : c;
			return delimiter[0] & 0xff;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			int count = 0;
			while (count < length) {
				int c = read();
				if (c < 0) {
					return count == 0 ? -1 : count;
				}
				buffer[offset + count++] = (byte) c;
			}
			return count;
		}

		private void skipAll() throws IOException {
			while (read() >= 0) {
				// dropped
			}
		}
	}
}
