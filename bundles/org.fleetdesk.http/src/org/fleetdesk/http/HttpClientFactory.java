package org.fleetdesk.http;

import java.util.Optional;

import org.fleetdesk.http.internal.Endpoint;
import org.fleetdesk.http.internal.LoggedAudit;
import org.fleetdesk.http.internal.Watchdog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;

/** Makes the endpoints through which every client of Fleetdesk speaks HTTP; a service. */
@Component(service = HttpClientFactory.class)
public final class HttpClientFactory implements AutoCloseable {

	private final HttpAudit audit;
	private final Watchdog watchdog = new Watchdog();

	/** @param audit hears of every exchange; null: the log does, at level debug */
	@Activate
	public HttpClientFactory(@Reference(cardinality = ReferenceCardinality.OPTIONAL) HttpAudit audit) {
		this.audit = Optional.ofNullable(audit).orElseGet(LoggedAudit::new);
	}

	/** Makes an endpoint without any I/O; whoever opens it closes it. */
	public HttpEndpoint open(EndpointSettings settings) {
		return new Endpoint(settings, watchdog, audit);
	}

	/** Ends the supervision of deadlines; to be called after all endpoints are closed. */
	@Override
	@Deactivate
	public void close() {
		watchdog.close();
	}
}
