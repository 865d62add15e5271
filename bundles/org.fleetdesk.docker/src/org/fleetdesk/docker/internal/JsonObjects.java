package org.fleetdesk.docker.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import org.fleetdesk.http.HttpException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A stream of JSON objects, one after the other, as they come; each bounded in size. */
public final class JsonObjects {

	static final int MAX_OBJECT = 1 << 20;

	private final Bounded in;
	private final MappingIterator<JsonNode> objects;

	public JsonObjects(ObjectMapper mapper, InputStream in) throws IOException {
		this.in = new Bounded(in);
		objects = mapper.readerFor(JsonNode.class).readValues(this.in);
	}

	/** The next object, or null at the end. */
	public JsonNode next() throws IOException {
		in.read = 0;
		try {
			while (objects.hasNextValue()) {
				JsonNode node = objects.nextValue();
				if (node.isObject()) {
					return node;
				}
				throw new HttpException.Protocol("The engine sent something else than a JSON object", null);
			}
			return null;
		} catch (JsonProcessingException e) {
			throw new HttpException.Protocol("The engine sent something that is not JSON: " + e.getOriginalMessage(), e);
		}
	}

	private static final class Bounded extends FilterInputStream {

		private int read;

		Bounded(InputStream in) {
			super(in);
		}

		@Override
		public int read() throws IOException {
			count(1);
			return super.read();
		}

		@Override
		public int read(byte[] block, int offset, int length) throws IOException {
			int count = super.read(block, offset, length);
			count(count);
			return count;
		}

		private void count(int more) throws HttpException {
			read += more;
			if (read > MAX_OBJECT) {
				throw new HttpException.Protocol("The engine sent a JSON object of more than " + MAX_OBJECT + " bytes", null);
			}
		}
	}
}
