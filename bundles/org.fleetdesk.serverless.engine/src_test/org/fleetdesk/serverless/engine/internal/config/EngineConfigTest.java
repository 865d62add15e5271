package org.fleetdesk.serverless.engine.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig.Capacity;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig.LogSettings;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig.LogSystem;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig.ResizeMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

import com.fasterxml.jackson.databind.ObjectMapper;

class EngineConfigTest {

	@TempDir
	Path folder;

	private final List<String> warnings = new ArrayList<>();

	private EngineConfig read(String text) throws IOException, EngineException {
		return EngineConfig.read(Files.writeString(file(), text), warnings::add);
	}

	private Path file() {
		return folder.resolve("engine.conf");
	}

	@Test
	void readsTheDocumentsExamples() throws Exception {
		var config = read("""
				# nature -> A flow template with a FasS role called nature
				# nature-s3 -> A flow template with a FasS role called nature and a DaaS role called s3
				:mapping:
				  :nature: 0
				  :nature-s3: 3
				# Log debug level
				#   3 = ERROR, 2 = WARNING, 1 = INFO, 0 = DEBUG
				:log:
				  :level: 0
				  :system: 'file'
				""");
		assertThat(config.mapping()).isEqualTo(Map.of("nature", 0, "nature-s3", 3));
		assertThat(config.log()).isEqualTo(new LogSettings(Level.DEBUG, LogSystem.FILE));
		assertThat(config.oneXmlrpc()).isEmpty();
		assertThat(warnings).isEmpty();
	}

