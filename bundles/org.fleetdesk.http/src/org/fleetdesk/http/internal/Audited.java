package org.fleetdesk.http.internal;

import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpAudit.Proof;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpCredentials;
import org.fleetdesk.http.TlsSettings;

/** Tells the audit of one call. One that ended before anything could be sent is not told. */
final class Audited {

	private final HttpAudit audit;
	private final HttpCall call;
	private final long begun = System.nanoTime();
	private HttpAudit.Ending ending = HttpAudit.Ending.UNHEARD;

	Audited(HttpAudit audit, HttpCall call) {
		this.audit = audit;
		this.call = call;
	}

	void sending(EndpointSettings settings, URI url, Optional<HttpCredentials> credentials) {
		var headers = new java.util.HashMap<>(call.headers());
		var own = headers.entrySet().stream().filter(header -> header.getKey().equalsIgnoreCase("Authorization")).map(Map.Entry::getValue).findFirst();
		headers.keySet().removeIf("Authorization"::equalsIgnoreCase);
		var proofs = EnumSet.noneOf(Proof.class);
		credentials.ifPresent(c -> proofs.add(c instanceof HttpCredentials.Basic ? Proof.PASSWORD : Proof.TOKEN));
		if (proofs.isEmpty()) {
			own.ifPresent(value -> proofs.add(value.regionMatches(true, 0, "Basic ", 0, 6) ? Proof.PASSWORD : Proof.TOKEN));
		}
		if ("https".equalsIgnoreCase(url.getScheme())) {
			if (!settings.tls().authorities().isEmpty() || settings.tls().pinned().isPresent()) {
				proofs.add(Proof.AUTHORITIES);
			}
			if (settings.tls().identity() != TlsSettings.IdentitySource.NONE) {
				proofs.add(Proof.IDENTITY);
			}
		}
		ending = audit.sending(new HttpAudit.Request(call.method(), url, settings.socket(), headers, call.body(), proofs, call.isChanging()));
	}

	void ended(int status, String failure) {
		ending.ended(status, Duration.ofNanos(System.nanoTime() - begun), failure);
	}
}
