package org.fleetdesk.serverless.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.fleetdesk.engine.Engine;
import org.fleetdesk.engine.EngineContext;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.EngineFactory;
import org.fleetdesk.engine.EngineLauncher;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.engine.TokenFile;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.oneflow.OneFlowClient;
import org.fleetdesk.opennebula.user.User;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

@Timeout(60)
class EngineFactoriesTest {

	@TempDir
	Path folder;

	private final HttpClientFactory http = new HttpClientFactory();
	private final EngineFactory provision = new ProvisioningEngineFactory(http);
	private final EngineFactory opennebula = new OpenNebulaFactory();

	@AfterEach
	void closes() {
		http.close();
	}

	private EngineContext context(String... options) {
		var values = new HashMap<String, String>();
		for (int i = 0; i < options.length; i += 2) {
			values.put(options[i], options[i + 1]);
		}
		return new EngineContext(folder, Serving.at(new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY), values);
	}

	private JsonNode config(Engine engine) throws Exception {
		try (var endpoint = http.open(EndpointSettings.of(engine.url()))) {
			return new ObjectMapper().readTree(endpoint.send(HttpCall.get("/server/config")).body());
		}
	}

	/** Who somebody is to the cloud, or why he is nobody. */
	private String name(String session, URI xmlRpc) throws Exception {
		try (var endpoint = http.open(EndpointSettings.of(xmlRpc))) {
			var user = new User(User.SELF, Client.over(session, endpoint));
			var answer = user.info();
			return answer.isError() ? answer.error().name() : user.getName();
		}
	}

