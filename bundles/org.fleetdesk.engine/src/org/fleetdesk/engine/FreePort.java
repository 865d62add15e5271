package org.fleetdesk.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of this machine's loopback address for servers that nobody gave a port. */
public final class FreePort {

	private FreePort() {
	}

	/**
	 * Chooses a port that nobody listens on now.
	 *
	 * @param preferred such as the one of the last time; 0: none
	 * @return the preferred one, else the first free one from {@code low} to {@code high}, else 0, which lets the system choose
	 */
	public static int choose(int preferred, int low, int high) {
		if (preferred > 0 && isFree(preferred)) {
			return preferred;
		}
		for (int port = low; port <= high; port++) {
			if (isFree(port)) {
				return port;
			}
		}
		return 0;
	}

	private static boolean isFree(int port) {
		try (var socket = new ServerSocket()) {
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
			return true;
		} catch (IOException e) {
			return false;
		}
	}
}
