package org.fleetdesk.gateways.internal.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.cli.ExitCode;
import org.fleetdesk.cli.ResourceFinder.Choice;
import org.fleetdesk.cli.ResourceFinder.On;
import org.fleetdesk.cli.ResourceTask;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.model.PackageInspector;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskTarget;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code app upload|install}. */
final class ShipCommands {

	private final Found found;
	private final TaskService tasks;

	ShipCommands(Found found, TaskService tasks) {
		this.found = found;
		this.tasks = tasks;
	}

	/** What is installed: package files of this machine, or names of such as are in the content area. */
	static final class What {

		@Option(names = "--package", paramLabel = "NAME.vVERSION.tar.gz", description = "A package that is in the product's content area; given more than once, installed in this order.")
		List<String> packages = List.of();
		@Option(names = "--file", paramLabel = "FILE", description = "A package on this machine, which is uploaded first.")
		Path file;
		@Option(names = "--key", paramLabel = "FILE", description = "The private key with which the uploaded package is signed.")
		Path key;
		@Option(names = "--patience", paramLabel = "SECONDS", description = "How long a gateway may leave it in its queue; by default as long as its own interval allows.")
		Long queue;

		/** Checks the file, so that what cannot be installed is told before anything begins. */
		ObjectNode parameters(Path directory) throws Exception {
			if (packages.isEmpty() && file == null) {
				throw new UsageException("Say what is installed: --package NAME, or --file FILE.");
			}
			var parameters = JsonNodeFactory.instance.objectNode();
			if (!packages.isEmpty()) {
				packages.forEach(parameters.putArray("packages")::add);
			}
			if (file != null) {
				parameters.put("file", checked(directory.resolve(file).normalize()).toString());
			}
			if (key != null) {
				parameters.put("signer", directory.resolve(key).normalize().toString());
			}
			if (queue != null) {
				parameters.put("queue", queue);
			}
			return parameters;
		}

		/** For a title. */
		String words() {
			var all = new ArrayList<>(packages);
			if (file != null) {
				all.add(file.getFileName().toString());
			}
			return String.join(", ", all);
		}
	}

	private static Path checked(Path file) throws Exception {
		var app = PackageInspector.ofShipments().inspect(file);
		if (!app.usable()) {
			throw new UsageException("%s cannot be installed: %s".formatted(file.getFileName(), app.findings().getFirst().message()));
		}
		return file;
	}

	@Command(name = "upload", description = "Uploads packages into the content area of a product.")
	final class Upload extends ResourceTask<Found> {

		@Parameters(paramLabel = "FILE", arity = "1..*")
		List<Path> files;
		@Option(names = "--product", required = true, paramLabel = "PRODUCT", description = "The product, or CONNECTION/PRODUCT.")
		String product;
		@Option(names = "--key", paramLabel = "FILE", description = "The private key with which they are signed.")
		Path key;

		Upload() {
			super(ShipCommands.this.found, ShipCommands.this.tasks);
		}

		@Override
		public Integer call() throws Exception {
			var paths = new ArrayList<Path>();
			for (Path file : files) {
				try {
					paths.add(checked(out.directory().resolve(file).normalize()));
				} catch (UsageException | IOException e) { // one file's fault is not another's
					if (files.size() == 1) {
						throw e;
					}
					out.note(e instanceof IOException ? "%s cannot be read: %s".formatted(file.getFileName(), e.getMessage()) : e.getMessage());
				}
			}
			if (paths.isEmpty()) {
				return ExitCode.FAILED;
			}
			var meant = found.meant(Gateways.PRODUCT, "product", List.of(product), Choice.NONE, on, out).getFirst();
			var target = List.of(new TaskTarget(ResourceId.engine(meant.connection().id()), meant.connection().name()));
			var requests = new ArrayList<TaskRequest>();
			for (Path path : paths) {
				var parameters = parameters().put("product", meant.resource().id().key()).put("file", path.toString());
				if (key != null) {
					parameters.put("signer", out.directory().resolve(key).normalize().toString());
				}
				requests.add(new TaskRequest(1, Gateways.UPLOAD, "Upload %s to %s".formatted(path.getFileName(), meant.resource().id().key()), target, parameters));
			}
			int code = submit(requests);
			return code == ExitCode.DONE && paths.size() < files.size() ? ExitCode.FAILED : code;
		}
	}

	@Command(name = "install", description = "Installs packages on gateways and waits until they run; many gateways are better served by 'rollout start install'.")
	final class Install extends ResourceTask<Found> {

		@Parameters(paramLabel = "GATEWAY", arity = "0..*", description = "Names, PRODUCT/SERIAL, or CONNECTION/NAME.")
		List<String> names = List.of();
		@Mixin
		Chosen chosen;
		@Mixin
		What what;

		Install() {
			super(ShipCommands.this.found, ShipCommands.this.tasks);
		}

		@Override
		public Integer call() throws Exception {
			var parameters = what.parameters(out.directory());
			List<On> gateways = Found.able(found.meant(Gateways.GATEWAY, GatewayCommand.WHAT, names, chosen.choice(), on, out), Gateways.INSTALL, !names.isEmpty(), out);
			return runOn(gateways, GatewayCommand.WHAT, Gateways.INSTALL, "Install " + escaped(what.words()) + " on %s", parameters);
		}
	}
}
