package org.fleetdesk.engine.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.eclipse.equinox.app.IApplication;
import org.eclipse.equinox.app.IApplicationContext;
import org.fleetdesk.engine.EngineFactory;
import org.fleetdesk.engine.EngineProcess;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.util.tracker.ServiceTracker;

/** Runs an engine inside Equinox: {@code -application org.fleetdesk.engine.application NAME [options]}. */
public final class EngineApplication implements IApplication {

	private static final long FACTORY_MILLIS = 10_000;
	private static final long LOOK_MILLIS = 5;

	@Override
	public Object start(IApplicationContext context) throws Exception {
		context.applicationRunning();
		var arguments = (String[]) context.getArguments().get(IApplicationContext.APPLICATION_ARGS);
		var tracker = new ServiceTracker<EngineFactory, EngineFactory>(FrameworkUtil.getBundle(EngineApplication.class).getBundleContext(), EngineFactory.class, null);
		tracker.open();
		try {
			awaitAll(tracker);
			List<EngineFactory> factories = new ArrayList<>(tracker.getTracked().values());
			factories.sort(Comparator.comparing(EngineFactory::name));
			return EngineProcess.run(factories, Arrays.asList(arguments), System.out, System.err);
		} finally {
			tracker.close();
		}
	}

	/** Declarative services may still be on their way when the application starts, each in its own time. */
	private static void awaitAll(ServiceTracker<EngineFactory, EngineFactory> tracker) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FACTORY_MILLIS);
		while (tracker.size() < declared() && System.nanoTime() < deadline) {
			Thread.sleep(LOOK_MILLIS);
		}
	}

	/** How many factories the bundles of this installation declare. */
	private static long declared() {
		var context = FrameworkUtil.getBundle(EngineApplication.class).getBundleContext();
		var components = context.getServiceReference(ServiceComponentRuntime.class);
		if (components == null) {
			return 1; // they will not come before the service that makes them
		}
		var descriptions = context.getService(components).getComponentDescriptionDTOs();
		context.ungetService(components);
		return Math.max(1, descriptions.stream().filter(d -> Arrays.asList(d.serviceInterfaces).contains(EngineFactory.class.getName())).count());
	}

	@Override
	public void stop() {
		// the process is ended by a signal, which EngineProcess answers
	}
}
