package org.fleetdesk.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Writes a domain's sample artifacts for {@code ./fleetdesk samples DIR}; a service. */
public interface SampleProvider {

	/** @return the files written */
	List<Path> writeTo(Path folder) throws IOException;
}
