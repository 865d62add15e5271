package org.fleetdesk.http.xmlrpc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * XML-RPC (xmlrpc.com/spec.md) with {@code i8}, as OpenNebula and supervisord speak it; for clients and servers. Values are String, Integer, Long ({@code i8}), Boolean, Double, List
 * and Map (by String) of these.
 */
public final class XmlRpc {

	/** The media type of calls and replies. */
	public static final String MEDIA_TYPE = "text/xml";

	private static final String HEADER = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

	/** @param params values; they must not be printed, as the first one of OpenNebula is the session string */
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

	/** The one value of a good reply. */
	public record Value(Object value) implements Reply {
	}

	/** The call could not be made at all, as with an unknown method. */
	public record Fault(int code, String message) implements Reply {
	}

	private XmlRpc() {
	}

	/** @throws IOException when it is no call */
	public static Call readCall(byte[] body) throws IOException {
		var message = read(body);
		if (!message.root.equals("methodCall") || message.method.isEmpty() || message.fault) {
			throw new WireException("it is no XML-RPC call");
		}
		return new Call(message.method, message.values);
	}

	/**
	 * @param max the most bytes to read
	 * @throws IOException when it cannot be read, is too long, or is no call
	 */
	public static Call readCall(InputStream in, int max) throws IOException {
		return readCall(bytes(in, max));
	}

	/** @throws IllegalArgumentException for a value of another type */
	public static byte[] writeCall(Call call) {
		return writeCall(call, (place, value) -> value);
	}

	/** As {@link #writeCall(Call)}, with parameters replaced. @param substitute gets the place of a parameter, from 0, and its value */
	public static byte[] writeCall(Call call, BiFunction<Integer, Object, Object> substitute) {
		// in one line, which the audit log shows
		var out = new StringBuilder(HEADER.strip()).append("<methodCall><methodName>").append(XmlText.escape(call.method())).append("</methodName><params>");
		for (int i = 0; i < call.params().size(); i++) {
			out.append("<param>");
			write(out, substitute.apply(i, call.params().get(i)));
			out.append("</param>");
		}
		return bytes(out.append("</params></methodCall>"));
	}

	/** @throws IOException when it is no reply */
	public static Reply readReply(byte[] body) throws IOException {
		var message = read(body);
		if (!message.root.equals("methodResponse") || message.values.size() != 1) {
			throw new WireException("it is no XML-RPC reply");
		}
		var value = message.values.getFirst();
		if (!message.fault) {
			return new Value(value);
		}
		if (value instanceof Map<?, ?> members && members.get("faultCode") instanceof Integer code && members.get("faultString") instanceof String text) {
			return new Fault(code, text);
		}
		throw new WireException("it is an XML-RPC fault without code and text");
	}

	/**
	 * @param max the most bytes to read
	 * @throws IOException when it cannot be read, is too long, or is no reply
	 */
	public static Reply readReply(InputStream in, int max) throws IOException {
		return readReply(bytes(in, max));
	}

	/** @throws IllegalArgumentException for a value of another type */
	public static byte[] writeReply(Reply reply) {
		var out = new StringBuilder(HEADER).append("<methodResponse>\n");
		switch (reply) {
		case Value value -> {
			write(out.append("<params>\n<param>"), value.value());
			out.append("</param>\n</params>\n");
		}
		case Fault fault -> {
			var members = new LinkedHashMap<String, Object>();
			members.put("faultCode", fault.code());
			members.put("faultString", fault.message());
			write(out.append("<fault>\n"), members);
			out.append("\n</fault>\n");
		}
		}
		return bytes(out.append("</methodResponse>\n"));
	}

	private static void write(StringBuilder out, Object value) {
		out.append("<value>");
		switch (value) {
		case String text -> out.append("<string>").append(XmlText.content(text)).append("</string>");
		case Integer number -> out.append("<i4>").append(number).append("</i4>");
		case Long number -> out.append("<i8>").append(number).append("</i8>");
		case Boolean bit -> out.append("<boolean>").append(bit ? 1 : 0).append("</boolean>");
		case Double number when Double.isFinite(number) -> out.append("<double>").append(number).append("</double>");
		case List<?> list -> {
			out.append("<array><data>\n");
			list.forEach(element -> {
				write(out, element);
				out.append('\n');
			});
			out.append("</data></array>");
		}
		case Map<?, ?> members -> {
			out.append("<struct>\n");
			members.forEach((name, member) -> {
				out.append("<member><name>").append(XmlText.escape(String.valueOf(name))).append("</name>\n");
				write(out, member);
				out.append("</member>\n");
			});
			out.append("</struct>");
		}
		case null -> throw new IllegalArgumentException("XML-RPC has no null");
		default -> throw new IllegalArgumentException("XML-RPC has no " + value.getClass().getSimpleName() + " such as this");
		}
		out.append("</value>");
	}

	private static byte[] bytes(StringBuilder text) {
		return text.toString().getBytes(StandardCharsets.UTF_8);
	}

	private static byte[] bytes(InputStream in, int max) throws IOException {
		byte[] bytes = in.readNBytes(max == Integer.MAX_VALUE ? max : max + 1);
		if (bytes.length > max) {
			throw new WireException("it is longer than %d bytes".formatted(max));
		}
		return bytes;
	}

	private static XmlRpcReader read(byte[] body) throws IOException {
		var reader = new XmlRpcReader();
		XmlRpcScanner.scan(body, reader);
		return reader;
	}
}
