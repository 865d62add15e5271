package org.fleetdesk.osgi.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** What the flat class path of the unit tests cannot show: manifests, start and components of the headless bundles. */
class BundlesTest {

	private final BundleContext context = FrameworkUtil.getBundle(BundlesTest.class).getBundleContext();

	@Test
	void allHeadlessBundlesAreHereWithoutAnyUi() {
		assertThat(ours().map(Bundle::getSymbolicName)).contains("org.fleetdesk.core", "org.fleetdesk.tasks", "org.fleetdesk.logs", "org.fleetdesk.http",
				"org.fleetdesk.docker", "org.fleetdesk.cli", "org.fleetdesk.engine", "org.fleetdesk.so3", "org.fleetdesk.so3.model", "org.fleetdesk.so3.engine");
		assertThat(Arrays.stream(context.getBundles()).map(Bundle::getSymbolicName)).doesNotContain("org.eclipse.swt", "org.fleetdesk.ui");
	}

	@Test
	void everyBundleStarts() throws Exception {
		for (Bundle bundle : ours().toList()) {
			bundle.start();
			assertThat(bundle.getState()).as(bundle.getSymbolicName()).isEqualTo(Bundle.ACTIVE);
		}
	}

	@Test
	void everyComponentHasWhatItNeeds() throws Exception {
		for (Bundle bundle : ours().toList()) {
			bundle.start();
		}
		var runtime = context.getService(context.getServiceReference(ServiceComponentRuntime.class));
		var components = runtime.getComponentDescriptionDTOs(ours().toArray(Bundle[]::new));
		assertThat(components).isNotEmpty();
		for (ComponentDescriptionDTO component : components) {
			assertThat(settled(runtime, component)).as(component.name).isNotEmpty()
					.allSatisfy(c -> assertThat(c.state).as("unsatisfied: %s, failed with: %s", Arrays.toString(c.unsatisfiedReferences), c.failure)
							.isIn(ComponentConfigurationDTO.SATISFIED, ComponentConfigurationDTO.ACTIVE));
		}
	}

	/** Components are activated on other threads too; the last answer counts. */
	private static List<ComponentConfigurationDTO> settled(ServiceComponentRuntime runtime, ComponentDescriptionDTO component) {
		long end = System.nanoTime() + 10_000_000_000L;
		while (true) {
			var now = List.copyOf(runtime.getComponentConfigurationDTOs(component));
			boolean fine = !now.isEmpty() && now.stream().allMatch(c -> c.state == ComponentConfigurationDTO.SATISFIED || c.state == ComponentConfigurationDTO.ACTIVE);
			if (fine || System.nanoTime() > end) {
				return now;
			}
			LockSupport.parkNanos(50_000_000);
		}
	}

	/** Our bundles, without the tests and the launcher, which runs outside OSGi. */
	private Stream<Bundle> ours() {
		return Arrays.stream(context.getBundles()).filter(b -> b.getSymbolicName().startsWith("org.fleetdesk.") && !b.getSymbolicName().endsWith(".tests")
				&& !b.getSymbolicName().equals("org.fleetdesk.launch"));
	}
}