	@Test
	void readsAllKeysOfBothGenerations() throws Exception {
		var config = read("""
				:one_xmlrpc: http://cloud:2633/RPC2
				:oneflow_server: https://cloud:2474
				:host: ::1
				:port: 1400
				:timeout: 45
				:capacity:
				  :disk:
				    :default: 2048
				  :cpu:
				    :default: 1
				    :mult: 4
				  :memory:
				    :default: 512
				    :mult: 3
				    :resize_mode: "HOTPLUG"
				:log:
				  :level: 3
				  :system: syslog
				:mapping:
				  :nature: 7
				:compatible_auth: true
				""");
		assertThat(config).isEqualTo(new EngineConfig("::1", 1400, Optional.of(URI.create("http://cloud:2633/RPC2")),
				Optional.of(URI.create("https://cloud:2474")), false, Map.of("nature", 7), new Capacity(1, 4), new Capacity(512, 3), new Capacity(2048, 1),
				ResizeMode.HOTPLUG, Duration.ofSeconds(45), true, new LogSettings(Level.ERROR, LogSystem.SYSLOG)));
		assertThat(config.memory().max(512)).isEqualTo(1536);
		assertThat(warnings).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "# nothing\n", "---\n", ":log:\n:mapping:\n", ":log: {}\n", ":port:\n" })
	void whatIsNotSaidIsAsTheOriginalHasIt(String text) throws Exception {
		assertThat(read(text)).isEqualTo(EngineConfig.DEFAULT);
		assertThat(EngineConfig.DEFAULT.port()).isEqualTo(1337);
		assertThat(EngineConfig.DEFAULT.log()).isEqualTo(new LogSettings(Level.INFO, LogSystem.FILE));
	}

	@Test
	void symbolsAndWordsAreOne() throws Exception {
		var symbols = read(":port: 1\n:log:\n  :system: :syslog\n:mapping:\n  :a-b: 2\n:capacity:\n  :memory:\n    :resize_mode: :hotplug\n");
		var words = read("port: \"1\"\n\"log\":\n  'system': SYSLOG\nmapping:\n  a-b: '2'\ncapacity: {memory: {resize_mode: HOTPLUG}}\n");
		assertThat(words).isEqualTo(symbols).isNotEqualTo(EngineConfig.DEFAULT);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			":log:\\n  :level: 7                      | line 2: :log: :level: \"7\" is not allowed; give 0 (DEBUG), 1 (INFO), 2 (WARNING) or 3 (ERROR)",
			":log:\\n  :level: loud                   | line 2: :log: :level: \"loud\" is not allowed; give 0 (DEBUG)",
			":log:\\n  :level: [1]                    | line 2: :log: :level: one value is expected: 0 (DEBUG)",
			":log:\\n  :system: journal               | line 2: :log: :system: \"journal\" is not allowed; give file or syslog",
			":log: syslog                             | line 1: :log: settings of its own are expected below it",
			"\\n\\n:port: 70000                       | line 3: :port: \"70000\" is not allowed; give a port from 1 to 65535, or 0",
			":port: -1                                | line 1: :port: \"-1\" is not allowed",
			":port: 1e3                               | line 1: :port: \"1e3\" is not allowed",
			":host: 'a b'                             | line 1: :host: \"a b\" is not allowed; give a name or an address",
			":mapping:\\n  :nature: zero              | line 2: :mapping: :nature: \"zero\" is not allowed; give the number of one of OneFlow's service templates",
			":mapping:\\n  :nature: -3                | line 2: :mapping: :nature: \"-3\" is not allowed",
			":mapping:\\n  :nature: 4294967296        | line 2: :mapping: :nature: \"4294967296\" is not allowed",
			":mapping: [1]                            | line 1: :mapping: settings of its own",
			":one_xmlrpc: localhost:2633              | line 1: :one_xmlrpc: \"localhost:2633\" is not allowed; give an address without user and password, such as http://localhost:2633/RPC2",
			":one_xmlrpc: file:///etc/passwd          | line 1: :one_xmlrpc: \"file:///etc/passwd\" is not allowed",
			":oneflow_server: 'http:// x'             | line 1: :oneflow_server: \"http:// x\" is not allowed",
			":timeout: 0                              | line 1: :timeout: \"0\" is not allowed; give seconds from 1 to 3600",
			":capacity:\\n  :cpu:\\n    :mult: 0      | line 3: :capacity: :cpu: :mult: \"0\" is not allowed",
			":capacity:\\n  :memory:\\n    :resize_mode: BALLOON | line 3: :capacity: :memory: :resize_mode: \"BALLOON\" is not allowed; give BALLOONING or HOTPLUG",
			":compatible_auth: perhaps                | line 1: :compatible_auth: \"perhaps\" is not allowed; give true or false",
			":port: 1\\nport: 2                       | line 2: the key \"port\" stands here twice; leave one",
			"just words                               | line 1: this is no configuration",
			"? [a]\\n: 1                              | line 1: this key is no word",
			":log: {\\n:level: 1                      | line 2: this is no YAML",
			":port: !ruby/object:Gem::Installer x     | line 1: :port: values of the type",
			":port: *nowhere                          | line 1: this is no YAML" })
	void refusesWithFileLineKeyAndWhatIsAllowed(String text, String refusal) {
		assertThatThrownBy(() -> read(text.replace("\\n", "\n"))).isInstanceOf(EngineException.class).hasMessageStartingWith(file() + ", line").hasMessageContaining(refusal);
	}

	@Test
	void namesAllMistakesAtOnce() {
		assertThatThrownBy(() -> read(":port: x\n:log:\n  :level: 9\n  :system: 9\n"))
				.satisfies(e -> assertThat(e.getMessage().lines().map(l -> l.replaceAll(".*, (line \\d).*", "$1"))).containsExactlyInAnyOrder("line 1", "line 3", "line 4"));
	}

	@Test
	void doesNotRepeatACredentialThatStandsInAnAddress() {
		assertThatThrownBy(() -> read(":one_xmlrpc: http://oneadmin:s3cret@cloud:2633/RPC2\n")).isInstanceOf(EngineException.class)
				.hasMessageContaining("without user and password").hasMessageNotContaining("s3cret");
	}

	@Test
	void namesUnknownKeysAndGoesOn() throws Exception {
		var config = read(":port: 5\n:prot: 6\n:log:\n  :levle: 0\n\"\\e[31m\": 1\n");
		assertThat(config.port()).isEqualTo(5);
		assertThat(warnings).containsExactlyInAnyOrder(file() + ", line 2: :prot: is no setting of this engine and is ignored",
				file() + ", line 4: :log: :levle: is no setting of this engine and is ignored",
				file() + ", line 5: :\\x1b[31m: is no setting of this engine and is ignored");
	}

	@Test
	void saysWhyAFileCannotBeRead() throws Exception {
		assertThatThrownBy(() -> EngineConfig.read(folder.resolve("missing.conf"), warnings::add)).isInstanceOf(EngineException.class).hasMessageContaining("missing.conf");
		Files.write(file(), "# \u00fc".getBytes(StandardCharsets.ISO_8859_1));
		assertThatThrownBy(() -> EngineConfig.read(file(), warnings::add)).isInstanceOf(EngineException.class).hasMessageContaining("UTF-8");
		assertThatThrownBy(() -> read("#".repeat(2 << 20))).isInstanceOf(EngineException.class).hasMessageContaining("1 MiB");
	}

	@Test
	@Timeout(20)
	void isNotTrappedByAliasesOrDepth() throws Exception {
		var bomb = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
		for (char c = 'b'; c <= 'z'; c++) {
			bomb.append(c + ": &" + c + " [" + ("*" + (char) (c - 1) + ", ").repeat(8) + "*" + (char) (c - 1) + "]\n");
		}
		assertThatThrownBy(() -> read(bomb.toString())).isInstanceOf(EngineException.class).hasMessageStartingWith(file().toString()).hasMessageContaining("aliases");
		assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(EngineException.class).hasMessageStartingWith(file().toString());
		assertThat(read(":log: &l\n  :level: 0\n  :log: *l\n").log().level()).as("a mapping that holds itself").isEqualTo(Level.DEBUG);
	}

	@Test
	void tellsEverybodyWhatIsInForceAndNoSecret() throws Exception {
		var json = read(":mapping:\n  :nature: 4\n:log:\n  :level: 2\n").withCloud(URI.create("http://127.0.0.1:26330/RPC2"), URI.create("http://127.0.0.1:26331"), true)
				.withListen("127.0.0.1", 1338).toJson();
		assertThat(json).isEqualTo(new ObjectMapper().readTree("""
				{"one_xmlrpc":"http://127.0.0.1:26330/RPC2","oneflow_server":"http://127.0.0.1:26331","host":"127.0.0.1","port":1338,"timeout":30,
				"mapping":{"nature":4},"capacity":{"disk":{"default":1024},"cpu":{"default":2,"mult":2},"memory":{"default":1024,"mult":2,"resize_mode":"BALLOONING"}},
				"log":{"level":2,"system":"file"},"compatible_auth":false,"embedded_cloud":true}"""));
	}
}
