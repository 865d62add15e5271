package org.fleetdesk.gateways.agent.internal.gmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.faults.FaultProxy;
import org.fleetdesk.gateways.model.SamplePackages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The module {@code exo} of the release, and the document's programs that use it, in a real Python. */
@Timeout(90)
class PythonTest {

	private static final Path MODULE = Path.of("../../releng/dist/gwe/python").toAbsolutePath().normalize();
	private static final String KEY = "0".repeat(40);

	@TempDir
	Path home;
	private TestCloud cloud;
	private final List<Process> started = new ArrayList<>();

	@BeforeEach
	void start() throws Exception {
		cloud = new TestCloud();
	}

	@AfterEach
	void stop() throws Exception {
		for (Process process : started) {
			process.destroyForcibly().waitFor();
		}
		cloud.close();
	}

	@Test
	void writesAndReadsWhateverCharactersThereAre() throws Exception {
		String out = python(cloud.url(), """
				from exo.api import ExositeAPI
				a = ExositeAPI(cik='%s')
				value = 'a&b=c+d %%41 100%% \u00e4\u20ac\ud83d\ude00\\n;"{}'
				print(a.http_write('text', value).status)
				print(a.http_read('text', 'nothing').values == {'text': value})
				print(a.http_write({'n': 1, 'm': 2.5}).success, a.http_read('n').values['n'], a.http_read('nothing').values)
				""".formatted(KEY));
		assertThat(out).isEqualTo("204\nTrue\nTrue 1 {}");
		assertThat(cloud.of("text")).containsValue("a&b=c+d %41 100% \u00e4\u20ac\ud83d\ude00\n;\"{}");
	}

	@Test
	void aProgramLivesOnWithoutTheCloud() throws Exception {
		String program = """
				from exo.api import ExositeAPI
				a = ExositeAPI(cik='%s', timeout=0.5)
				answer = a.http_write('n', 1)
				print(answer.status, bool(answer), answer.reason != '')
				""";
		assertThat(python(URI.create("http://127.0.0.1:1"), program.formatted(KEY))).isEqualTo("0 False True");
		assertThat(python(cloud.url(), program.formatted("1".repeat(40)))).startsWith("401 False");
		try (var proxy = new FaultProxy(cloud.url())) {
			proxy.blackHole();
			assertThat(python(URI.create("http://127.0.0.1:" + proxy.url().getPort()), program.formatted(KEY))).isEqualTo("0 False True");
		}
	}

	@Test
	void writesThroughGmqWithoutAKey() throws Exception {
		try (var gmq = GmqProcess.serve(home, cloud.url())) {
			String out = python(cloud.url(), """
					from exo.api import ExositeAPI
					a = ExositeAPI(vendor='p', model='p', uuid='serial 1', server='%s', gmq=True)
					print(a.http_write('n', 'x&y').status, a.http_record('m', [(100, 'a'), (101, 'b')]).status)
					""".formatted(gmq.url));
			assertThat(out).isEqualTo("204 204");
			await(() -> cloud.of("n").containsValue("x&y") && cloud.of("m").equals(Map.of(100L, "a", 101L, "b")));
			assertThat(cloud.activations).singleElement().asString().contains("serial 1");
		}
	}

	@Test
	void theDocumentsTestAppRuns() throws Exception {
		Files.createDirectories(home.resolve("state"));
		Files.writeString(home.resolve("state/cik"), KEY);
		Path app = unpacked("test_app.v1.tar.gz");
		run(cloud.url(), app.resolve("test_app.py"));
		await(() -> cloud.of("test").size() == 1);
		assertThat(cloud.of("test").values()).allSatisfy(v -> assertThat(Integer.parseInt(v)).isBetween(-100, 100));
	}