	@Test
	void bringsACloudAlongThatStaysTheSameFromStartToStart() throws Exception {
		Path auth = folder.resolve("one_auth");
		JsonNode first;
		try (var engine = provision.start(context())) {
			first = config(engine);
			assertThat(first.path("embedded_cloud").asBoolean()).isTrue();
			assertThat(engine.credentials()).contains(auth);
			assertThat(Files.getPosixFilePermissions(auth)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
			String session = Files.readString(auth).strip();
			assertThat(session).matches("oneadmin:[A-Za-z0-9_-]{24}");
			assertThat(first.toString()).doesNotContain(session.substring(9));
			var xmlRpc = URI.create(first.path("one_xmlrpc").asText());
			assertThat(InetAddress.getByName(xmlRpc.getHost()).isLoopbackAddress()).isTrue();
			assertThat(name(session, xmlRpc)).isEqualTo("oneadmin");
			assertThat(name("oneadmin:opennebula", xmlRpc)).isEqualTo(OneError.AUTHENTICATION.name());
			try (var flow = http.open(EndpointSettings.of(URI.create(first.path("oneflow_server").asText())))) {
				assertThat(new OneFlowClient(session, flow).templates()).extracting(t -> t.name()).contains("nature", "Function", "Function-Data");
			}
			assertThat(folder.resolve("logs/engine.log")).content().contains("Initializing Provision Engine component: engine").contains("Using oned at " + xmlRpc);
			try (var files = Files.walk(folder.resolve("logs"))) {
				assertThat(files.filter(Files::isRegularFile)).isNotEmpty().allSatisfy(f -> assertThat(f).content().doesNotContain(session.substring(9)));
			}
		}
		String session = Files.readString(auth);
		try (var engine = provision.start(context())) {
			assertThat(config(engine).path("one_xmlrpc")).isEqualTo(first.path("one_xmlrpc"));
			assertThat(config(engine).path("oneflow_server")).isEqualTo(first.path("oneflow_server"));
			assertThat(Files.readString(auth)).isEqualTo(session);
		}
		try (var taken = new ServerSocket(URI.create(first.path("oneflow_server").asText()).getPort(), 1, InetAddress.getByName("127.0.0.1")); var engine = provision.start(context())) {
			assertThat(config(engine).path("oneflow_server").asText()).doesNotEndWith(":" + taken.getLocalPort());
			assertThat(config(engine).path("one_xmlrpc")).isEqualTo(first.path("one_xmlrpc"));
		}
	}

	@Test
	void takesTheAdministratorAsGiven() throws Exception {
		Path file = Files.writeString(folder.resolve("auth"), "boss:from:file\n");
		try (var engine = provision.start(context("--admin-file", file.toString()))) {
			assertThat(name("boss:from:file", URI.create(config(engine).path("one_xmlrpc").asText()))).isEqualTo("boss");
			assertThat(engine.credentials()).contains(file);
		}
		try (var engine = provision.start(context("--admin", "boss:another"))) {
			var xmlRpc = URI.create(config(engine).path("one_xmlrpc").asText());
			assertThat(name("boss:another", xmlRpc)).isEqualTo("boss");
			assertThat(name("boss:from:file", xmlRpc)).isEqualTo(OneError.AUTHENTICATION.name());
			assertThat(engine.credentials()).isEmpty();
			assertThat(folder.resolve("one_auth")).doesNotExist();
		}
	}

	@Test
	void standsInFrontOfAnOpenNebulaThatIsThere() throws Exception {
		try (var engine = provision.start(context("--opennebula", "http://127.0.0.1:1", "--api", "seed"))) {
			assertThat(engine.credentials()).isEmpty();
			assertThat(folder.resolve("cloud")).as("no cloud of its own").doesNotExist();
			assertThat(folder.resolve("one_auth")).doesNotExist();
			assertThat(folder.resolve("logs/engine.log")).content().contains("Using oned at http://127.0.0.1:1/RPC2").contains("Using oneflow at http://127.0.0.1:2474");
		}
		Files.writeString(folder.resolve("engine.conf"), ":one_xmlrpc: http://[::1]:1/RPC2\n:oneflow_server: http://127.0.0.1:2\n:compatible_auth: true\n");
		try (var engine = provision.start(context())) {
			assertThat(config(engine).path("one_xmlrpc").asText()).isEqualTo("http://[::1]:1/RPC2");
			assertThat(config(engine).path("oneflow_server").asText()).isEqualTo("http://127.0.0.1:2");
			assertThat(config(engine).path("compatible_auth").asBoolean()).isTrue();
			assertThat(config(engine).path("embedded_cloud").asBoolean()).isFalse();
		}
		try (var engine = provision.start(context("--opennebula", "http://127.0.0.1:3/other", "--compatible-auth", "no"))) {
			assertThat(config(engine).path("one_xmlrpc").asText()).as("the command line comes first").isEqualTo("http://127.0.0.1:3/other");
			assertThat(config(engine).path("compatible_auth").asBoolean()).isFalse();
		}
	}

	@Test
	void listensWhereItsConfigurationSays() throws Exception {
		Path file = Files.writeString(folder.resolve("mine.conf"), ":host: ::1\n:port: 4711\n:unknown: 1\n");
		assertThat(provision.listen(folder, Map.of("--config", file.toString()))).isEqualTo(new ListenAddress("::1", 4711));
		assertThat(provision.listen(folder, Map.of())).isEqualTo(new ListenAddress("127.0.0.1", 1337));
		assertThatThrownBy(() -> provision.listen(folder, Map.of("--config", folder + "/missing.conf"))).isInstanceOf(EngineException.class).hasMessageContaining("missing.conf");
		Files.writeString(folder.resolve("engine.conf"), ":port: 12\n");
		assertThat(provision.listen(folder, Map.of()).port()).isEqualTo(12);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"--api, old                               | \"old\" is no version of the API",
			"--opennebula, localhost:2633             | The value of --opennebula is no address",
			"--opennebula, http://ann:s3cret@one/RPC2 | without user and password",
			"--opennebula, http://one, --oneflow, ftp://x | The value of --oneflow is no address",
			"--oneflow, http://one:2474               | no OpenNebula: give its XML-RPC with --opennebula",
			"--opennebula, http://one, --admin, ann:s3cret | --admin goes with the simulated cloud",
			"--opennebula, http://one, --cloud-speed, 2 | --cloud-speed goes with the simulated cloud",
			"--compatible-auth, perhaps               | \"perhaps\" is no choice for --compatible-auth",
			"--admin, s3cret                          | The value of --admin is not USER:PASSWORD",
			"--admin, :s3cret                         | The value of --admin is not USER:PASSWORD",
			"--admin, a b:s3cret                      | The value of --admin is not USER:PASSWORD",
			"--admin, a:s3cret, --admin-file, /x      | give one of them",
			"--admin-file, /nowhere/auth              | /nowhere/auth",
			"--cloud-speed, 0                         | \"0\" is no speed",
			"--cloud-speed, fast                      | \"fast\" is no speed",
			"--cloud-hosts, 4                         | \"4\" is no list of hosts",
			"--cloud-hosts, `4:8192,`                 | is no list of hosts",
			"--config, /nowhere/engine.conf           | /nowhere/engine.conf" })
	void refusesWhatDoesNotFitAndLeavesNothingRunning(String options, String refusal) throws Exception {
		String[] given = Stream.of(options.split(", ")).map(o -> o.replace("`", "")).toArray(String[]::new);
		assertThatThrownBy(() -> provision.start(context(given))).isInstanceOfAny(EngineException.class, IllegalArgumentException.class).hasMessageContaining(refusal)
				.hasMessageNotContaining("s3cret");
		try (var engine = provision.start(context())) {
			assertThat(engine.url()).isNotNull();
		}
	}

