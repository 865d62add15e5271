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
	void keysAreMadeOnceAndTheSecretOneIsPrivate() throws Exception {
		run("app", "keygen", "key");
		assertThat(Files.readString(folder.resolve("key"))).contains("PRIVATE KEY");
		assertThat(Files.getPosixFilePermissions(folder.resolve("key"))).hasSize(2);
		assertThat(Files.readString(folder.resolve("key.pub"))).contains("PUBLIC KEY");
		assertThatThrownBy(() -> run("app", "keygen", "key")).isInstanceOf(UsageException.class);
	}
}
