package org.fleetdesk.so3.internal;

import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.fleetdesk.core.AuditLog;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionOption;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.core.HostKey;
import org.fleetdesk.core.ResourceKind;
import org.fleetdesk.core.Secrets;
import org.fleetdesk.core.Session;
import org.fleetdesk.docker.DockerEngine;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.internal.sftp.ImageFolder;
import org.fleetdesk.so3.internal.sftp.SftpOptions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** SO3 containers on Smart Objects: the domain's entry. */
@Component
public final class So3EngineKind implements EngineKind {

	private final HttpClientFactory http;
	private final EngineAccess access;
	private final Secrets secrets;
	private final Function<AuditLog.SftpChange, AuditLog.Answer> audit;

	@Activate
	public So3EngineKind(@Reference HttpClientFactory http, @Reference EngineAccess access, @Reference Secrets secrets, @Reference AuditLog audit) {
		this(http, access, secrets, audit::changing);
	}

	/** @param audit hears of each change over SFTP */
	So3EngineKind(HttpClientFactory http, EngineAccess access, Secrets secrets, Function<AuditLog.SftpChange, AuditLog.Answer> audit) {
		this.http = http;
		this.access = access;
		this.secrets = secrets;
		this.audit = audit;
	}

	@Override
	public String id() {
		return So3.KIND;
	}

	@Override
	public String label() {
		return "SO3";
	}

	@Override
	public List<ResourceKind> resourceKinds() {
		return List.of(new ResourceKind(So3.CONTAINER, "container", "containers", So3.CONTAINER_ACTIONS),
				new ResourceKind(So3.IMAGE, "image", "images", So3.IMAGE_ACTIONS));
	}

	@Override
	public Optional<String> refusal(URI url) {
		return EndpointSettings.problem(url);
	}

	@Override
	public String exampleUrl() {
		return "tcp://so-lab-1:2375";
	}

	@Override
	public List<ConnectionOption> connectionOptions() {
		return SftpOptions.ALL;
	}

	@Override
	public Optional<HostKey> hostKey(Connection connection) throws EngineException, InterruptedException {
		var sftp = SftpOptions.of(connection, secrets);
		return sftp.isEmpty() ? Optional.empty() : Optional.of(new ImageFolder(sftp.get(), "", audit).hostKey());
	}

	@Override
	public Session open(Connection connection) {
		var settings = access.secured(DockerEngine.settings(connection.url()), connection);
		return new EmisoSession(connection, new DockerEngine(http.open(settings)), access, SftpOptions.of(connection, secrets), audit, InstantSource.system());
	}
}
