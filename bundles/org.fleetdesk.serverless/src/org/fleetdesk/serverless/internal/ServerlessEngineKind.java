package org.fleetdesk.serverless.internal;

import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionOption;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.core.HostKey;
import org.fleetdesk.core.ResourceKind;
import org.fleetdesk.core.Secrets;
import org.fleetdesk.core.Session;
import org.fleetdesk.core.sftp.SftpAccess;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.serverless.Serverless;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Serverless runtimes of a Provisioning Engine on OpenNebula: the domain's entry. */
@Component
public final class ServerlessEngineKind implements EngineKind {

	private final HttpClientFactory http;
	private final EngineAccess access;
	private final SftpAccess.SecretReader secrets;
	private final InstantSource clock;

	@Activate
	public ServerlessEngineKind(@Reference HttpClientFactory http, @Reference EngineAccess access, @Reference Secrets secrets) {
		this(http, access, secrets::get, InstantSource.system());
	}

	/** @param clock by which states are young or old */
	ServerlessEngineKind(HttpClientFactory http, EngineAccess access, SftpAccess.SecretReader secrets, InstantSource clock) {
		this.http = http;
		this.access = access;
		this.secrets = secrets;
		this.clock = clock;
	}

	@Override
	public String id() {
		return Serverless.KIND;
	}

	@Override
	public String label() {
		return "Serverless";
	}

	@Override
	public List<ResourceKind> resourceKinds() {
		return List.of(new ResourceKind(Serverless.RUNTIME, "runtime", "runtimes", Serverless.RUNTIME_ACTIONS),
				new ResourceKind(Serverless.SERVICE, "service", "services", Serverless.SERVICE_ACTIONS),
				new ResourceKind(Serverless.ROLE, "role", "roles", Serverless.ROLE_ACTIONS),
				new ResourceKind(Serverless.VM, "virtual machine", "virtual machines", Serverless.VM_ACTIONS));
	}

	@Override
	public Optional<String> refusal(URI url) {
		return "unix".equalsIgnoreCase(url.getScheme()) ? Optional.of("A Provisioning Engine is reached by http:// or https://, not by a unix socket")
				: EndpointSettings.problem(url);
	}

	@Override
	public String exampleUrl() {
		return "http://frontend:1337";
	}

	@Override
	public List<ConnectionOption> connectionOptions() {
		return Options.ALL;
	}

	@Override
	public Optional<HostKey> hostKey(Connection connection) throws EngineException, InterruptedException {
		return VmLogFolder.hostKey(connection, secrets);
	}

	@Override
	public Session open(Connection connection) {
		var settings = EngineApi.settings(access.secured(EndpointSettings.of(connection.url()), connection));
		return new ProvisionSession(connection, http, settings, access, VmLogFolder.of(connection, secrets), clock);
	}
}
