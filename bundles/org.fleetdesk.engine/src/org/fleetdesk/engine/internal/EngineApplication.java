package org.fleetdesk.engine.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import org.eclipse.equinox.app.IApplication;
import org.eclipse.equinox.app.IApplicationContext;
import org.fleetdesk.engine.EngineFactory;
import org.fleetdesk.engine.EngineProcess;
import org.osgi.framework.FrameworkUtil;
import org.osgi.util.tracker.ServiceTracker;

/** Runs an engine inside Equinox: {@code -application org.fleetdesk.engine.application NAME [options]}. */
public final class EngineApplication implements IApplication {

	private static final long FACTORY_MILLIS = 10_000;

	@Override
	public Object start(IApplicationContext context) throws Exception {
		context.applicationRunning();
		var arguments = (String[]) context.getArguments().get(IApplicationContext.APPLICATION_ARGS);
		var tracker = new ServiceTracker<EngineFactory, EngineFactory>(FrameworkUtil.getBundle(EngineApplication.class).getBundleContext(), EngineFactory.class, null);
		tracker.open();
		try {
			// declarative services may still be on their way when the application starts
			tracker.waitForService(FACTORY_MILLIS);
			List<EngineFactory> factories = new ArrayList<>(tracker.getTracked().values());
			factories.sort(Comparator.comparing(EngineFactory::name));
			return EngineProcess.run(factories, Arrays.asList(arguments), System.out, System.err);
		} finally {
			tracker.close();
		}
	}

	@Override
	public void stop() {
		// the process is ended by a signal, which EngineProcess answers
	}
}
