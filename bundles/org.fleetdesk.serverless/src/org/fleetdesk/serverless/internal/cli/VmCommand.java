package org.fleetdesk.serverless.internal.cli;

import java.util.List;
import java.util.Locale;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.ResourceFinder.Choice;
import org.fleetdesk.cli.ResourceLook;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.Action;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.Secrets;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.VmRecovery;
import org.fleetdesk.serverless.internal.VmLogSource;
import org.fleetdesk.serverless.internal.cli.Listing.Column;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.text.Text;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vm list|show|logs|stats|recover}, and OpenNebula's actions. */
@Component
public final class VmCommand implements CommandContribution {

	private static final String WHAT = "virtual machine";

	private final Found found;
	private final TaskService tasks;
	private final VmLogSource logs;

	@Activate
	public VmCommand(@Reference Connections connections, @Reference Sessions sessions, @Reference TaskService tasks, @Reference Secrets secrets) {
		found = new Found(connections, sessions);
		this.tasks = tasks;
		logs = new VmLogSource(connections, sessions, secrets);
	}

	@Command(name = "vm", description = "Virtual machines of serverless runtimes.", mixinStandardHelpOptions = true)
	static final class Group {
	}

	@Override
	public Object newCommand() {
		var list = new Listing(found, Serverless.VM, new Column("ID", Serverless.ID), new Column("NAME", "name"), new Column("STATE", "state"), new Column("SINCE", Serverless.SINCE),
				new Column("HOST", Serverless.HOST), new Column("IP", Serverless.IP), new Column("CPU", Serverless.CPU), new Column("MEMORY", Serverless.MEMORY),
				new Column("RUNTIME", Serverless.RUNTIME_NAME), new Column("ROLE", Serverless.ROLE_NAME), new Column("ON", "on"), new Column("PROBLEM", Serverless.PROBLEM));
		var line = new CommandLine(new Group()).addSubcommand(RuntimeCommand.described(list, "Lists virtual machines and their states."))
				.addSubcommand(RuntimeCommand.described(new Show(found, Serverless.VM, WHAT), "Prints what is known of virtual machines."))
				.addSubcommand(RuntimeCommand.described(new Logs(found, logs, Serverless.VM, WHAT), "Prints OpenNebula's log of a virtual machine."))
				.addSubcommand(new Stats()).addSubcommand(new Recover());
		for (Action action : Serverless.VM_ACTIONS.stream().filter(a -> Serverless.vmActions().contains(a.verb())).toList()) {
			line.addSubcommand(action.verb().substring(Serverless.VM_VERB.length()), RuntimeCommand.described(new Act(found, tasks, Serverless.VM, WHAT, action.verb(), action.label()),
					action.label() + ": OpenNebula's action on virtual machines."));
		}
		return line;
	}

	@Command(name = "recover", description = "Recovers virtual machines that failed or are stuck.")
	final class Recover extends Act {

		@Option(names = "--how", paramLabel = "WAY", defaultValue = "retry", description = "retry (default), success, failure, delete or recreate.")
		String how;

		Recover() {
			super(VmCommand.this.found, VmCommand.this.tasks, Serverless.VM, WHAT, Serverless.RECOVER_VM, "Recover");
		}

		@Override
		ObjectNode wishes() throws UsageException {
			try {
				return parameters().put("how", VmRecovery.of(how.toLowerCase(Locale.ROOT)).word());
			} catch (IllegalArgumentException e) {
				throw new UsageException(e.getMessage() + ".");
			}
		}
	}

	@Command(name = "stats", description = "Prints what OpenNebula has measured of a virtual machine.")
	final class Stats extends ResourceLook {

		@Parameters(paramLabel = "NAME", description = "A name or id, or CONNECTION/NAME.")
		String name;

		@Override
		public Integer call() throws Exception {
			var vm = found.meant(Serverless.VM, WHAT, List.of(name), Choice.NONE, on, out).getFirst();
			var samples = found.session(vm).monitoring(Integer.parseInt(vm.resource().id().key()));
			if (out.json()) {
				var array = JsonNodeFactory.instance.arrayNode();
				samples.forEach(s -> array.add(JsonNodeFactory.instance.objectNode().put("at", s.at().toString()).put("cpu", s.cpu()).put("memory", s.memory()).put("received", s.received())
						.put("sent", s.sent()).put("diskRead", s.diskRead()).put("diskWrite", s.diskWrite())));
				out.json(array);
			} else {
				out.table(List.of("AT", "CPU %", "MEMORY", "RECEIVED", "SENT", "DISK READ", "DISK WRITTEN"), samples.stream().map(s -> List.of(Text.time(s.at()),
						String.format(Locale.ROOT, "%.1f", s.cpu()), Text.bytes(s.memory()), Text.bytes(s.received()), Text.bytes(s.sent()), Text.bytes(s.diskRead()), Text.bytes(s.diskWrite()))).toList());
			}
			return 0;
		}
	}
}
