package org.fleetdesk.cli.internal;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionDraft;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.EngineInfo;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.core.UntrustedException;
import org.fleetdesk.core.UntrustedHostKeyException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code connection add|edit|list|test|trust|remove}. */
@Component
public final class ConnectionCommand implements CommandContribution {

	private final Connections connections;
	private final Sessions sessions;
	private final EngineAccess access;

	@Reference(policy = ReferencePolicy.DYNAMIC)
	volatile List<EngineKind> kinds = List.of();

	@Activate
	public ConnectionCommand(@Reference Connections connections, @Reference Sessions sessions, @Reference EngineAccess access) {
		this.connections = connections;
		this.sessions = sessions;
		this.access = access;
	}

	@Command(name = "connection", description = "The engines that the console knows.", mixinStandardHelpOptions = true)
	static final class Group {
	}

	@Override
	public Object newCommand() {
		return new CommandLine(new Group()).addSubcommand(new Add()).addSubcommand(new Edit()).addSubcommand(new ListAll()).addSubcommand(new Test())
				.addSubcommand(new TrustCommand(connections, access, this::engineKind)).addSubcommand(new Remove());
	}

	@Command(name = "add", description = "Adds an engine.", mixinStandardHelpOptions = true)
	final class Add extends FleetCommand {

		@Parameters(index = "0", paramLabel = "NAME")
		String name;
		@Parameters(index = "1", paramLabel = "URL", description = "Such as tcp://so-lab-1:2375 or unix:///run/docker.sock.")
		String url;
		@Option(names = "--kind", defaultValue = "so3", description = "The kind of engine (default: ${DEFAULT-VALUE}).")
		String kind;
		@Option(names = "--label", paramLabel = "KEY=VALUE", description = "A label; may be given more than once.")
		Map<String, String> labels = new LinkedHashMap<>();
		@Mixin
		SecurityOptions security;

		@Override
		public boolean changes() {
			return true;
		}

		@Override
		public Integer call() throws Exception {
			var connection = new Connection(UUID.randomUUID().toString(), kind, name, uri(url), Optional.empty(), labels, false);
			var draft = security.apply(ConnectionDraft.of(connection), engineKind(kind), this);
			connections.add(draft.connection(), draft.secrets());
			show(this, draft.connection());
			return CommandRunner.DONE;
		}
	}

	@Command(name = "edit", description = "Changes the name, URL, labels or security of an engine.", mixinStandardHelpOptions = true)
	final class Edit extends FleetCommand {

		@Parameters(paramLabel = "NAME")
		String name;
		@Option(names = "--name", description = "The new name.")
		String newName;
		@Option(names = "--url", description = "The new URL.")
		String url;
		@Option(names = "--label", paramLabel = "KEY=VALUE", description = "A label to set; an empty value removes it.")
		Map<String, String> labels = new LinkedHashMap<>();
		@Mixin
		SecurityOptions security;
		@Mixin
		SecurityOptions.Removals removals;

		@Override
		public boolean changes() {
			return true;
		}

		@Override
		public Integer call() throws Exception {
			var old = existing(name);
			var merged = new LinkedHashMap<>(old.labels());
			merged.putAll(labels);
			merged.values().removeIf(String::isEmpty);
			var named = ConnectionDraft.of(old.withName(newName == null ? old.name() : newName).withLabels(merged)).withUrl(url == null ? old.url() : uri(url));
			var draft = security.apply(removals.apply(named), engineKind(old.kind()), this);
			connections.update(draft.connection(), draft.secrets());
			show(this, draft.connection());
			return CommandRunner.DONE;
		}
	}

	@Command(name = "list", description = "Lists the engines.", mixinStandardHelpOptions = true)
	final class ListAll extends FleetCommand {

		@Override
		public Integer call() {
			var all = connections.list();
			connections.problem().ifPresent(out::note);
			if (out.json()) {
				var array = JsonNodeFactory.instance.arrayNode();
				all.forEach(c -> array.add(json(c)));
				out.json(array);
			} else {
				out.table(List.of("NAME", "KIND", "URL", "LABELS"), all.stream().map(c -> List.of(c.name(), c.kind(), c.url().toString(), labels(c))).toList());
			}
			return CommandRunner.DONE;
		}
	}

	@Command(name = "test", description = "Asks engines who they are.", mixinStandardHelpOptions = true)
	final class Test extends FleetCommand {

		@Parameters(paramLabel = "NAME")
		String name;

		@Override
		public Integer call() throws Exception {
			var connection = existing(name);
			EngineInfo info;
			try {
				info = sessions.session(connection.id()).probe();
			} catch (UntrustedException | UntrustedHostKeyException e) {
				out.note("Look at it with: fleetdesk connection trust " + connection.name());
				throw e;
			}
			if (out.json()) {
				var node = JsonNodeFactory.instance.objectNode().put("name", connection.name()).put("product", info.product()).put("version", info.version())
						.put("engine", info.name());
				var facts = node.putObject("facts");
				info.facts().forEach(facts::put);
				out.json(node);
			} else {
				out.line(connection.name() + ": " + info.product() + " " + info.version() + ", " + info.name());
				info.facts().forEach((k, v) -> out.line("  " + k + ": " + v));
			}
			return CommandRunner.DONE;
		}
	}

	@Command(name = "remove", description = "Forgets engines; nothing on them is changed.", mixinStandardHelpOptions = true)
	final class Remove extends FleetCommand {

		@Parameters(paramLabel = "NAME", arity = "1..*")
		List<String> names;

		@Override
		public boolean changes() {
			return true;
		}

		@Override
		public Integer call() throws Exception {
			for (String name : names) {
				existing(name);
			}
			for (String name : names) {
				connections.remove(existing(name).id());
			}
			return CommandRunner.DONE;
		}
	}

	private Connection existing(String name) throws UsageException {
		return ConnectionNames.existing(connections, name);
	}

	private Optional<EngineKind> engineKind(String id) {
		return kinds.stream().filter(k -> k.id().equals(id)).findFirst();
	}

	private static URI uri(String text) throws UsageException {
		try {
			return URI.create(text);
		} catch (IllegalArgumentException e) {
			throw new UsageException("'" + text + "' is not a URL: write it like tcp://so-lab-1:2375 or unix:///run/docker.sock.");
		}
	}

	private static void show(FleetCommand command, Connection connection) {
		command.output().show(json(connection), connection.name() + " " + connection.url());
	}

	private static String labels(Connection connection) {
		return String.join(",", connection.labels().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).sorted().toList());
	}

	private static ObjectNode json(Connection connection) {
		var node = JsonNodeFactory.instance.objectNode().put("id", connection.id()).put("name", connection.name()).put("kind", connection.kind())
				.put("url", connection.url().toString()).put("local", connection.local());
		var labels = node.putObject("labels");
		connection.labels().forEach(labels::put);
		node.put("encrypted", connection.encrypted()).put("credentials", connection.credentials().isPresent()).put("clientCertificate", connection.tls().identity().isPresent());
		connection.tls().fingerprint().ifPresent(f -> node.put("trusted", "SHA256:" + f));
		ConnectionDraft.authorities(connection.tls()).forEach(node.withArray("authorities")::add);
		var options = node.putObject("options");
		connection.options().forEach(options::put);
		connection.secretOptions().keySet().stream().sorted().forEach(node.withArray("secretOptions")::add);
		return node;
	}
}
