package org.fleetdesk.http.internal;

import org.fleetdesk.http.HttpAudit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every exchange as a line of the log, at level debug. */
public final class LoggedAudit implements HttpAudit {

	private static final Logger LOG = LoggerFactory.getLogger("org.fleetdesk.http.audit");

	@Override
	public void exchanged(Exchange exchange) {
		if (LOG.isDebugEnabled()) {
			LOG.debug("{} {}: {} in {} ms{}", exchange.method(), exchange.url(), exchange.status() == 0 ? "no answer" : exchange.status(),
					exchange.duration().toMillis(), exchange.failure().isEmpty() ? "" : ", " + exchange.failure());
		}
	}
}
