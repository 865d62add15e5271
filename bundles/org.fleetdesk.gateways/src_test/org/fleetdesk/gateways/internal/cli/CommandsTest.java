package org.fleetdesk.gateways.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.gateways.internal.TestCloud;
import org.fleetdesk.gateways.model.SamplePackages;
import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.RolloutService;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import picocli.CommandLine;

/** The words of the commands, and the requests that they make. */
@Timeout(60)
class CommandsTest {

	@TempDir
	private Path folder;
	private TestCloud cloud;
	private TaskRequest submitted;
	private RolloutPlan plan;
	private final ByteArrayOutputStream out = new ByteArrayOutputStream();
	private Connections connections;
	private Sessions sessions;
	private TaskService tasks;

	@BeforeEach
	void start() throws Exception {
		cloud = new TestCloud();
		GatewaysSession session = cloud.session();
		connections = answering(Connections.class, (name, args) -> name.equals("list") ? java.util.List.of(connection()) : Optional.of(connection()));
		sessions = answering(Sessions.class, (name, args) -> session);
		tasks = answering(TaskService.class, (name, args) -> {
			if (name.equals("submit")) {
				submitted = (TaskRequest) args[0];
				throw new IOException("not run here");
			}
			return name.equals("addListener") ? (org.fleetdesk.core.Registration) () -> {
			} : null;
		});
	}

	@AfterEach
	void stop() throws Exception {
		cloud.close();
	}

	private static Connection connection() {
		return new Connection("lab", Gateways.KIND, "lab", URI.create("http://127.0.0.1:1"), Optional.empty(), Map.of(), false);
	}

	private interface Answers {
		Object answer(String name, Object[] args) throws Exception;
	}

