package org.fleetdesk.http.internal;

import java.util.function.Supplier;

import org.fleetdesk.http.HttpAudit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every exchange as a line of the log, at level debug, and to whoever listens beside. */
public final class LoggedAudit implements HttpAudit {

	private static final Logger LOG = LoggerFactory.getLogger("org.fleetdesk.http.audit");

	private final Supplier<HttpAudit> beside;

	/** @param beside asked with each request */
	public LoggedAudit(Supplier<HttpAudit> beside) {
		this.beside = beside;
	}

	@Override
	public Ending sending(Request request) {
		var other = beside.get().sending(request);
		if (!LOG.isDebugEnabled()) {
			return other;
		}
		return (status, duration, failure) -> {
			LOG.debug("{} {}: {} in {} ms{}", request.method(), request.shownUrl(), status == 0 ? "no answer" : status, duration.toMillis(),
					failure.isEmpty() ? "" : ", " + failure);
			other.ended(status, duration, failure);
		};
	}
}
