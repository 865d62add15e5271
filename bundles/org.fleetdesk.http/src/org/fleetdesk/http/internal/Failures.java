package org.fleetdesk.http.internal;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAnswer;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpCredentials;
import org.fleetdesk.http.HttpException;

/** Turns what the HTTP library throws into our few failures with a sentence for the user. */
final class Failures {

	private static final int MAX_SENTENCE = 500;
	/** What servers answer to a client certificate that is missing or not good. */
	private static final Pattern CLIENT_ALERT = Pattern.compile("alert: (certificate_\\w+|bad_certificate|unknown_ca|unsupported_certificate|access_denied|handshake_failure)");

	private final EndpointSettings settings;
	private final Tls tls;

	Failures(EndpointSettings settings, Tls tls) {
		this.settings = settings;
		this.tls = tls;
	}

	/** What is spoken: http or https. */
	private String scheme() {
		String scheme = settings.base().getScheme().toLowerCase(Locale.ROOT);
		return scheme.equals("https") || scheme.equals("tcp") && settings.tls().tcp() ? "https" : "http";
	}

	/** The server as the user wrote it. */
	String server() {
		return settings.base().toString();
	}

	static String server(HttpUriRequestBase request) {
		var socket = request.getConfig() == null ? null : request.getConfig().getUnixDomainSocket();
		return socket != null ? "unix://" + socket : request.getScheme() + "://" + request.getAuthority();
	}

	static String seconds(Duration time) {
		return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
	}

	HttpException deadlinePassed(Duration limit) {
		return new HttpException.TimedOut("%s did not answer within %s".formatted(server(), seconds(limit)), limit, null);
	}

	HttpException tooLong() {
		int limit = settings.maxBody();
		String most = limit >= 1 << 20 && limit % (1 << 20) == 0 ? (limit >> 20) + " MiB" : limit + " bytes";
		return new HttpException.Protocol("The answer of %s is longer than %s, the most that Fleetdesk reads at once; it was not read to its end".formatted(server(), most), null);
	}

	HttpException closed() {
		return new HttpException.Cancelled("The connection to " + server() + " was closed", null);
	}

	HttpException refused(HttpAnswer answer, HttpCall call) {
		String sentence = unrepeated(settings.refusal().apply(answer).strip(), call);
		if (sentence.length() > MAX_SENTENCE) {
			sentence = sentence.substring(0, MAX_SENTENCE) + "…";
		}
		if (sentence.isEmpty() && answer.status() == 401) {
			sentence = server() + (settings.credentials().get().isPresent() ? " does not accept the credentials" : " wants credentials");
		}
		return new HttpException.Refused(sentence.isEmpty() ? "%s answered with status %d".formatted(server(), answer.status()) : sentence, answer);
	}

	/** A server may repeat what it was given; its sentence is shown and written down. */
	private String unrepeated(String sentence, HttpCall call) {
		var given = Stream.concat(settings.credentials().get().map(HttpCredentials::header).stream(),
				call.headers().entrySet().stream().filter(header -> header.getKey().equalsIgnoreCase("Authorization")).map(Map.Entry::getValue)).toList();
		String known = sentence;
		for (String header : given) {
			String proof = header.substring(header.indexOf(' ') + 1);
			known = proof.isBlank() ? known : known.replace(proof, "***");
			if (header.regionMatches(true, 0, "Basic ", 0, 6)) {
				try {
					String session = new String(Base64.getDecoder().decode(proof), StandardCharsets.UTF_8);
					known = session.isBlank() ? known : known.replace(session, "***");
				} catch (IllegalArgumentException e) {
					// not of ours
				}
			}
		}
		return known;
	}

