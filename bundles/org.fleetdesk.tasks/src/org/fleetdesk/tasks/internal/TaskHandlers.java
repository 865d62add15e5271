package org.fleetdesk.tasks.internal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.fleetdesk.tasks.TaskHandler;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The installed handlers by verb, which come and go with their bundles. */
@Component(service = TaskHandlers.class)
public final class TaskHandlers {

	private final Map<String, TaskHandler> handlers = new ConcurrentHashMap<>();

	@Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
	public void add(TaskHandler handler) {
		handler.verbs().forEach(verb -> handlers.put(verb, handler));
	}

	public void remove(TaskHandler handler) {
		handler.verbs().forEach(verb -> handlers.remove(verb, handler));
	}

	public Optional<TaskHandler> find(String verb) {
		return Optional.ofNullable(handlers.get(verb));
	}
}
