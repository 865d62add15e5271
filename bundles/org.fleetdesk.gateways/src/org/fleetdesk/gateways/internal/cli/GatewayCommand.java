package org.fleetdesk.gateways.internal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.ResourceFinder.Choice;
import org.fleetdesk.cli.ResourceFinder.On;
import org.fleetdesk.cli.ResourceTask;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.internal.ApplicationLogSource;
import org.fleetdesk.gateways.internal.InstallLogSource;
import org.fleetdesk.gateways.internal.LocalAgents;
import org.fleetdesk.gateways.internal.cli.Listing.Column;
import org.fleetdesk.tasks.TaskService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gateway …}: gateways, their applications' programs, aliases and deployments. */
@Component
public final class GatewayCommand implements CommandContribution {

	static final String WHAT = "gateway";

	private final Found found;
	private final TaskService tasks;
	private final LocalAgents agents;
	private final ApplicationLogSource logs;
	private final InstallLogSource installations;

	@Activate
	public GatewayCommand(@Reference Connections connections, @Reference Sessions sessions, @Reference TaskService tasks, @Reference DataFolder data) {
		found = new Found(connections, sessions);
		this.tasks = tasks;
		agents = new LocalAgents(data);
		logs = new ApplicationLogSource(connections, sessions);
		installations = new InstallLogSource(connections, sessions);
	}

	@Command(name = "gateway", description = "Gateways of device clouds.", mixinStandardHelpOptions = true)
	static final class Group {
	}

	@Override
	public Object newCommand() {
		var list = new Listing(found, Gateways.GATEWAY, new Column("NAME", "name"), new Column("STATE", "state"), new Column("SEEN", Gateways.LAST_SEEN),
				new Column("LISTENS", Gateways.LISTENING), new Column("APPLICATIONS", Gateways.APPLICATIONS), new Column("OS", Gateways.OS), new Column("DISK %", Gateways.DISK),
				new Column("PRODUCT", Gateways.PRODUCT_ID), new Column("LABELS", "labels"), new Column("ON", "on"), new Column("PROBLEM", Gateways.PROBLEM));
		var ps = new Programs(found);
		var aliases = new AliasCommands(found, tasks);
		var looks = new GatewayLooks(found, logs, installations);
		var local = new LocalCommands(found, tasks, agents);
		var line = new CommandLine(new Group()).addSubcommand("list", described(list, "Lists gateways and their states."), "ls").addSubcommand(new Show(found)).addSubcommand(new Add())
				.addSubcommand("delete", gateways(Gateways.DELETE, "Delete", "Deletes gateways from the cloud, with their values."), "rm")
				.addSubcommand("enable", gateways(Gateways.ENABLE, "Enable", "Lets gateways activate again."))
				.addSubcommand("disable", gateways(Gateways.DISABLE, "Disable", "Takes gateways their keys away; they may not activate until they are enabled."))
				.addSubcommand("regenerate", gateways(Gateways.REGENERATE, "Regenerate the key of", "Lets gateways activate again for a new key; the old one counts no more."))
				.addSubcommand("lock", gateways(Gateways.LOCK, "Lock", "Refuses what gateways ask, until they are unlocked."))
				.addSubcommand("unlock", gateways(Gateways.UNLOCK, "Unlock", "Answers gateways again that were locked.")).addSubcommand(new Label()).addSubcommand(new Interval())
				.addSubcommand("checkin", gateways(Gateways.CHECK_IN, "Let check in", "Has gateways that listen report at once."))
				.addSubcommand(aliases.command()).addSubcommand("ps", described(ps, "Lists the applications of gateways and the states of their programs."));
		for (var action : Gateways.APPLICATION_ACTIONS) {
			line.addSubcommand(action.verb().substring(action.verb().lastIndexOf('.') + 1), described(
					new Act(found, tasks, Gateways.APPLICATION, "application", action.verb(), action.label()), action.label() + "s the programs of applications on gateways that listen."));
		}
		return line.addSubcommand(looks.new AppLogs()).addSubcommand(new Script()).addSubcommand("reboot", gateways(Gateways.REBOOT, "Reboot", "Reboots gateways."))
				.addSubcommand(new Support()).addSubcommand(looks.new Deployments())
				.addSubcommand("cancel", described(new EndInstall(found, tasks, Gateways.CANCEL_INSTALL, "Cancel the installation on"), "Takes installations out of the queues of gateways that have not picked them up."))
				.addSubcommand("giveup", described(new EndInstall(found, tasks, Gateways.GIVE_UP_INSTALL, "Give up the installation on"),
						"Ends installations in the cloud, also those that gateways have picked up: nobody waits for them any more, whatever the gateways do with them."))
				.addSubcommand(local.new Start()).addSubcommand(local.new Stop()).addSubcommand(local.new Agents())
				.addSubcommand(local.new AddSsh());
	}