	@Test
	void saysWhatIsWrongWithAFileOfCredentials() throws Exception {
		Files.writeString(folder.resolve("one_auth"), "s3cret\n");
		assertThatThrownBy(() -> provision.start(context())).isInstanceOf(EngineException.class).hasMessageContaining(folder + "/one_auth").hasMessageContaining("USER:PASSWORD")
				.hasMessageNotContaining("s3cret");
	}

	@Test
	void wantsNoTokensOfItsOwn() throws Exception {
		Path tokens = folder.resolve("tokens");
		TokenFile.issue(tokens, "ann");
		var security = new Security(Optional.of(TokenFile.read(tokens)), Optional.empty());
		for (var factory : List.of(provision, opennebula)) {
			assertThatThrownBy(() -> factory.start(new EngineContext(folder, new ListenAddress("127.0.0.1", 0), security, Map.of()))).isInstanceOf(EngineException.class)
					.hasMessageContaining("--token-file");
		}
	}

	@Test
	void theCloudAloneHasBothOfItsInterfaces() throws Exception {
		try (var engine = opennebula.start(context("--oneflow-port", "0", "--admin", "oneadmin:pass", "--cloud-speed", "max", "--cloud-hosts", "4:8192"))) {
			assertThat(engine.url().toString()).endsWith("/RPC2");
			assertThat(name("oneadmin:pass", engine.url())).isEqualTo("oneadmin");
			try (var endpoint = http.open(EndpointSettings.of(engine.url()))) {
				assertThat(Client.over("oneadmin:pass", endpoint).get_version().getMessage()).containsIgnoringCase("simulated");
				assertThat(Client.over("oneadmin:pass", endpoint).call("hostpool.info").getMessage()).contains("<TOTAL_CPU>400</TOTAL_CPU>");
			}
			try (var flow = http.open(EndpointSettings.of(engine.further().get("oneflow")))) {
				assertThat(new OneFlowClient("oneadmin:pass", flow).templates()).isNotEmpty();
			}
		}
		assertThat(opennebula.inLocalFleet()).isFalse();
		assertThat(opennebula.defaultPort()).isEqualTo(2633);
		assertThatThrownBy(() -> opennebula.start(context("--oneflow-port", "70000"))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("--oneflow-port");
	}

	@Test
	void theLauncherTellsEveryOptionAndServes() throws Exception {
		var out = new ByteArrayOutputStream();
		var err = new ByteArrayOutputStream();
		var launcher = new EngineLauncher(List.of(opennebula, provision), new PrintStream(out, true), new PrintStream(err, true), Map.of("XDG_DATA_HOME", folder.toString()));
		var stop = new CountDownLatch(1);
		stop.countDown();
		assertThat(launcher.run(List.of("provision", "--help"), stop)).isZero();
		assertThat(out.toString().replaceAll("\\s+", " ")).contains("--admin-file").contains("every user of this machine can read").contains("127.0.0.1:1337");
		out.reset();
		assertThat(launcher.run(List.of("provision", "--listen", "127.0.0.1:0"), stop)).as(err.toString()).isZero();
		assertThat(out.toString()).matches("ready: http://127\\.0\\.0\\.1:\\d+\nopennebula: http://127\\.0\\.0\\.1:\\d+/RPC2\noneflow: http://127\\.0\\.0\\.1:\\d+\n");
		out.reset();
		assertThat(launcher.run(List.of("opennebula", "--listen", "127.0.0.1:0", "--oneflow-port", "0"), stop)).as(err.toString()).isZero();
		assertThat(out.toString()).matches("ready: http://127\\.0\\.0\\.1:\\d+/RPC2\noneflow: http://127\\.0\\.0\\.1:[1-9]\\d*\n");
		Files.writeString(folder.resolve("fleetdesk/engines/provision/engine.conf"), ":log:\n  :level: 9\n");
		assertThat(launcher.run(List.of("provision"), stop)).isEqualTo(EngineLauncher.FAILED);
		assertThat(err.toString()).contains("engine.conf, line 2: :log: :level:").doesNotContain("\tat ");
	}

	@Test
	void aCloudWithoutAnAnswerIsNoReasonNotToStart() throws Exception {
		try (var engine = provision.start(context("--opennebula", "http://127.0.0.1:1", "--oneflow", "http://127.0.0.1:1")); var endpoint = http.open(EndpointSettings.of(engine.url()))) {
			assertThatThrownBy(() -> endpoint.send(HttpCall.get("/serverless-runtimes/1"))).isInstanceOf(HttpException.class);
			assertThat(new String(endpoint.send(HttpCall.get("/server/version")).body())).isNotBlank();
		}
	}
}