	/** @param exchange tells when the call was ended from outside */
	HttpException of(Exception failure, Exchange exchange) {
		HttpException end = exchange.end();
		if (end != null) {
			return end;
		}
		if (Thread.currentThread().isInterrupted()) {
			return new HttpException.Cancelled("The call to " + server() + " was cancelled", failure);
		}
		return switch (failure) {
		case HttpException known -> known;
		case ConnectTimeoutException e -> new HttpException.TimedOut("%s took no connection within %s".formatted(server(), seconds(settings.connect())),
				settings.connect(), e);
		case ConnectionRequestTimeoutException e -> new HttpException.TimedOut(
				"All %d connections to %s are in use".formatted(settings.maxConnections(), server()), settings.deadline(), e);
		case SocketTimeoutException e -> new HttpException.TimedOut(server() + " did not answer in time", settings.deadline(), e);
		case UnknownHostException e -> new HttpException.Unreachable("%s cannot be reached: the host name %s is not known".formatted(server(), settings.base().getHost()),
				e);
		case SSLException e -> tls(e);
		case NoHttpResponseException e -> lost(e);
		case TruncatedChunkException e -> lost(e);
		case ConnectionClosedException e -> lost(e);
		// what the library says, too, when the connection ends after a whole chunk
		case MalformedChunkCodingException e when String.valueOf(e.getMessage()).startsWith("CRLF expected") -> lost(e);
		case MalformedChunkCodingException e -> noHttp(e);
		case MessageConstraintException e -> noHttp(e);
		case ClientProtocolException e -> noHttp(e);
		case org.apache.hc.core5.http.UnsupportedHttpVersionException e -> noHttp(e);
		case NoSuchFileException e -> new HttpException.Unreachable("%s cannot be reached: there is no such socket".formatted(server()), e);
		case IllegalStateException e -> closed(); // the pool is shut down
		default -> unreachable(failure);
		};
	}

	/**
	 * The failure of an exchange with a server that has never answered. One that wants another client certificate may just close the connection:
	 * its alert can be lost on the way.
	 */
	HttpException first(Exception failure, Exchange exchange) {
		var known = of(failure, exchange);
		return known instanceof HttpException.Unreachable && tls.identityWanted() && broken(failure) ? unproven(failure) : known;
	}

	private static boolean broken(Exception failure) {
		return failure instanceof SocketException || failure instanceof NoHttpResponseException || failure instanceof ConnectionClosedException;
	}

	private HttpException unproven(Exception failure) {
		return new HttpException.Unproven(tls.hasIdentity() ? server() + " does not take the client certificate of this connection"
				: server() + " wants a client certificate, and the connection has none", failure);
	}

	private HttpException unreachable(Exception failure) {
		String detail = String.valueOf(root(failure).getMessage());
		if (detail.contains("Connection refused")) {
			detail = "nothing listens there";
		} else if (detail.contains("No such file")) {
			detail = "there is no such socket";
		} else if (detail.contains("reset") || detail.contains("Broken pipe")) {
			return lost(failure);
		}
		return new HttpException.Unreachable("%s cannot be reached: %s".formatted(server(), detail), failure);
	}

	private HttpException lost(Exception failure) {
		return new HttpException.Unreachable("The connection to %s broke before the answer was complete".formatted(server()), failure);
	}

	private HttpException noHttp(Exception failure) {
		String hint = "http".equals(scheme()) ? "; it may want an encrypted connection (TLS)" : "";
		return new HttpException.Protocol("%s does not speak HTTP as it should: %s%s".formatted(server(), root(failure).getMessage(), hint), failure);
	}

	private HttpException tls(SSLException failure) {
		for (Throwable t = failure; t != null; t = t.getCause()) {
			if (t instanceof UntrustedChain untrusted) {
				return new HttpException.Untrusted("The certificate of %s is not trusted: %s".formatted(server(), untrusted.getMessage()), untrusted.chain, failure);
			}
		}
		String text = String.valueOf(failure.getMessage());
		if (tls.identityWanted() && CLIENT_ALERT.matcher(text).find()) {
			return unproven(failure);
		}
		if (text.startsWith("Unsupported or unrecognized SSL message")) {
			return new HttpException.Protocol(server() + " does not speak TLS: the connection is not encrypted there", failure);
		}
		return new HttpException.Protocol("No TLS connection to %s: %s".formatted(server(), failure.getMessage()), failure);
	}

	private static Throwable root(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null && root.getCause() instanceof IOException) {
			root = root.getCause();
		}
		return root;
	}

	/** Carries what an untrusted server presented through the TLS layers. */
	static final class UntrustedChain extends CertificateException {
		private static final long serialVersionUID = 1L;

		final transient List<X509Certificate> chain;

		UntrustedChain(String message, X509Certificate[] chain, Throwable cause) {
			super(message, cause);
			this.chain = List.of(chain);
		}
	}
}
