package org.fleetdesk.so3.internal.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.fleetdesk.cli.RolloutContribution;
import org.fleetdesk.cli.RolloutVerb;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Image;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.so3.internal.ImageUpload;
import org.fleetdesk.so3.internal.cli.Found.On;
import org.fleetdesk.tasks.Artifact;
import org.fleetdesk.tasks.Artifacts;
import org.fleetdesk.tasks.RolloutService;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rollout start update}: another image for many containers. */
@Component
public final class RolloutUpdate implements RolloutContribution {

	private final Found found;
	private final RolloutService rollouts;
	private final Artifacts artifacts;

	@Activate
	public RolloutUpdate(@Reference Connections connections, @Reference Sessions sessions, @Reference RolloutService rollouts, @Reference Artifacts artifacts) {
		found = new Found(connections, sessions);
		this.rollouts = rollouts;
		this.artifacts = artifacts;
	}

	@Override
	public RolloutVerb newCommand() {
		return new Update();
	}

	@Command(name = "update", description = "Exchanges the image of SO3 containers, wave by wave; an image file is uploaded where it is missing.", mixinStandardHelpOptions = true)
	final class Update extends RolloutVerb {

		@Parameters(paramLabel = "CONTAINER", arity = "0..*", description = "Names, or CONNECTION/NAME; they have their turn in this order.")
		List<String> names = List.of();
		@Option(names = "--image", paramLabel = "IMAGE", description = "An image that is on the engines: its name, or its id.")
		String image;
		@Option(names = "--file", paramLabel = "FILE.itb", description = "An image file.")
		Path file;
		@Option(names = "--all-of", paramLabel = "IMAGE", description = "All containers that are made of this image.")
		String allOf;
		@Option(names = "--label", paramLabel = "KEY=VALUE", description = "All containers with this label; given more than once, with all of them.")
		Map<String, String> labels = new LinkedHashMap<>();
		@Option(names = "--on", paramLabel = "NAME", arity = "1", description = "The connections to look at; all by default.")
		List<String> on;

		@Override
		public Integer call() throws Exception {
			if ((image == null) == (file == null)) {
				throw new UsageException("Say the new image: --image NAME for one that is on the engines, or --file FILE.itb.");
			}
			var parameters = file == null ? JsonNodeFactory.instance.objectNode().put("image", image) : upload();
			var targets = targets();
			String what = targets.size() == 1 ? targets.getFirst().label() : targets.size() + " containers";
			return start(rollouts, new TaskRequest(1, So3.UPDATE, "Update %s to %s".formatted(what, file == null ? image : file.getFileName()), targets, parameters));
		}

		private ObjectNode upload() throws Exception {
			Path whole = out.directory().resolve(file).normalize();
			var refusal = artifacts.refusal(whole);
			if (refusal.isPresent()) {
				throw new UsageException(refusal.get());
			}
			Artifact artifact = artifacts.inspect(whole);
			if (!artifact.engineKind().equals(So3.KIND) || !artifact.usable()) {
				throw new UsageException(artifact.usable() ? whole.getFileName() + " is no SO3 image." : "The image cannot be used: " + artifact.findings().getFirst().message());
			}
			var parameters = JsonNodeFactory.instance.objectNode();
			new ImageUpload(artifact.file(), artifact.name(), artifact.digest(), artifact.size()).write(parameters);
			return parameters;
		}

		private List<TaskTarget> targets() throws Exception {
			if (names.isEmpty() == (allOf == null && labels.isEmpty())) {
				throw new UsageException("Say which containers: their names, or --all-of IMAGE and --label KEY=VALUE.");
			}
			var chosen = new LinkedHashSet<TaskTarget>();
			(names.isEmpty() ? selected() : found.containers(names, on, out))
					.forEach(c -> chosen.add(new TaskTarget(new ResourceId(c.connection().id(), So3.CONTAINER, c.thing().key()), c.label(c.thing().name()))));
			if (chosen.isEmpty()) {
				throw new UsageException("No container fits.");
			}
			return List.copyOf(chosen);
		}

		private List<On<So3Container>> selected() throws Exception {
			Predicate<So3Container> labelled = c -> c.labels().entrySet().containsAll(labels.entrySet());
			var failures = new ArrayList<EngineException>();
			var there = found.all(found.named(on), So3Session::containers, out, failures);
			if (there.isEmpty() && !failures.isEmpty()) {
				throw failures.getLast();
			}
			return there.stream().filter(c -> labelled.test(c.thing()) && (allOf == null || madeOf(c.thing()))).toList();
		}

		private boolean madeOf(So3Container container) {
			return container.image().equals(So3Image.nameOf(allOf)) || container.image().equals(So3Image.withoutLatest(allOf)) || container.imageId().equals(allOf);
		}
	}
}
