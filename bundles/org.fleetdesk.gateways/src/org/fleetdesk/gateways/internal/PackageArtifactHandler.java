package org.fleetdesk.gateways.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.gateways.model.ApplicationPackage;
import org.fleetdesk.gateways.model.PackageInspector;
import org.fleetdesk.gateways.model.PackageMember;
import org.fleetdesk.tasks.Artifact;
import org.fleetdesk.tasks.ArtifactHandler;
import org.fleetdesk.tasks.DeploymentOptions;
import org.fleetdesk.tasks.DeploymentPlan;
import org.fleetdesk.tasks.DeploymentPlan.Item;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.text.Text;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes application packages, {@code NAME.vVERSION.tar.gz}. Dropped on a cloud they go into the content area of its product; on several products it must be said which one. */
@Component
public final class PackageArtifactHandler implements ArtifactHandler {

	private static final String SUFFIX = ".tar.gz";

	private final Sessions sessions;

	@Activate
	public PackageArtifactHandler(@Reference Sessions sessions) {
		this.sessions = sessions;
	}

	@Override
	public String engineKind() {
		return Gateways.KIND;
	}

	@Override
	public String takes() {
		return "an application package (NAME.vVERSION.tar.gz)";
	}

	/** What is called so and is no gzip is a broken one. */
	@Override
	public boolean sniff(Path file, byte[] head) {
		return String.valueOf(file.getFileName()).endsWith(SUFFIX);
	}

	@Override
	public Artifact inspect(Path file) throws IOException, InterruptedException {
		var app = PackageInspector.ofShipments().inspect(file);
		String title = app.name().map(n -> "Application %s, version %s".formatted(n.name(), n.version())).orElse("Application package");
		return new Artifact(file, Gateways.KIND, app.name().map(n -> n.name()).orElse(file.getFileName().toString()), title, app.size(), "sha256:" + app.sha256(), app.findings(), facts(app));
	}

	private static Map<String, String> facts(ApplicationPackage app) {
		var facts = new LinkedHashMap<String, String>();
		app.name().ifPresent(n -> {
			facts.put("Application", n.name());
			facts.put("Version", n.version());
		});
		facts.put("Unpacked", Text.bytes(app.unpackedSize()));
		facts.put("Supervisor", app.program().isPresent() ? "runs a program" : "none: it only does something once");
		app.program().ifPresent(p -> p.options()
				.forEach((key, value) -> facts.put("Supervisor: " + key, value.replace("\n", " ") + (p.given().containsKey(key) ? "" : " (default)"))));
		app.members().stream().filter(m -> !m.directory()).forEach(m -> facts.put("File: " + m.path(), file(m)));
		app.script().ifPresent(script -> facts.put("install.sh", script));
		return facts;
	}

	private static String file(PackageMember member) {
		return "%s, mode %04o".formatted(Text.bytes(member.size()), member.mode());
	}

	@Override
	public DeploymentPlan plan(List<Artifact> artifacts, List<Connection> targets, DeploymentOptions options) throws InterruptedException {
		var items = new ArrayList<Item>();
		var requests = new ArrayList<TaskRequest>();
		for (Connection connection : targets) {
			List<String> products;
			String failure = "";
			try {
				products = ((GatewaysSession) sessions.session(connection.id())).refresh().ofKind(Gateways.PRODUCT).stream().map(r -> r.id().key()).toList();
			} catch (EngineException e) {
				products = List.of();
				failure = e.getMessage() + ".";
			}
			for (Artifact artifact : artifacts) {
				var refusal = refusal(artifact, products, failure, options);
				if (refusal.isPresent()) {
					items.add(new Item(artifact, connection.id(), "", List.of(), refusal.get(), List.of()));
					continue;
				}
				String product = product(products, options);
				items.add(new Item(artifact, connection.id(), product + "/" + artifact.file().getFileName(), List.of("Upload %s to %s".formatted(Text.bytes(artifact.size()), product)), "", List.of()));
				requests.add(new TaskRequest(1, Gateways.UPLOAD, "Upload %s to %s".formatted(artifact.file().getFileName(), product),
						List.of(new TaskTarget(ResourceId.engine(connection.id()), connection.name())), Targets.object().put("product", product).put("file", artifact.file().toString())));
			}
		}
		return new DeploymentPlan(items, requests);
	}

	private static String product(List<String> products, DeploymentOptions options) {
		return options.name().orElseGet(products::getFirst);
	}

	private static Optional<String> refusal(Artifact artifact, List<String> products, String failure, DeploymentOptions options) {
		if (!artifact.usable()) {
			return Optional.of("The package cannot be used: " + artifact.findings().getFirst().message());
		}
		if (!failure.isEmpty()) {
			return Optional.of(failure);
		}
		if (products.isEmpty()) {
			return Optional.of("This cloud has no product; create one first.");
		}
		if (options.name().isPresent() && !products.contains(options.name().get())) {
			return Optional.of("This cloud has no product %s; there are: %s.".formatted(options.name().get(), String.join(", ", products)));
		}
		return options.name().isEmpty() && products.size() > 1 ? Optional.of("This cloud has several products, say which one: %s.".formatted(String.join(", ", products))) : Optional.empty();
	}
}
