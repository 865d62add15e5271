package org.fleetdesk.core.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionDraft;
import org.fleetdesk.core.Credentials;
import org.fleetdesk.core.CredentialsPrompt;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.core.Secrets;
import org.fleetdesk.core.ServerCertificate;
import org.fleetdesk.core.TrustPrompt;
import org.fleetdesk.core.UntrustedException;
import org.fleetdesk.core.UntrustedHostKeyException;
import org.fleetdesk.http.ClientIdentity;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpCredentials;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.http.TlsSettings;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Secrets for endpoints, and the questions of a foreground connection. */
@Component
public final class PromptingAccess implements EngineAccess {

	/** No certificate has it, so that each handshake ends before anything is sent. */
	private static final String NO_FINGERPRINT = "0".repeat(64);
	/** Who mistypes a password so often looks it up first. */
	private static final int MOST_QUESTIONS = 6;

	private final HttpClientFactory http;
	private final Secrets secrets;

	@Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
	volatile TrustPrompt trust;

	@Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
	volatile CredentialsPrompt credentials;

	@Activate
	public PromptingAccess(@Reference HttpClientFactory http, @Reference Secrets secrets) {
		this.http = http;
		this.secrets = secrets;
	}

	@Override
	public EndpointSettings secured(EndpointSettings settings, Connection connection) {
		var tls = connection.tls();
		var secured = settings.withTls(TlsSettings.system().withTcp(tls.on()).withPinned(tls.fingerprint()).withAuthorities(authorities(connection))
				.withIdentity(tls.identity().isEmpty() ? TlsSettings.IdentitySource.NONE : () -> identity(connection)));
		return connection.credentials().isEmpty() ? secured : secured.withCredentials(() -> credentials(connection.credentials().get()));
	}

	private Optional<ClientIdentity> identity(Connection connection) throws IOException {
		var pem = secrets.get(connection.tls().identity().orElseThrow());
		return Optional.of(ClientIdentity.ofPem(pem.orElseThrow(() -> new IOException("it is no longer in the secure storage; add it again"))));
	}

	/** Those that were checked when they were added; a damaged file must not keep all connections from opening. */
	private static List<X509Certificate> authorities(Connection connection) {
		try {
			return connection.tls().authorities().isEmpty() ? List.of()
					: TlsSettings.certificates(new ByteArrayInputStream(connection.tls().authorities().get().getBytes(StandardCharsets.US_ASCII)));
		} catch (IOException e) {
			return List.of();
		}
	}

	private Optional<HttpCredentials> credentials(String name) {
		try {
			return secrets.get(name).map(Credentials::of).map(c -> switch (c) {
			case Credentials.Token token -> new HttpCredentials.Bearer(token.token());
			case Credentials.Password password -> new HttpCredentials.Basic(password.user(), password.password());
			});
		} catch (IOException e) {
			throw new UncheckedIOException("The credentials cannot be read: " + e.getMessage(), e);
		}
	}

	@Override
	public UntrustedException untrusted(HttpException.Untrusted failure, Connection connection) {
		return new UntrustedException(failure.getMessage(), judged(failure.chain(), connection), failure);
	}

	@Override
	public ServerCertificate judged(List<X509Certificate> chain, Connection connection) {
		return Certificates.of(chain, connection.url().getHost(), authorities(connection), InstantSource.system().instant());
	}

	@Override
	public ServerCertificate certificate(Connection connection) throws EngineException, InterruptedException {
		if (!connection.encrypted()) {
			throw new EngineException(EngineException.Kind.UNSUPPORTED, "The connection to " + connection.url() + " is not encrypted, so there is no certificate");
		}
		var probe = connection.withCredentials(Optional.empty()).withTls(connection.tls().withFingerprint(Optional.of(NO_FINGERPRINT)).withIdentity(Optional.empty()));
		try (var endpoint = http.open(secured(EndpointSettings.of(connection.url()), probe))) {
			endpoint.send(HttpCall.get("/"));
			throw new EngineException(EngineException.Kind.PROTOCOL, connection.url() + " showed no certificate");
		} catch (HttpException.Untrusted e) {
			return judged(e.chain(), connection);
		} catch (HttpException.Cancelled e) {
			if (Thread.interrupted()) {
				throw new InterruptedException(e.getMessage());
			}
			throw new EngineException(EngineException.Kind.UNREACHABLE, e.getMessage(), e);
		} catch (HttpException.TimedOut e) {
			throw new EngineException(EngineException.Kind.TIMED_OUT, e.getMessage(), e);
		} catch (HttpException.Unreachable e) {
			throw new EngineException(EngineException.Kind.UNREACHABLE, e.getMessage(), e);
		} catch (HttpException e) {
			throw new EngineException(EngineException.Kind.PROTOCOL, e.getMessage(), e);
		}
	}

	@Override
	public Reached reach(EngineKind kind, ConnectionDraft draft) throws EngineException, InterruptedException {
		var now = draft;
		for (int questions = 0;; questions++) {
			var connection = now.connection();
			try (var lent = secrets.lend(now.secrets()); var session = kind.open(connection)) {
				return new Reached(now, session.probe());
			} catch (UntrustedException e) {
				var prompt = trust;
				if (questions == MOST_QUESTIONS || prompt == null || !prompt.trust(new TrustPrompt.Question(connection, e.certificate()))) {
					throw e;
				}
				now = now.with(connection.withTls(connection.tls().withFingerprint(Optional.of(e.certificate().sha256()))));
			} catch (UntrustedHostKeyException e) {
				var prompt = trust;
				if (questions == MOST_QUESTIONS || prompt == null || !prompt.trustHostKey(new TrustPrompt.HostKeyQuestion(connection, e.key()))) {
					throw e;
				}
				now = now.with(e.key().trust(connection));
			} catch (EngineException e) {
				var prompt = credentials;
				if (questions == MOST_QUESTIONS || prompt == null || !wantsCredentials(e)) {
					throw e;
				}
				now = now.withCredentials(Optional.of(prompt.ask(connection, e.getMessage()).orElseThrow(() -> e)));
			}
		}
	}

	/** Not where another client certificate or another role is wanted. */
	private static boolean wantsCredentials(EngineException failure) {
		for (Throwable t = failure; t != null; t = t.getCause()) {
			if (t instanceof HttpException.Unproven || t instanceof HttpException.Refused refused && refused.status() != 401) {
				return false;
			}
		}
		return failure.kind() == EngineException.Kind.UNAUTHORIZED;
	}
}
