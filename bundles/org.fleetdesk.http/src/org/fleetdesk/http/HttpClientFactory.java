package org.fleetdesk.http;

import org.fleetdesk.http.internal.Endpoint;
import org.fleetdesk.http.internal.LoggedAudit;
import org.fleetdesk.http.internal.Watchdog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Makes the endpoints through which every client of Fleetdesk speaks HTTP; a service. */
@Component(service = HttpClientFactory.class)
public final class HttpClientFactory implements AutoCloseable {

	private final HttpAudit audit;
	private final Watchdog watchdog = new Watchdog();

	/** Hears of every request; bound also when it comes later. */
	@Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
	volatile HttpAudit service;

	/** Nobody hears of the requests but, at level debug, the log, and the service where there is one. */
	@Activate
	public HttpClientFactory() {
		audit = new LoggedAudit(() -> {
			var listening = service;
			return listening == null ? HttpAudit.NONE : listening;
		});
	}

	/** @param audit hears of every request */
	public HttpClientFactory(HttpAudit audit) {
		this.audit = new LoggedAudit(() -> audit);
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
