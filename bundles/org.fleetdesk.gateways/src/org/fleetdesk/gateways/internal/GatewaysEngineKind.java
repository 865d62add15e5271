package org.fleetdesk.gateways.internal;

import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.core.ResourceKind;
import org.fleetdesk.core.Session;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpClientFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Gateways of a device cloud: the domain's entry. */
@Component
public final class GatewaysEngineKind implements EngineKind {

	private final HttpClientFactory http;
	private final EngineAccess access;
	private final InstantSource clock;

	@Activate
	public GatewaysEngineKind(@Reference HttpClientFactory http, @Reference EngineAccess access) {
		this(http, access, InstantSource.system());
	}

	/** @param clock by which gateways are overdue */
	GatewaysEngineKind(HttpClientFactory http, EngineAccess access, InstantSource clock) {
		this.http = http;
		this.access = access;
		this.clock = clock;
	}

	@Override
	public String id() {
		return Gateways.KIND;
	}

	@Override
	public String label() {
		return "Gateways";
	}

	@Override
	public List<ResourceKind> resourceKinds() {
		return List.of(new ResourceKind(Gateways.GATEWAY, "gateway", "gateways", Gateways.GATEWAY_ACTIONS),
				new ResourceKind(Gateways.APPLICATION, "application", "applications", Gateways.APPLICATION_ACTIONS),
				new ResourceKind(Gateways.PACKAGE, "package", "packages", Gateways.PACKAGE_ACTIONS),
				new ResourceKind(Gateways.PRODUCT, "product", "products", Gateways.PRODUCT_ACTIONS));
	}

	@Override
	public Optional<String> refusal(URI url) {
		return "unix".equalsIgnoreCase(url.getScheme()) ? Optional.of("A device cloud is reached by http:// or https://, not by a unix socket") : EndpointSettings.problem(url);
	}

	@Override
	public String exampleUrl() {
		return "http://127.0.0.1:8095";
	}

	@Override
	public Session open(Connection connection) {
		var settings = access.secured(EndpointSettings.of(connection.url()), connection);
		return new CloudSession(connection, new FleetApi(http, settings, access, connection), access, clock);
	}
}
