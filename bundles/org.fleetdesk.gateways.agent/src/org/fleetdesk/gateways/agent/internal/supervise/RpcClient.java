package org.fleetdesk.gateways.agent.internal.supervise;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpBody;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpCredentials;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.http.xmlrpc.WireException;
import org.fleetdesk.http.xmlrpc.XmlRpc;

/** Calls of supervisord's XML-RPC (spec/gateways.md 3), over TCP or a unix socket. */
final class RpcClient implements AutoCloseable {

	private static final Duration PAUSE = Duration.ofMillis(100);
	private static final int LONGEST_REASON = 2000;

	private final HttpEndpoint endpoint;
	private final Duration gap;

	/** @param gap how long a supervisor that restarts itself may be away */
	RpcClient(HttpClientFactory http, URI url, Supplier<Optional<HttpCredentials>> credentials, Duration gap) {
		endpoint = http.open(EndpointSettings.of(url).withCredentials(credentials).withMaxConnections(4));
		this.gap = gap;
	}

	/** Asks; nothing is changed by it. */
	<T> T ask(Class<T> type, String method, Object... params) throws SupervisorException, InterruptedException {
		return call(type, false, method, params);
	}

	/** Lets the supervisor do something; what is repeated because no answer came must not do harm. */
	<T> T tell(Class<T> type, String method, Object... params) throws SupervisorException, InterruptedException {
		return call(type, true, method, params);
	}

	private <T> T call(Class<T> type, boolean changing, String method, Object... params) throws SupervisorException, InterruptedException {
		long end = System.nanoTime() + gap.toNanos();
		while (true) {
			try {
				Object value = once(changing, new XmlRpc.Call(method, List.of(params)));
				if (!type.isInstance(value)) {
					throw strange(null);
				}
				return type.cast(value);
			} catch (SupervisorException e) {
				boolean passes = e.fault() == Faults.SHUTDOWN_STATE || e.getCause() instanceof HttpException.Unreachable;
				if (!passes || System.nanoTime() - end > 0) {
					throw e;
				}
			}
			Thread.sleep(PAUSE);
		}
	}

	private Object once(boolean changing, XmlRpc.Call call) throws SupervisorException, InterruptedException {
		byte[] body;
		try {
			body = endpoint.send(HttpCall.post("/RPC2").body(new HttpBody.Bytes(XmlRpc.MEDIA_TYPE, XmlRpc.writeCall(call))).changing(changing)).body();
		} catch (HttpException.Cancelled e) {
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			throw new SupervisorException(0, "The connection to the supervisor is closed.", e);
		} catch (HttpException e) {
			throw new SupervisorException(0, "The supervisor does not answer: " + e.getMessage(), e);
		}
		XmlRpc.Reply reply;
		try {
			reply = XmlRpc.readReply(printable(body));
		} catch (WireException e) {
			throw strange(e);
		} catch (IOException e) {
			throw strange(e);
		}
		return switch (reply) {
		case XmlRpc.Fault(int code, String message) -> throw refused(code, message);
		case XmlRpc.Value(Object value) -> value;
		};
	}

	private static SupervisorException strange(IOException cause) {
		return new SupervisorException(0, "The supervisor's answer cannot be understood" + (cause == null ? "." : ": " + cause.getMessage() + "."), cause);
	}

	/** supervisord begins its texts with the name of the code. */
	private static SupervisorException refused(int code, String message) {
		String reason = message.replaceFirst("^[A-Z_]+(: )?", "").strip();
		String shown = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "…" : reason;
		return new SupervisorException(code, switch (code) {
		case Faults.BAD_NAME -> "The supervisor has no program " + shown + ".";
		case Faults.BAD_SIGNAL -> "The supervisor does not know the signal " + shown + ".";
		case Faults.NO_FILE -> shown.startsWith("can't") ? "The program cannot be started: " + shown + "." : "The program has no log.";
		case Faults.NOT_EXECUTABLE -> "The program cannot be started: " + shown + ".";
		case Faults.SPAWN_ERROR, Faults.ABNORMAL_TERMINATION -> "The program " + shown + " did not stay up.";
		case Faults.ALREADY_STARTED -> "The program " + shown + " runs already.";
		case Faults.NOT_RUNNING -> "The program " + shown + " does not run.";
		case Faults.SHUTDOWN_STATE -> "The supervisor stops or restarts.";
		case Faults.CANT_REREAD -> shown;
		default -> "The supervisor refuses: " + (shown.isEmpty() ? message.strip() : shown) + ".";
		}, null);
	}

	/** supervisord puts control characters of logs into its answers, which XML cannot hold. */
	private static byte[] printable(byte[] body) {
		for (int i = 0; i < body.length; i++) {
			if (body[i] >= 0 && body[i] < ' ' && body[i] != '\t' && body[i] != '\n' && body[i] != '\r') {
				body[i] = '?';
			}
		}
		return body;
	}

	@Override
	public void close() {
		endpoint.close();
	}
}
