package org.fleetdesk.gateways.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.fleetdesk.cli.SampleProvider;
import org.fleetdesk.gateways.model.SamplePackages;
import org.osgi.service.component.annotations.Component;

/** The application packages for {@code ./fleetdesk samples}. */
@Component
public final class SampleApplications implements SampleProvider {

	@Override
	public List<Path> writeTo(Path folder) throws IOException {
		return SamplePackages.writeTo(folder);
	}
}
