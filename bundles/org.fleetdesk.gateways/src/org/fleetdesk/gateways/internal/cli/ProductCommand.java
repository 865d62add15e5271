package org.fleetdesk.gateways.internal.cli;

import java.util.List;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.ResourceTask;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.internal.cli.Listing.Column;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code product list|create|delete}. */
@Component
public final class ProductCommand implements CommandContribution {

	private final Found found;
	private final TaskService tasks;

	@Activate
	public ProductCommand(@Reference Connections connections, @Reference Sessions sessions, @Reference TaskService tasks) {
		found = new Found(connections, sessions);
		this.tasks = tasks;
	}

	@Command(name = "product", description = "Products of device clouds: gateways of one kind, with their aliases and packages.", mixinStandardHelpOptions = true)
	static final class Group {
	}

	@Override
	public Object newCommand() {
		var list = new Listing(found, Gateways.PRODUCT, new Column("ID", Gateways.PRODUCT_ID), new Column("NAME", "name"), new Column("GATEWAYS", Gateways.GATEWAYS),
				new Column("PACKAGES", "packages"), new Column("WHITELIST", "whitelist"), new Column("WINDOW S", "activationWindow"), new Column("ON", "on"));
		return new CommandLine(new Group()).addSubcommand("list", GatewayCommand.described(list, "Lists products."), "ls").addSubcommand(new Create()).addSubcommand("delete", new Delete(), "rm");
	}

	@Command(name = "create", description = "Creates a product.")
	final class Create extends ResourceTask<Found> {

		@Parameters(arity = "0..1", paramLabel = "ID", description = "Its id; one is made by default.")
		String id;
		@Option(names = "--label", paramLabel = "TEXT", description = "What people call it.")
		String label;
		@Option(names = "--whitelist", description = "Only serial numbers that were added may activate.")
		boolean whitelist;
		@Option(names = "--activation-window", paramLabel = "SECONDS", description = "How long a serial number may take to activate.")
		Long window;

		Create() {
			super(ProductCommand.this.found, ProductCommand.this.tasks);
		}

		@Override
		public Integer call() throws Exception {
			var connection = found.one(on);
			var parameters = parameters().put("whitelist", whitelist);
			if (id != null) {
				parameters.put("id", id);
			}
			if (label != null) {
				parameters.put("label", label);
			}
			if (window != null) {
				parameters.put("activationWindow", window);
			}
			return submit(List.of(new TaskRequest(1, Gateways.CREATE_PRODUCT, id == null ? "Create a product" : "Create product " + id,
					List.of(new TaskTarget(ResourceId.engine(connection.id()), connection.name())), parameters)));
		}
	}

	@Command(name = "delete", description = "Deletes products.")
	final class Delete extends Act {

		@Option(names = { "-f", "--force" }, description = "Also with gateways, which are deleted too.")
		boolean force;

		Delete() {
			super(ProductCommand.this.found, ProductCommand.this.tasks, Gateways.PRODUCT, "product", Gateways.DELETE_PRODUCT, "Delete product");
		}

		@Override
		ObjectNode wishes() {
			return parameters().put("force", force);
		}
	}
}
