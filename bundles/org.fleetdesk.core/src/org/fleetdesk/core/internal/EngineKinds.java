package org.fleetdesk.core.internal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.fleetdesk.core.EngineKind;
import org.fleetdesk.core.Registration;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The installed engine kinds, which come and go with their bundles. */
@Component(service = EngineKinds.class)
public final class EngineKinds {

	private final Map<String, EngineKind> kinds = new ConcurrentHashMap<>();
	private final Listeners<Runnable> listeners = new Listeners<>();

	@Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
	public void add(EngineKind kind) {
		kinds.put(kind.id(), kind);
		listeners.tell(Runnable::run);
	}

	public void remove(EngineKind kind) {
		kinds.remove(kind.id(), kind);
		listeners.tell(Runnable::run);
	}

	Optional<EngineKind> find(String id) {
		return Optional.ofNullable(kinds.get(id));
	}

	Registration addListener(Runnable changed) {
		return listeners.add(changed);
	}
}
