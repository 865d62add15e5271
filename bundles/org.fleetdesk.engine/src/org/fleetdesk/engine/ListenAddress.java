package org.fleetdesk.engine;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where a server listens.
 *
 * @param host a name or an address; IPv6 addresses without brackets
 * @param port 1 to 65535, or 0 for a free one
 */
public record ListenAddress(String host, int port) {

	public ListenAddress {
		if (host.isBlank() || port < 0 || port > 65535) {
			throw new IllegalArgumentException("\"" + host + ":" + port + "\" is no address: the port must be 0 to 65535");
		}
	}

	/**
	 * Reads {@code HOST:PORT}, {@code [IPV6]:PORT}, {@code :PORT}, {@code PORT} or {@code HOST}; what is missing comes from the defaults
	 * (host 127.0.0.1).
	 *
	 * @throws IllegalArgumentException with a sentence for the user
	 */
	public static ListenAddress parse(String text, int defaultPort) {
		String value = text.strip();
		int colon = value.lastIndexOf(':');
		String host = value;
		String port = null;
		if (value.matches("\\d{1,5}")) {
			host = "";
			port = value;
		} else if (colon >= 0 && !value.endsWith("]") && (value.indexOf(':') == colon || value.startsWith("["))) {
			host = value.substring(0, colon);
			port = value.substring(colon + 1);
		}
		host = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
		if (port != null && !port.matches("\\d{1,5}")) {
			throw new IllegalArgumentException("\"" + text + "\" is no address to listen on: give HOST:PORT, such as 127.0.0.1:" + defaultPort);
		}
		return new ListenAddress(host.isEmpty() ? "127.0.0.1" : host, port == null ? defaultPort : Integer.parseInt(port));
	}

	/** Whether only this machine can reach it. A name is resolved; one that cannot be resolved is not loopback. */
	public boolean isLoopback() {
		try {
			for (InetAddress address : InetAddress.getAllByName(host)) {
				if (!address.isLoopbackAddress()) {
					return false;
				}
			}
			return true;
		} catch (UnknownHostException e) {
			return false;
		}
	}

	@Override
	public String toString() {
		return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
	}
}
