package org.fleetdesk.launch;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.eclipse.core.runtime.adaptor.EclipseStarter;
import org.osgi.framework.BundleContext;

/**
 * Starts the platform for the console, an engine or the command line, in place of the Equinox launcher: each process gets a private
 * configuration area, so that any number of them run on one installation, which may be read-only. It runs on a plain class path
 * (this bundle and org.eclipse.osgi), outside OSGi.
 */
public final class Launcher {

	/** What Equinox's own launcher answers when the platform cannot start. */
	private static final int CANNOT_START = 13;

	private static final String ENGINE_LOGGING = "logback-engine.xml";

	private Launcher() {
	}

	public static void main(String[] args) {
		Logger.getLogger("").setLevel(Level.WARNING); // libraries that log by java.util.logging
		// usually 10 s: a host must be found as soon as the name service is back
		Security.setProperty("networkaddress.cache.negative.ttl", "1");
		System.exit(new Launcher().run(List.of(args)));
	}

	private int run(List<String> args) {
		Start start = Start.of(args, System.getenv(), Path.of(System.getProperty("user.home")));
		try {
			Path install = jar("org.fleetdesk.launch").getParent().getParent();
			var area = new ConfigurationArea(install, ConfigurationArea.cache(System.getenv(), Path.of(System.getProperty("user.home"))));
			if (args.equals(List.of(ConfigurationArea.INITIALIZE))) {
				return initialize(install, Path.of(System.getProperty(ConfigurationArea.INITIALIZE)));
			}
			Path configuration = area.prepare(start.instanceArea().isPresent());
			ConfigurationArea.privateFolder(start.data());
			ConfigurationArea.privateFolder(start.log().getParent());
			var ended = new CountDownLatch(1);
			Runtime.getRuntime().addShutdownHook(new Thread(() -> end(start, ended, configuration), "end"));
			try {
				properties(install, configuration, start);
				Object code = EclipseStarter.run(start.platformArguments().toArray(String[]::new), null);
				return code instanceof Integer number ? number : 0;
			} finally {
				ended.countDown();
			}
		} catch (Throwable e) { // the last place that can tell the user anything
			tell(start, e);
			return CANNOT_START;
		}
	}

	/** A jar of the installation. Not by where a class says that it comes from: one from a cache of classes names the place where the cache was made, and the folder may have moved since. */
	private static Path jar(String bundle) {
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of).filter(p -> p.getFileName().toString().startsWith(bundle + "_")).findFirst()
				.orElseThrow(() -> new IllegalStateException(bundle + "_VERSION.jar is not on the class path")).toAbsolutePath();
	}

	private static int initialize(Path install, Path configuration) throws Exception {
		System.setProperty("osgi.install.area", install.toUri().toString());
		System.setProperty("osgi.framework", jar("org.eclipse.osgi").toUri().toString());
		System.setProperty("osgi.configuration.area", configuration.toUri().toString());
		System.setProperty("osgi.instance.area", "@none");
		System.setProperty("osgi.noShutdown", "false");
		BundleContext context = EclipseStarter.startup(new String[] { "-initialize" }, null);
		HeadlessBundles.write(context, configuration);
		EclipseStarter.shutdown();
		return 0;
	}

	private static void properties(Path install, Path configuration, Start start) {
		System.setProperty("osgi.install.area", install.toUri().toString());
		System.setProperty("osgi.framework", jar("org.eclipse.osgi").toUri().toString());
		System.setProperty("osgi.configuration.area", configuration.toUri().toString());
		System.setProperty("osgi.user.area", "@none");
		System.setProperty("eclipse.application", start.application());
		System.setProperty("osgi.instance.area", start.instanceArea().map(Object::toString).orElse("@none"));
		// services that hold state must not end when nobody happens to use them for a moment
		System.setProperty("ds.delayed.keepInstances", "true");
		System.setProperty("fleetdesk.data", start.data().toString());
		System.setProperty("fleetdesk.log", start.log() + ".log");
		boolean journal = start.logging().equals(ENGINE_LOGGING) && Journal.takes(System.getenv(), Path.of("/proc/self/fd/2"));
		System.setProperty("logback.configurationFile", Launcher.class.getResource(journal ? "logback-journal.xml" : start.logging()).toString());
		if (start.instanceArea().isEmpty()) {
			System.setProperty("eclipse.product", "");
			System.setProperty("osgi.logfile", start.log() + "-platform.log");
			System.setProperty("java.awt.headless", "true");
		}
		// what cannot be used is pale; SWT's usual light grey is brighter than what can be used in a dark theme
		System.setProperty("org.eclipse.swt.image.disablement", "desaturated");
	}

	/**
	 * Runs on any end but a kill. The console is asked to close; engines and commands see to a signal themselves. When the end takes longer than
	 * this waits, the next start deletes the area.
	 */
	private static void end(Start start, CountDownLatch ended, Path configuration) {
		try {
			if (ended.getCount() > 0 && start.instanceArea().isPresent()) {
				closeConsole();
			}
			if (ended.await(10, TimeUnit.SECONDS)) {
				ConfigurationArea.delete(configuration);
			}
		} catch (Exception e) {
			// the process ends anyway
		}
	}

	/** As File, Exit does. By reflection because the service's class belongs to a bundle; stopping the framework instead would stop the workbench's bundles first. */
	private static void closeConsole() throws ReflectiveOperationException {
		var context = EclipseStarter.getSystemBundleContext();
		var reference = context == null ? null : context.getServiceReference("org.osgi.service.application.ApplicationHandle");
		if (reference != null) {
			Object handle = context.getService(reference);
			handle.getClass().getMethod("destroy").invoke(handle);
		}
	}

	private static void tell(Start start, Throwable e) {
		Path file = Path.of(start.log() + "-start.log");
		String where;
		try {
			ConfigurationArea.privateFolder(file.getParent());
			try (var out = new PrintWriter(Files.newBufferedWriter(file))) {
				e.printStackTrace(out);
			}
			where = "; details are in " + file;
		} catch (IOException unwritable) {
			where = " (and " + file + " cannot be written)";
		}
		System.err.println("fleetdesk: cannot start: " + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()) + where);
	}
}