	@Test
	void theDocumentsTempAppActivatesItselfAndKeepsItsKey() throws Exception {
		Path app = unpacked("temp_app.v1.tar.gz");
		Path program = app.resolve("temp_app.py");
		Files.writeString(program, Files.readString(program).replace("/usr/local/bin/temp_app.v1", app.toString()));
		cloud.activates(false);
		run(cloud.url(), program);
		await(() -> cloud.requests.get() > 0);
		started.getLast().destroyForcibly().waitFor();
		cloud.activates(true);
		run(cloud.url(), program);
		await(() -> cloud.of("device_temp").size() == 1);
		assertThat(app.resolve("temp_app.cfg")).content().contains("cik = '" + KEY + "'", "uuid = AF:14:B9:00:50:2C");
		assertThat(Files.getPosixFilePermissions(app.resolve("temp_app.cfg"))).hasSize(2);
		assertThat(cloud.activations).hasSize(1);
	}

	@Test
	void aDeviceWhoseKeyWasRegeneratedActivatesItselfAgain() throws Exception {
		Files.writeString(home.resolve("d.cfg"), "[device]\ncik = '" + KEY + "'\nvendor = p\nmodel = p\nuuid = s\n");
		cloud.key("1".repeat(40));
		assertThat(python(cloud.url(), """
				from exo.device import Device
				d = Device('name', '%s')
				print(d.activated(), d.http_write('n', 1).status, d.cik)
				""".formatted(home.resolve("d.cfg")))).isEqualTo("True 204 " + "1".repeat(40));
		assertThat(home.resolve("d.cfg")).hasContent("[device]\ncik = '" + "1".repeat(40) + "'\nvendor = p\nmodel = p\nuuid = s\n");
	}

	@Test
	void theCloudIsTheOneThatTheGatewayIsSetTo() throws Exception {
		Files.writeString(home.resolve("Engine.config"), "[engine]\ncloud = http://cloud.example:81/\n");
		Files.writeString(home.resolve("Gateway.cfg"), "[device]\nvendor = prod\ncik = ''\n");
		String program = "from exo.api import ExositeAPI\nprint(ExositeAPI().server)\n";
		assertThat(python(URI.create(""), program)).isEqualTo("http://cloud.example:81");
		Files.delete(home.resolve("Engine.config"));
		assertThat(python(URI.create(""), program)).isEqualTo("https://prod.m2.exosite.com");
		Files.delete(home.resolve("Gateway.cfg"));
		assertThat(python(URI.create(""), program)).isEqualTo("https://m2.exosite.com");
		assertThat(python(cloud.url(), program)).isEqualTo(cloud.url().toString());
	}

	private Path unpacked(String sample) throws Exception {
		Path samples = home.resolve("samples");
		SamplePackages.writeTo(samples);
		Path folder = Files.createDirectories(home.resolve("unpacked"));
		var tar = new ProcessBuilder("tar", "xzf", samples.resolve(sample).toString(), "-C", folder.toString()).inheritIO().start();
		assertThat(tar.waitFor()).isZero();
		return folder;
	}

	private String python(URI server, String program) throws Exception {
		Path file = Files.writeString(home.resolve("program.py"), program);
		var process = run(server, file);
		String out = new String(process.getInputStream().readAllBytes()).strip();
		assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
		return out;
	}

	private Process run(URI server, Path program) throws Exception {
		var builder = new ProcessBuilder("/usr/bin/python3", "-u", program.toString());
		builder.environment().keySet().removeIf(n -> n.startsWith("EXO_"));
		builder.environment().putAll(Map.of("PYTHONPATH", MODULE.toString(), "GWE_HOME", home.toString(), "EXO_SERVER", server.toString(), "PYTHONDONTWRITEBYTECODE", "1", "PYTHONUTF8", "1"));
		builder.redirectErrorStream(true);
		started.add(builder.start());
		return started.getLast();
	}

	private static void await(Callable<Boolean> condition) throws Exception {
		long end = System.nanoTime() + 30_000_000_000L;
		while (!condition.call()) {
			assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
			Thread.sleep(20);
		}
	}
}
