package org.fleetdesk.bench.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;

/** Commands to the replay server; see there. */
final class Control implements AutoCloseable {

	private final Socket socket;
	private final BufferedReader in;
	private final PrintStream out;

	Control(int port) throws IOException {
		socket = new Socket(InetAddress.getLoopbackAddress(), port);
		in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
		out = new PrintStream(socket.getOutputStream(), true);
	}

	String say(String command) throws IOException {
		out.println(command);
		return in.readLine();
	}

	@Override
	public void close() throws IOException {
		socket.close();
	}
}
