package org.fleetdesk.gateways.agent.internal.gmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.fleetdesk.gateways.agent.internal.Await;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GmqCommandTest {

	@TempDir
	Path home;

	private final StringWriter out = new StringWriter();
	private final StringWriter err = new StringWriter();

	@Test
	void printsItsVersionAndItsSettings() {
		assertThat(run("-v")).isZero();
		assertThat(out.toString()).isEqualTo("1.2.3\n");
		assertThat(run("-g")).isZero();
		assertThat(out.toString()).contains("[server]\nlisten = 127.0.0.1:8090\n", "url = ''", "[unq]\nbatch_record_period = 10.0\n", "[db]\n");
		assertThat(run("-l")).isZero();
		assertThat(out.toString()).contains("[log]\nlevel = INFO\n");
	}

	@Test
	void keepsWhatIsSetAndTheCommentsBesideIt() throws Exception {
		Files.writeString(home.resolve("gmq.cfg"), "# of this site\n[unq]\n; often\nbatch_record_period = 5\n");
		assertThat(run("cfg", "get", "unq", "batch_record_period")).isZero();
		assertThat(run("cfg", "set", "unq", "batch_qty", "200")).isZero();
		assertThat(run("cfg", "set", "cloud", "url", "https://cloud.example")).isZero();
		assertThat(run("cfg", "get", "cloud", "url")).isZero();
		assertThat(out.toString()).isEqualTo("5\nbatch_qty = 200\nurl = https://cloud.example\nhttps://cloud.example\n");
		assertThat(home.resolve("gmq.cfg")).hasContent("# of this site\n[unq]\n; often\nbatch_record_period = 5\nbatch_qty = 200\n\n[cloud]\nurl = https://cloud.example\n");
		assertThat(run("cfg", "set", "cloud", "url", "''")).isZero();
		assertThat(home.resolve("gmq.cfg")).content().contains("url = ''");
		assertThat(run("log", "set", "log", "level", "DEBUG")).isZero();
		assertThat(home.resolve("gmq-log.cfg")).content().contains("level = DEBUG");
	}

	@Test
	void saysWhatIsWrongAndLeavesTheFileAlone() {
		for (var words : List.of(List.of("cfg", "get", "nosuch", "x"), List.of("cfg", "get", "unq", "nosuch"), List.of("cfg", "set", "unq", "batch_qty", "0"),
				List.of("cfg", "set", "server", "listen", "0.0.0.0:80"), List.of("cfg", "set", "cloud", "url", "ftp://x"), List.of("cfg", "set", "unq", "batch_record_period", "soon"),
				List.of("log", "set", "log", "level", "LOUD"))) {
			assertThat(run(words.toArray(String[]::new))).as(words.toString()).isEqualTo(1);
		}
		assertThat(err.toString()).contains("There is no section nosuch", "[unq] batch_qty is a number from 1 to 10000", "loopback only", "LOUD").doesNotContain("\tat ");
		assertThat(run("nonsense")).isEqualTo(2);
		assertThat(run("cfg", "get", "unq", "batch_qty")).isZero();
		assertThat(out.toString()).isEqualTo("60\n");
	}

	/** As a process: it serves, hears of new settings, tells what waits, and ends by SIGTERM. */
	@Test
	void servesUntilItIsEnded() throws Exception {
		try (var cloud = new TestCloud(); var gmq = GmqProcess.serve(home, URI.create("http://127.0.0.1:1")); var factory = new HttpClientFactory(HttpAudit.NONE);
				var endpoint = factory.open(EndpointSettings.of(gmq.url))) {
			endpoint.send(HttpCall.post("/onep:v1/stack/alias").header("X-Exosite-VMS", "p p s")
					.body(new org.fleetdesk.http.HttpBody.Bytes("application/x-www-form-urlencoded", "n=7".getBytes())));
			assertThat(run("cfg", "set", "cloud", "url", cloud.url().toString())).isZero();
			assertThat(run("cfg", "set", "server", "listen", gmq.url.getAuthority())).isZero();
			assertThat(run("status")).isZero();
			assertThat(out.toString()).contains("p.p.s", "no", "1");
			assertThat(run("reread")).isZero();
			Await.until(() -> cloud.of("n").containsValue("7"));
			gmq.process.destroy();
			assertThat(gmq.process.waitFor()).isEqualTo(143);
		}
		assertThat(run("status")).isEqualTo(1);
	}

	private int run(String... words) {
		return GmqCommand.run(List.of(words), Map.of("GWE_HOME", home.toString()), "1.2.3", new PrintWriter(out, true), new PrintWriter(err, true), new CountDownLatch(0));
	}
}
