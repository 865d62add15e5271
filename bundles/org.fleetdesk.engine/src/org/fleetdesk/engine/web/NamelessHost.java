package org.fleetdesk.engine.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Lets clients of a unix socket in whose first request has an empty {@code Host}, as a socket has no name: {@code supervisorctl tail -f} is one. HTTP allows that, and
 * Jetty does not.
 */
final class NamelessHost extends AbstractConnectionFactory {

	private static final Pattern NAMELESS = Pattern.compile("(?i)\r\nHost:[ \t]*\r\n");
	private static final String NAMED = "\r\nHost: localhost\r\n";
	/** Characters that a name adds at most. */
	private static final int ADDED = NAMED.length() - "\r\nHost:\r\n".length();

	private final HttpConnectionFactory http;

	NamelessHost(HttpConnectionFactory http) {
		super("nameless-host");
		this.http = http;
	}

	@Override
	public Connection newConnection(Connector connector, EndPoint endPoint) {
		return configure(new Head(endPoint, connector), connector, endPoint);
	}

	/** Reads the first head, and hands the connection to HTTP. */
	private final class Head extends AbstractConnection implements Connection.UpgradeFrom {

		private final Connector connector;
		/** No more than fits, with a name, into HTTP's buffer: what does not is lost without a word. A head that is longer is handed over as it is. */
		private final ByteBuffer read = BufferUtil.allocate(http.getInputBufferSize() - ADDED);

		Head(EndPoint endPoint, Connector connector) {
			super(endPoint, connector.getExecutor());
			this.connector = connector;
		}

		@Override
		public void onOpen() {
			super.onOpen();
			fillInterested();
		}

		@Override
		public void onFillable() {
			try {
				int count = 1;
				while (count > 0 && !whole()) {
					count = getEndPoint().fill(read);
				}
				if (count < 0) {
					close();
				} else if (whole()) {
					getEndPoint().upgrade(http.newConnection(connector, getEndPoint()));
				} else {
					fillInterested();
				}
			} catch (java.io.IOException e) {
				close();
			}
		}

		private boolean whole() {
			String text = text();
			return BufferUtil.isFull(read) || text.contains("\r\n\r\n") || text.contains("\n\n");
		}

		private String text() {
			return BufferUtil.toString(read, StandardCharsets.ISO_8859_1);
		}

		@Override
		public ByteBuffer onUpgradeFrom() {
			String text = text();
			int end = text.indexOf("\r\n\r\n");
			var host = NAMELESS.matcher(text);
			return end >= 0 && host.find() && host.start() < end ? BufferUtil.toBuffer(text.substring(0, host.start()) + NAMED + text.substring(host.end()), StandardCharsets.ISO_8859_1) : read;
		}
	}
}
