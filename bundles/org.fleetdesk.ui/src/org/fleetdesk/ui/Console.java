package org.fleetdesk.ui;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.LocalFleet;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.ResourceKind;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.tasks.ArtifactHandler;
import org.fleetdesk.tasks.RolloutService;
import org.fleetdesk.tasks.TaskService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** What the views need of the layers below, in one place; a service that views get injected. */
@Component(service = Console.class)
public final class Console {

	private final FleetModel fleet;
	private final Connections connections;
	private final TaskService tasks;
	private final Sessions sessions;

	@Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
	private volatile LocalFleet localFleet;

	@Reference
	private EngineAccess access;

	@Reference
	private RolloutService rollouts;

	@Reference(policy = ReferencePolicy.DYNAMIC)
	private volatile List<EngineKind> engineKinds = List.of();

	@Reference(policy = ReferencePolicy.DYNAMIC)
	private volatile List<ArtifactHandler> artifactHandlers = List.of();

	@Activate
	public Console(@Reference FleetModel fleet, @Reference Connections connections, @Reference TaskService tasks, @Reference Sessions sessions) {
		this.fleet = fleet;
		this.connections = connections;
		this.tasks = tasks;
		this.sessions = sessions;
	}

	public FleetModel fleet() {
		return fleet;
	}

	public Connections connections() {
		return connections;
	}

	public TaskService tasks() {
		return tasks;
	}

	/** Requests over many targets in waves. */
	public RolloutService rollouts() {
		return rollouts;
	}

	/** For what the fleet's snapshots do not hold; calls block, so that they belong into the background. */
	public Sessions sessions() {
		return sessions;
	}

	/** Trust and credentials of connections; calls block, so that they belong into the background. */
	public EngineAccess access() {
		return access;
	}

	/** The engines on this machine, or empty when they are not installed. */
	public Optional<LocalFleet> localFleet() {
		return Optional.ofNullable(localFleet);
	}

	/** The kinds of engines that are installed, by label. */
	public List<EngineKind> engineKinds() {
		return engineKinds.stream().sorted((a, b) -> a.label().compareToIgnoreCase(b.label())).toList();
	}

	public Optional<EngineKind> engineKind(String id) {
		return engineKinds.stream().filter(k -> k.id().equals(id)).findFirst();
	}

	public List<ArtifactHandler> artifactHandlers() {
		return List.copyOf(artifactHandlers);
	}

	/** The kind of a resource, or empty for an engine and when its domain is not installed. */
	public Optional<ResourceKind> resourceKind(ResourceId id) {
		return fleet.engine(id.connection()).flatMap(e -> engineKind(e.connection().kind()))
				.flatMap(k -> k.resourceKinds().stream().filter(r -> r.id().equals(id.kind())).findFirst());
	}
}