	private CommandLine gateways(String verb, String label, String description) {
		return described(new Act(found, tasks, verb, label), description);
	}

	static CommandLine described(Object command, String description) {
		var line = new CommandLine(command);
		line.getCommandSpec().usageMessage().description(description);
		return line;
	}

	/** The applications of some gateways, or of all. */
	static final class Programs extends Listing {

		@Parameters(paramLabel = "GATEWAY", arity = "0..*", description = "Only those of these gateways: names, PRODUCT/SERIAL, or CONNECTION/NAME.")
		List<String> gateways = List.of();

		Programs(Found found) {
			super(found, Gateways.APPLICATION, new Column("GATEWAY", "gateway"), new Column("APPLICATION", "name"), new Column("VERSION", Gateways.VERSION), new Column("STATE", "state"),
					new Column("UPTIME", Gateways.UPTIME), new Column("ASSIGNED", Gateways.ASSIGNED), new Column("ON", "on"));
		}

		@Override
		List<On> resources(Found found, List<EngineException> failures) throws Exception {
			return gateways.isEmpty() ? super.resources(found, failures)
					: found.meant(Gateways.GATEWAY, WHAT, gateways, Choice.NONE, on, out).stream().flatMap(g -> found.children(g).stream()).toList();
		}
	}

	@Command(name = "add", description = "Adds serial numbers to a product, one by one, from a file, or as a range.")
	final class Add extends ResourceTask<Found> {

		@Parameters(paramLabel = "SERIAL", arity = "0..*", description = "Serial numbers.")
		List<String> serials = List.of();
		@Option(names = "--product", required = true, paramLabel = "PRODUCT", description = "The product, or CONNECTION/PRODUCT.")
		String product;
		@Option(names = "--file", paramLabel = "FILE", description = "A file with a serial number on each line.")
		Path file;
		@Option(names = "--range", paramLabel = "FIRST-LAST", description = "A range, such as 000-0FF, or AA:BB:CC:00:00:00-AA:BB:CC:00:00:FF of network addresses.")
		String range;
		@Option(names = "--format", paramLabel = "FORMAT", defaultValue = "base10", description = "Of a range: base10 (default), base16, mac:48, mac-48, mac.48.")
		String format;

		Add() {
			super(GatewayCommand.this.found, GatewayCommand.this.tasks);
		}

		@Override
		public Integer call() throws Exception {
			var parameters = parameters();
			if (range != null) {
				if (!serials.isEmpty() || file != null) {
					throw new UsageException("Give a range, or serial numbers.");
				}
				int dash = format.equals("mac-48") ? range.length() / 2 : range.indexOf('-'); // such addresses have dashes themselves
				if (dash <= 0 || range.charAt(dash) != '-' || dash == range.length() - 1) {
					throw new UsageException("A range is FIRST-LAST.");
				}
				String first = range.substring(0, dash);
				var wanted = parameters.putObject("range").put("format", format).put("first", first).put("last", range.substring(dash + 1));
				if (format.startsWith("base")) {
					wanted.put("length", first.length());
				}
			} else {
				var all = parameters.putArray("sn");
				serials.forEach(all::add);
				if (file != null) {
					Files.readAllLines(out.directory().resolve(file)).stream().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#")).forEach(all::add);
				}
				if (all.isEmpty()) {
					throw new UsageException("Say which serial numbers, or --range FIRST-LAST, or --file FILE.");
				}
			}
			return runOn(found.meant(Gateways.PRODUCT, "product", List.of(product), Choice.NONE, on, out), "product", Gateways.ADD, "Add serial numbers to %s", parameters);
		}
	}

