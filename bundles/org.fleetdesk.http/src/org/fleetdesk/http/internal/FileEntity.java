package org.fleetdesk.http.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;

import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.fleetdesk.http.HttpBody;
import org.fleetdesk.http.HttpException;

/** A file on its way, block by block. */
final class FileEntity extends AbstractHttpEntity {

	private static final int BLOCK = 128 << 10;

	private final HttpBody.FileContent content;
	private final Exchange exchange;

	FileEntity(HttpBody.FileContent content, Exchange exchange) {
		super(ContentType.parse(content.mediaType()), null, false);
		this.content = content;
		this.exchange = exchange;
	}

	@Override
	public void writeTo(OutputStream out) throws IOException {
		byte[] block = new byte[BLOCK];
		long sent = 0;
		try (InputStream in = file()) {
			while (sent < content.length()) {
				int count = read(in, block, (int) Math.min(BLOCK, content.length() - sent));
				out.write(block, 0, count);
				sent += count;
				exchange.moved();
				content.sent().accept(sent);
			}
		}
	}

	private InputStream file() throws HttpException {
		try {
			return Files.newInputStream(content.file());
		} catch (IOException e) {
			throw unsendable("cannot be read: " + e.getMessage(), e);
		}
	}

	private int read(InputStream in, byte[] block, int most) throws HttpException {
		int count;
		try {
			count = in.read(block, 0, most);
		} catch (IOException e) {
			throw unsendable("cannot be read: " + e.getMessage(), e);
		}
		if (count < 0) {
			throw unsendable("became shorter while it was sent", null);
		}
		return count;
	}

	private HttpException unsendable(String what, IOException cause) {
		return new HttpException.Unsendable("The file %s %s".formatted(content.file(), what), cause);
	}

	@Override
	public long getContentLength() {
		return content.length();
	}

	@Override
	public boolean isRepeatable() {
		return false;
	}

	@Override
	public InputStream getContent() throws IOException {
		return file();
	}

	@Override
	public boolean isStreaming() {
		return true;
	}

	@Override
	public void close() {
		// nothing is held open
	}
}
