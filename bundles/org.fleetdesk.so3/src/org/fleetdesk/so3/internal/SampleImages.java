package org.fleetdesk.so3.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.fleetdesk.cli.SampleProvider;
import org.fleetdesk.so3.model.Samples;
import org.osgi.service.component.annotations.Component;

/** The SO3 images for {@code ./fleetdesk samples}. */
@Component
public final class SampleImages implements SampleProvider {

	@Override
	public List<Path> writeTo(Path folder) throws IOException {
		return Samples.writeTo(folder);
	}
}
