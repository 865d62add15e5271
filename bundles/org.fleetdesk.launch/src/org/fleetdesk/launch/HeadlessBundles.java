package org.fleetdesk.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * The bundles of engines and commands: ours that need no window, what the configuration starts by itself, and what these need. The
 * framework, Declarative Services and the mediator of service loaders look at each bundle that is installed, so the others cost time.
 */
final class HeadlessBundles {

	/** In a configuration area with all bundles: the list of those without a window, as {@code bundles.info} has them. */
	static final String FILE = "headless.info";

	private static final String WINDOWS = "org.eclipse.swt";

	private static final String OURS = "org.fleetdesk.";

	private HeadlessBundles() {
	}

	/** Writes {@link #FILE} into a configuration area, of the bundles that the running framework has. */
	static void write(BundleContext context, Path configuration) throws IOException {
		context.getBundle(0).adapt(FrameworkWiring.class).resolveBundles(null);
		List<String> lines = Files.readAllLines(configuration.resolve(ConfigurationArea.BUNDLES));
		var kept = new HashSet<String>();
		for (Bundle bundle : context.getBundles()) {
			Set<String> needed = needed(bundle);
			boolean ours = bundle.getSymbolicName().startsWith(OURS) && !needed.contains(WINDOWS);
			if (ours || lines.stream().anyMatch(line -> name(line).equals(bundle.getSymbolicName()) && line.endsWith(",true"))) {
				kept.addAll(needed);
			}
		}
		Files.write(configuration.resolve(FILE), lines.stream().filter(line -> line.startsWith("#") || kept.contains(name(line))).toList());
	}

	/** The names of the bundle itself and of all that it is wired to, over others too, with their fragments. */
	private static Set<String> needed(Bundle bundle) {
		var names = new HashSet<String>();
		var open = new ArrayDeque<>(List.of(bundle));
		while (!open.isEmpty()) {
			Bundle next = open.pop();
			BundleWiring wiring = next.adapt(BundleWiring.class);
			if (names.add(next.getSymbolicName()) && wiring != null) {
				Stream.concat(wiring.getRequiredWires(null).stream().map(BundleWire::getProvider),
						wiring.getProvidedWires(HostNamespace.HOST_NAMESPACE).stream().map(BundleWire::getRequirer)).forEach(other -> open.add(other.getBundle()));
			}
		}
		return names;
	}

	private static String name(String line) {
		return line.substring(0, Math.max(0, line.indexOf(',')));
	}
}
