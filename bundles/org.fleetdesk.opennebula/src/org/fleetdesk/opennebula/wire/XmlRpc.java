package org.fleetdesk.opennebula.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * XML-RPC (xmlrpc.com/spec.md) as OpenNebula speaks it, with {@code i8}; for clients and servers. Values are String, Integer, Long ({@code i8}), Boolean, Double and
 * List of these.
 */
public final class XmlRpc {

	/** @param params values; the first is the session string, so it must not be printed */
	public record Call(String method, List<Object> params) {
		public Call {
			params = List.copyOf(params);
		}

		@Override
		public String toString() {
			return method + "(…)";
		}
	}

	/** What a server answers. */
	public sealed interface Reply permits Value, Fault {
	}

	/** The one value of a good reply; of OpenNebula a list. */
	public record Value(Object value) implements Reply {
	}

	/** The call could not be made at all, as with an unknown method. */
	public record Fault(int code, String message) implements Reply {
	}

	private XmlRpc() {
	}

	/** @throws IOException when it is no call */
	public static Call readCall(byte[] body) throws IOException {
		throw new UnsupportedOperationException();
	}

	/**
	 * @param max the most bytes to read
	 * @throws IOException when it cannot be read, is too long, or is no call
	 */
	public static Call readCall(InputStream in, int max) throws IOException {
		throw new UnsupportedOperationException();
	}

	/** @throws IllegalArgumentException for a value of another type */
	public static byte[] writeCall(Call call) {
		throw new UnsupportedOperationException();
	}

	/** @throws IOException when it is no reply */
	public static Reply readReply(byte[] body) throws IOException {
		throw new UnsupportedOperationException();
	}

	/**
	 * @param max the most bytes to read
	 * @throws IOException when it cannot be read, is too long, or is no reply
	 */
	public static Reply readReply(InputStream in, int max) throws IOException {
		throw new UnsupportedOperationException();
	}

	/** @throws IllegalArgumentException for a value of another type */
	public static byte[] writeReply(Reply reply) {
		throw new UnsupportedOperationException();
	}

	/** The reply of a call that OpenNebula carried out. */
	public static Value success(Object message) {
		return new Value(List.of(true, message, 0));
	}

	/**
	 * The reply of a call that OpenNebula refused.
	 *
	 * @param objectId that the error is about; -1 when there is none
	 */
	public static Value failure(int code, String message, int objectId) {
		return new Value(List.of(false, message, code, objectId, -1L));
	}
}
