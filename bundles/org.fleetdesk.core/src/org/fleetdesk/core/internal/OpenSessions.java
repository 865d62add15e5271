package org.fleetdesk.core.internal;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.fleetdesk.core.BlockingGuard;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.core.Registration;
import org.fleetdesk.core.Session;
import org.fleetdesk.core.Sessions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a session when it is first asked for, and closes it with its connection, its engine kind or itself. */
@Component
public final class OpenSessions implements Sessions, AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(OpenSessions.class);

	private record Open(Connection connection, EngineKind kind, Session session, Session guarded) {
		/** Whether the session still fits; name and labels are no matter to it. */
		boolean fits(Connection present, EngineKind presentKind) {
			return kind == presentKind && present.sameWay(connection);
		}
	}

	private final Connections connections;
	private final EngineKinds kinds;
	private final BlockingGuard guard;
	private final Map<String, Open> open = new ConcurrentHashMap<>();
	private final List<Registration> registrations;

	@Activate
	public OpenSessions(@Reference Connections connections, @Reference EngineKinds kinds, @Reference(target = "(fleetdesk.all=true)") BlockingGuard guard) {
		this.connections = connections;
		this.kinds = kinds;
		this.guard = guard;
		registrations = List.of(connections.addListener(this::closeUnfit), kinds.addListener(this::closeUnfit));
	}

	@Override
	public Session session(String id) throws EngineException {
		Connection connection = connections.list().stream().filter(c -> c.id().equals(id)).findFirst()
				.orElseThrow(() -> new EngineException(EngineException.Kind.NOT_FOUND, "The connection is no longer there"));
		EngineKind kind = kinds.find(connection.kind()).orElseThrow(() -> new EngineException(EngineException.Kind.UNSUPPORTED,
				"This installation of Fleetdesk has no support for engines of the kind " + connection.kind() + ", as " + connection.name() + " is"));
		var stale = new ArrayList<Open>();
		// opening does no I/O, so holding the map's entry meanwhile is no harm
		var present = open.compute(id, (i, old) -> {
			if (old != null && old.fits(connection, kind)) {
				return old;
			}
			if (old != null) {
				stale.add(old);
			}
			Session session = kind.open(connection);
			return new Open(connection, kind, session, guarded(session, connection));
		});
		stale.forEach(OpenSessions::close);
		return present.guarded();
	}

	private void closeUnfit() {
		for (var entry : open.entrySet()) {
			boolean fits = connections.list().stream().filter(c -> c.id().equals(entry.getKey()))
					.anyMatch(c -> entry.getValue().fits(c, kinds.find(c.kind()).orElse(null)));
			if (!fits && open.remove(entry.getKey(), entry.getValue())) {
				close(entry.getValue());
			}
		}
	}

	/** Closing may touch sockets, and the caller may be anybody. */
	private static void close(Open open) {
		Thread.ofVirtual().name("close " + open.connection().name()).start(() -> {
			try {
				open.session().close();
			} catch (RuntimeException e) {
				LOG.error("The session with {} failed to close", open.connection().name(), e);
			}
		});
	}

	private Session guarded(Session session, Connection connection) {
		Set<Class<?>> interfaces = new LinkedHashSet<>();
		for (Class<?> type = session.getClass(); type != null; type = type.getSuperclass()) {
			Stream.of(type.getInterfaces()).forEach(interfaces::add);
		}
		return (Session) Proxy.newProxyInstance(session.getClass().getClassLoader(), interfaces.toArray(Class[]::new), (proxy, method, arguments) -> {
			if (blocks(method)) {
				guard.check(method.getName() + " on " + connection.name());
			}
			if (method.getDeclaringClass() == Object.class && method.getName().equals("equals")) {
				return proxy == arguments[0];
			}
			try {
				return method.invoke(session, arguments);
			} catch (InvocationTargetException e) {
				throw e.getCause();
			}
		});
	}

	private static boolean blocks(Method method) {
		return Stream.of(method.getExceptionTypes()).anyMatch(e -> e == InterruptedException.class || IOException.class.isAssignableFrom(e));
	}

	@Deactivate
	@Override
	public void close() {
		registrations.forEach(Registration::close);
		open.keySet().forEach(id -> {
			var removed = open.remove(id);
			if (removed != null) {
				removed.session().close();
			}
		});
	}
}
