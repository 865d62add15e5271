package org.fleetdesk.cli.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.SampleProvider;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code samples DIR}. */
@Component
public final class SamplesCommand implements CommandContribution {

	private final List<SampleProvider> providers = new CopyOnWriteArrayList<>();

	@Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
	public void add(SampleProvider provider) {
		providers.add(provider);
	}

	public void remove(SampleProvider provider) {
		providers.remove(provider);
	}

	@Override
	public Object newCommand() {
		return new Write();
	}

	@Command(name = "samples", description = "Writes sample images and applications to try things out with.", mixinStandardHelpOptions = true)
	final class Write extends FleetCommand {

		@Parameters(paramLabel = "DIR", description = "The folder; it is made when missing. Files of the same names are replaced.")
		Path folder;

		@Override
		public Integer call() throws Exception {
			Path into = Files.createDirectories(out.directory().resolve(folder).normalize());
			for (SampleProvider provider : providers) {
				for (Path file : provider.writeTo(into)) {
					out.show(JsonNodeFactory.instance.objectNode().put("file", file.toString()), file.toString());
				}
			}
			return CommandRunner.DONE;
		}
	}
}
