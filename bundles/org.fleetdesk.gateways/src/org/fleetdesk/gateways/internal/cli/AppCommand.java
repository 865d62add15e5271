package org.fleetdesk.gateways.internal.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.ExitCode;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.internal.cli.Listing.Column;
import org.fleetdesk.gateways.model.PackageInspector;
import org.fleetdesk.gateways.model.PackageSignature;
import org.fleetdesk.tasks.TaskService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code app check|build|keygen|upload|list|remove|install}: application packages for gateways. */
@Component
public final class AppCommand implements CommandContribution {

	private final Found found;
	private final TaskService tasks;

	@Activate
	public AppCommand(@Reference Connections connections, @Reference Sessions sessions, @Reference TaskService tasks) {
		found = new Found(connections, sessions);
		this.tasks = tasks;
	}

	@Override
	public Object newCommand() {
		var list = new Listing(found, Gateways.PACKAGE, new Column("PACKAGE", "name"), new Column("SIZE", Gateways.SIZE), new Column("SHA256", Gateways.SHA256),
				new Column("SIGNED", Gateways.SIGNED), new Column("GATEWAYS", Gateways.GATEWAYS), new Column("UPLOADED", Gateways.UPLOADED), new Column("BY", Gateways.UPLOADED_BY),
				new Column("PRODUCT", Gateways.PRODUCT_ID), new Column("ON", "on"));
		var ships = new ShipCommands(found, tasks);
		return new CommandLine(new Group()).addSubcommand(new Check()).addSubcommand(new Build()).addSubcommand(new KeyGen()).addSubcommand(ships.new Upload())
				.addSubcommand("list", GatewayCommand.described(list, "Lists the packages in content areas."), "ls")
				.addSubcommand("remove", GatewayCommand.described(new Act(found, tasks, Gateways.PACKAGE, "package", Gateways.REMOVE_PACKAGE, "Remove"), "Removes packages from content areas."), "rm")
				.addSubcommand(ships.new Install());
	}

	@Command(name = "app", description = "Application packages for gateways.", mixinStandardHelpOptions = true)
	static final class Group {
	}

	@Command(name = "check", description = "Checks packages (NAME.vVERSION.tar.gz) as they are checked before they are shipped and installed. Nothing of them is run.",
			mixinStandardHelpOptions = true)
	static final class Check extends FleetCommand {

		@Parameters(paramLabel = "FILE", arity = "1..*")
		List<Path> files;

		@Override
		public Integer call() throws Exception {
			int code = ExitCode.DONE;
			for (Path file : files) {
				Path path = out.directory().resolve(file).normalize();
				var app = PackageInspector.ofShipments().inspect(path);
				PackageLooks.show(path, app, out);
				if (!app.usable()) {
					code = ExitCode.FAILED;
				}
			}
			return code;
		}
	}

	@Command(name = "keygen", description = "Makes a pair of keys for signing packages: FILE, which only its owner may read, and FILE.pub for the gateways.", mixinStandardHelpOptions = true)
	static final class KeyGen extends FleetCommand {

		@Parameters(paramLabel = "FILE", description = "The private key; there is none of this name yet.")
		Path file;

		@Override
		public Integer call() throws Exception {
			Path secret = out.directory().resolve(file).normalize();
			Path open = secret.resolveSibling(secret.getFileName() + ".pub");
			if (Files.exists(secret) || Files.exists(open)) {
				throw new UsageException("There is a file %s already; a key is not replaced.".formatted(Files.exists(secret) ? secret : open));
			}
			var keys = PackageSignature.makeKeyPair();
			AtomicFiles.writePrivate(secret, keys.privateKey().getBytes(StandardCharsets.US_ASCII));
			AtomicFiles.write(open, o -> o.write(keys.publicKey().getBytes(StandardCharsets.US_ASCII)));
			out.show(JsonNodeFactory.instance.objectNode().put("privateKey", secret.toString()).put("publicKey", open.toString()), "%s signs (app upload --key), %s goes to the gateways".formatted(secret, open));
			return ExitCode.DONE;
		}
	}
}
