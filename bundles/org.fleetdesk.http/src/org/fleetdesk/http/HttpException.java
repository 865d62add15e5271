package org.fleetdesk.http;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/** Why there is no good answer. The message is one sentence for the user that names the server. */
public abstract sealed class HttpException extends IOException {

	private static final long serialVersionUID = 1L;

	private HttpException(String message, Throwable cause) {
		super(message, cause);
	}

	/** No connection could be made, or it broke off before the answer was complete. */
	public static final class Unreachable extends HttpException {
		private static final long serialVersionUID = 1L;

		public Unreachable(String message, Throwable cause) {
			super(message, cause);
		}
	}

	/** The server's certificate is not trusted. */
	public static final class Untrusted extends HttpException {
		private static final long serialVersionUID = 1L;

		private final transient List<X509Certificate> chain;

		public Untrusted(String message, List<X509Certificate> chain, Throwable cause) {
			super(message, cause);
			this.chain = List.copyOf(chain);
		}

		/** What the server presented, its own certificate first; empty when it is not known. */
		public List<X509Certificate> chain() {
			return chain;
		}
	}

	/** The server wants a client certificate, and none was shown or it does not take the one that was. */
	public static final class Unproven extends HttpException {
		private static final long serialVersionUID = 1L;

		public Unproven(String message, Throwable cause) {
			super(message, cause);
		}
	}

	/** A deadline passed; the connection is closed. */
	public static final class TimedOut extends HttpException {
		private static final long serialVersionUID = 1L;

		private final Duration deadline;

		public TimedOut(String message, Duration deadline, Throwable cause) {
			super(message, cause);
			this.deadline = deadline;
		}

		public Duration deadline() {
			return deadline;
		}
	}

	/** The server answered with a status of 400 or more. The message is its own sentence where it gave one. */
	public static final class Refused extends HttpException {
		private static final long serialVersionUID = 1L;

		private final transient HttpAnswer answer;
		private final int status;

		public Refused(String message, HttpAnswer answer) {
			super(message, null);
			this.answer = answer;
			this.status = answer.status();
		}

		public int status() {
			return status;
		}

		public HttpAnswer answer() {
			return answer;
		}
	}

	/** The answer breaks the protocol: not HTTP, too long, or of an unexpected type. */
	public static final class Protocol extends HttpException {
		private static final long serialVersionUID = 1L;

		public Protocol(String message, Throwable cause) {
			super(message, cause);
		}
	}

	/** What was to be sent could not be read. */
	public static final class Unsendable extends HttpException {
		private static final long serialVersionUID = 1L;

		public Unsendable(String message, Throwable cause) {
			super(message, cause);
		}
	}

	/** The calling thread was interrupted (its interrupt status is still set), or the endpoint was closed; the connection is closed. */
	public static final class Cancelled extends HttpException {
		private static final long serialVersionUID = 1L;

		public Cancelled(String message, Throwable cause) {
			super(message, cause);
		}
	}
}
