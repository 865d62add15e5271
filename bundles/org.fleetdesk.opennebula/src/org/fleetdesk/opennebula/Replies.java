package org.fleetdesk.opennebula;

import java.util.List;

import org.fleetdesk.http.HttpException;
import org.fleetdesk.http.xmlrpc.XmlRpc;

/** What OpenNebula's replies and failures on the way mean. */
final class Replies {

	/** Longer sentences of a server are cut. */
	private static final int LONGEST_MESSAGE = 2000;

	private Replies() {
	}

	/** @param secret the session string, which is not to be repeated should the server do so */
	static OneResponse read(XmlRpc.Reply reply, String secret) {
		return switch (reply) {
		case XmlRpc.Fault(int code, String message) -> OneResponse.failed(OneError.FAULT, code, "OpenNebula refuses the call: " + sentence(message, secret), -1, null);
		case XmlRpc.Value(List<?> parts) when parts.size() >= 2 && Boolean.TRUE.equals(parts.get(0)) && isMessage(parts.get(1)) -> OneResponse.of(parts.get(1));
		case XmlRpc.Value(List<?> parts) when parts.size() >= 3 && Boolean.FALSE.equals(parts.get(0)) && parts.get(1) instanceof String message
				&& parts.get(2) instanceof Integer code -> {
			var error = OneError.of(code);
			yield OneResponse.failed(error == OneError.NONE ? OneError.INTERNAL : error, code, sentence(message, secret),
					parts.size() > 3 && parts.get(3) instanceof Integer object ? object : -1, null);
		}
		case XmlRpc.Value _ -> OneResponse.failed(OneError.PROTOCOL, -1, "OpenNebula's answer cannot be understood: it is XML-RPC of another kind", -1, null);
		};
	}

	private static boolean isMessage(Object part) {
		return part instanceof String || part instanceof Integer || part instanceof Boolean || part instanceof Long;
	}

	private static String sentence(String message, String secret) {
		String known = message.replace(secret, "***").strip();
		return known.isEmpty() ? "it gives no reason" : known.length() > LONGEST_MESSAGE ? known.substring(0, LONGEST_MESSAGE) + "…" : known;
	}

	static OneResponse failed(HttpException failure) {
		return OneResponse.failed(OneError.of(failure), failure instanceof HttpException.Refused refused ? refused.status() : -1, failure.getMessage(), -1, failure);
	}
}