	private static <T> T answering(Class<T> type, Answers answers) {
		return type.cast(java.lang.reflect.Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, args) -> answers.answer(method.getName(), args)));
	}

	private CommandContribution contribution(String word) {
		return switch (word) {
		case "gateway" -> new GatewayCommand(connections, sessions, tasks, answering(DataFolder.class, (name, args) -> folder));
		case "product" -> new ProductCommand(connections, sessions, tasks);
		default -> new AppCommand(connections, sessions, tasks);
		};
	}

	/** The options of a rollout, and what it starts. */
	private JsonNode rolledOut(String... words) throws Exception {
		var service = answering(RolloutService.class, (name, args) -> {
			submitted = (TaskRequest) args[0];
			plan = (RolloutPlan) args[1];
			throw new IOException("not run here");
		});
		var command = new RolloutScript(connections, sessions, service).newCommand();
		new CommandLine(command).parseArgs(words);
		command.connect(new PrintStream(out, true, StandardCharsets.UTF_8), System.err, folder);
		assertThatThrownBy(command::call).hasMessage("not run here");
		return submitted.parameters();
	}

	private int run(String... words) throws Exception {
		out.reset();
		submitted = null;
		var parsed = ((CommandLine) contribution(words[0]).newCommand()).parseArgs(java.util.Arrays.copyOfRange(words, 1, words.length));
		while (parsed.hasSubcommand()) {
			parsed = parsed.subcommand();
		}
		var command = (FleetCommand) parsed.commandSpec().userObject();
		command.connect(new PrintStream(out, true, StandardCharsets.UTF_8), System.err, folder);
		return command.call();
	}

	private JsonNode asked(String... words) {
		assertThatThrownBy(() -> run(words)).hasMessage("not run here");
		return submitted.parameters();
	}

	private String text() {
		return out.toString(StandardCharsets.UTF_8);
	}

	@Test
	void gatewaysAreListedByStateAndLabel() throws Exception {
		cloud.gateway("lab", "gw-1", Map.of("site", "mill"));
		cloud.gateway("lab", "gw-2", Map.of("site", "attic"));
		assertThat(run("gateway", "list", "--label", "site=mill")).isZero();
		assertThat(text()).contains("gw-1", "online", "site=mill").doesNotContain("gw-2");
		run("gateway", "ls", "--filter", "state:online", "--json");
		assertThat(new ObjectMapper().readTree(text()).findValuesAsText("name")).containsExactly("gw-1", "gw-2");
		run("gateway", "show", "lab/gw-1");
		assertThat(text()).startsWith("gateway gw-1: online");
		assertThat(run("gateway", "ps")).isZero();
		assertThat(run("product", "list")).isZero();
		assertThat(run("app", "list")).isZero();
	}

	@Test
	void applicationsAreThoseOfTheGatewaysThatAreNamed() throws Exception {
		for (String gateway : new String[] { "gw-1", "gw-2", "gw-3" }) {
			cloud.gateway("lab", gateway, Map.of());
			cloud.application("lab", gateway, "of_" + gateway);
		}
		run("gateway", "ps", "gw-1", "lab/gw-3");
		assertThat(text()).contains("of_gw-1", "of_gw-3", "running").doesNotContain("gw-2");
		run("gateway", "ps", "gw-1", "gw-2", "--filter", "name:gw-2");
		assertThat(text()).contains("of_gw-2").doesNotContain("gw-1");
		run("gateway", "ps");
		assertThat(text()).contains("of_gw-1", "of_gw-2", "of_gw-3");
		assertThatThrownBy(() -> run("gateway", "ps", "nobody")).hasMessage("There is no gateway 'nobody'.");
	}

	@Test
	void verbsBecomeTasks() throws Exception {
		cloud.gateway("lab", "gw-1", Map.of());
		cloud.gateway("lab", "gw-2", Map.of());
		assertThat(asked("gateway", "label", "gw-1", "--set", "site=mill", "--remove", "old")).hasToString("{\"set\":{\"site\":\"mill\"},\"remove\":[\"old\"]}");
		assertThat(submitted.verb()).isEqualTo(Gateways.LABEL);
		assertThat(submitted.targets()).extracting(t -> t.resource().key()).containsExactly("lab/gw-1");
		asked("gateway", "lock", "--filter", "state:online");
		assertThat(submitted.title()).isEqualTo("Lock 2 gateways");
		assertThat(asked("gateway", "add", "--product", "lab", "--range", "000-0FF", "--format", "base16").path("range"))
				.hasToString("{\"format\":\"base16\",\"first\":\"000\",\"last\":\"0FF\",\"length\":3}");
		assertThat(asked("gateway", "add", "--product", "lab", "--range", "AA-BB-CC-00-00-00-AA-BB-CC-00-00-FF", "--format", "mac-48").path("range").path("first").asText())
				.isEqualTo("AA-BB-CC-00-00-00");
		assertThat(asked("gateway", "interval", "gw-1", "--seconds", "30").path("seconds").asInt()).isEqualTo(30);
		assertThat(asked("gateway", "aliases", "set", "gw-1", "engine_fetch", "{}").path("value").asText()).isEqualTo("{}");
		assertThat(asked("gateway", "start-local", "mine").path("name").asText()).isEqualTo("mine");
		assertThat(asked("app", "install", "gw-1", "--package", "tick_app.v1.tar.gz").path("packages").path(0).asText()).isEqualTo("tick_app.v1.tar.gz");
		Files.writeString(folder.resolve("s.sh"), "#!/bin/sh\nuname\n");
		assertThat(asked("gateway", "script", "gw-1", "--script", "s.sh").path("title").asText()).isEqualTo("s.sh");
		assertThat(asked("gateway", "giveup", "gw-1")).isEmpty();
		assertThat(submitted.verb()).isEqualTo(Gateways.GIVE_UP_INSTALL);
		assertThat(submitted.title()).isEqualTo("Give up the installation on gw-1");
		assertThat(asked("gateway", "cancel", "gw-1", "--deployment", "d7").path("deployment").asText()).isEqualTo("d7");
		assertThat(submitted.verb()).isEqualTo(Gateways.CANCEL_INSTALL);
	}

	@Test
	void whatCannotBeInstalledIsToldBeforeAnythingBegins() throws Exception {
		cloud.gateway("lab", "gw-1", Map.of());
		cloud.gateway("lab", "gw-2", Map.of());
		cloud.lock("lab", "gw-2");
		assertThatThrownBy(() -> run("app", "install", "gw-1", "gw-2", "--package", "tick_app.v1.tar.gz")).isInstanceOf(UsageException.class)
				.hasMessage("gw-2: It is locked; unlock it first.");
		asked("app", "install", "--filter", "gw", "--package", "tick_app.v1.tar.gz");
		assertThat(submitted.targets()).extracting(t -> t.label()).containsExactly("gw-1");
		rolledOut("--reboot", "--filter", "gw");
		assertThat(submitted.title()).isEqualTo("Reboot gw-1");
	}

	@Test
	void scriptsAndRebootsGoOverManyGatewaysInWaves() throws Exception {
		cloud.gateway("lab", "gw-1", Map.of());
		cloud.gateway("lab", "gw-2", Map.of());
		Files.writeString(folder.resolve("s.sh"), "#!/bin/sh\nuname\n");
		var parameters = rolledOut("--script", "s.sh", "--wave", "1,50%", "--patience", "600", "--filter", "state:online");
		assertThat(parameters.path("script").asText()).startsWith("#!/bin/sh");
		assertThat(parameters.path("queue").asLong()).isEqualTo(600);
		assertThat(submitted.verb()).isEqualTo(Gateways.SCRIPT);
		assertThat(submitted.title()).isEqualTo("Run s.sh on 2 gateways");
		assertThat(plan.waves()).hasSize(2);
		assertThat(plan.onFailure()).as("a script has no way back").isEqualTo(RolloutPlan.OnFailure.HALT);
		assertThat(rolledOut("--reboot", "gw-2", "--on-failure", "rollback-wave")).isEmpty();
		assertThat(submitted.title()).isEqualTo("Reboot gw-2");
		assertThat(plan.onFailure()).isEqualTo(RolloutPlan.OnFailure.ROLL_BACK_WAVE);
		var neither = new RolloutScript(connections, sessions, null).newCommand();
		new CommandLine(neither).parseArgs("gw-1");
		assertThatThrownBy(neither::call).isInstanceOf(UsageException.class).hasMessage("Say what is to be done: --script FILE, or --reboot.");
	}

	@Test
	void whatMakesNoSenseIsSaid() throws Exception {
		cloud.gateway("lab", "gw-1", Map.of());
		assertThatThrownBy(() -> run("gateway", "lock")).isInstanceOf(UsageException.class).hasMessageContaining("Say which gateways");
		assertThatThrownBy(() -> run("gateway", "lock", "nobody")).isInstanceOf(EngineException.class).hasMessageContaining("There is no gateway 'nobody'");
		assertThatThrownBy(() -> run("gateway", "add", "--product", "lab")).isInstanceOf(UsageException.class);
		assertThatThrownBy(() -> run("gateway", "stop-local", "nobody")).hasMessageContaining("was started on this machine");
		Files.writeString(folder.resolve("s.sh"), "uname\n");
		assertThatThrownBy(() -> run("gateway", "script", "gw-1", "--script", "s.sh")).isInstanceOf(UsageException.class).hasMessageContaining("#!/bin/sh");
	}

	@Test
	void aMachineElsewhereIsNotToldTheLoopbackAddressOfTheCloud() throws Exception {
		String[] words = { "gateway", "add-ssh", "root@192.0.2.1", "--package", "gwe.tar.gz", "--uuid", "gw-9", "--key", "id" };
		assertThatThrownBy(() -> run(words)).isInstanceOf(UsageException.class).hasMessageContaining("127.0.0.1 is the gateway itself there").hasMessageContaining("--cloud URL");
		var with = java.util.stream.Stream.concat(java.util.Arrays.stream(words), java.util.stream.Stream.of("--cloud", "http://192.0.2.2:8095")).toArray(String[]::new);
		assertThat(asked(with).path("cloud").asText()).isEqualTo("http://192.0.2.2:8095");
	}

	@Test
	void aFileThatCannotBeReadKeepsNoOtherHere() throws Exception {
		Path good = SamplePackages.writeTo(folder.resolve("samples")).getFirst();
		assertThat(asked("app", "upload", "gone.v1.tar.gz", good.toString(), "--product", "lab").path("file").asText()).isEqualTo(good.toString());
		assertThatThrownBy(() -> run("app", "upload", "gone.v1.tar.gz", "--product", "lab")).isInstanceOf(IOException.class).hasMessageContaining("gone.v1.tar.gz");
	}

	@Test
	void keysAreMadeOnceAndTheSecretOneIsPrivate() throws Exception {
		run("app", "keygen", "key");
		assertThat(Files.readString(folder.resolve("key"))).contains("PRIVATE KEY");
		assertThat(Files.getPosixFilePermissions(folder.resolve("key"))).hasSize(2);
		assertThat(Files.readString(folder.resolve("key.pub"))).contains("PUBLIC KEY");
		assertThatThrownBy(() -> run("app", "keygen", "key")).isInstanceOf(UsageException.class);
	}
}