	@Command(name = "label", description = "Puts labels on gateways, or takes them away.")
	final class Label extends Act {

		@Option(names = "--set", paramLabel = "KEY=VALUE", description = "Put this label on them.")
		Map<String, String> set = new LinkedHashMap<>();
		@Option(names = "--remove", paramLabel = "KEY", description = "Take this label away.")
		List<String> remove = List.of();

		Label() {
			super(GatewayCommand.this.found, GatewayCommand.this.tasks, Gateways.LABEL, "Label");
		}

		@Override
		ObjectNode wishes() throws UsageException {
			if (set.isEmpty() && remove.isEmpty()) {
				throw new UsageException("Say which labels: --set KEY=VALUE, --remove KEY.");
			}
			var parameters = parameters();
			var wanted = parameters.putObject("set");
			set.forEach(wanted::put);
			remove.forEach(parameters.putArray("remove")::add);
			return parameters;
		}
	}

	@Command(name = "interval", description = "Sets how often gateways check in; they adopt it at the next check-in.")
	final class Interval extends Act {

		@Option(names = { "-s", "--seconds" }, required = true, paramLabel = "SECONDS", description = "Between two check-ins, at least 1.")
		long seconds;

		Interval() {
			super(GatewayCommand.this.found, GatewayCommand.this.tasks, Gateways.INTERVAL, "Set the interval of");
		}

		@Override
		ObjectNode wishes() throws UsageException {
			if (seconds < 1) {
				throw new UsageException("An interval is at least one second.");
			}
			return parameters().put("seconds", seconds);
		}
	}

	@Command(name = "script", description = "Runs a script on gateways, as a package that does something once.")
	final class Script extends Act {

		@Option(names = "--script", required = true, paramLabel = "FILE", description = "The script; it begins with a line such as #!/bin/sh.")
		Path script;

		Script() {
			super(GatewayCommand.this.found, GatewayCommand.this.tasks, Gateways.SCRIPT, "Run a script on");
		}

		@Override
		ObjectNode wishes() throws IOException, UsageException {
			return script(out.directory(), script);
		}
	}

	/** The parameters of a script. */
	static ObjectNode script(Path directory, Path script) throws IOException, UsageException {
		String text = Files.readString(directory.resolve(script));
		if (!text.startsWith("#!")) {
			throw new UsageException(script + " does not begin with a line such as #!/bin/sh, which says what runs it.");
		}
		return JsonNodeFactory.instance.objectNode().put("script", text).put("title", script.getFileName().toString());
	}

	@Command(name = "support", description = "Writes the support report of a gateway that listens into a file.")
	final class Support extends ResourceTask<Found> {

		@Parameters(paramLabel = "NAME", description = "A name, PRODUCT/SERIAL, or CONNECTION/NAME.")
		String name;
		@Option(names = { "-o", "--output" }, required = true, paramLabel = "FILE.tar.gz", description = "Where it is written.")
		Path file;

		Support() {
			super(GatewayCommand.this.found, GatewayCommand.this.tasks);
		}

		@Override
		public Integer call() throws Exception {
			return runOn(found.meant(Gateways.GATEWAY, WHAT, List.of(name), Choice.NONE, on, out), WHAT, Gateways.SUPPORT_REPORT, "Collect the support report of %s",
					parameters().put("file", out.directory().resolve(file).normalize().toString()));
		}
	}
}
