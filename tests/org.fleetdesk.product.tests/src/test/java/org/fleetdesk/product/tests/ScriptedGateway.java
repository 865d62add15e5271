package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.entity.UrlEncodedFormEntity;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicNameValuePair;

/** A gateway that does what a test says, when it says it: the requests of an agent of any make. */
final class ScriptedGateway implements AutoCloseable {

	private static final String ALIAS = "/onep:v1/stack/alias";

	private final URI cloud;
	/** With a connection for each request: a test may have killed the cloud since the last one. */
	private final CloseableHttpClient http = HttpClients.custom().setConnectionReuseStrategy((request, answer, context) -> false).build();
	private final String cik;

	/** One that has activated; the cloud has to know its number. */
	ScriptedGateway(URI cloud, String product, String serial) {
		this.cloud = cloud;
		cik = send(form("/provision/activate", "vendor", product, "model", product, "sn", serial), "").strip();
		assertThat(cik).matches("[0-9a-f]{40}");
	}

	private HttpPost form(String path, String... pairs) {
		var values = new ArrayList<NameValuePair>();
		for (int i = 0; i < pairs.length; i += 2) {
			values.add(new BasicNameValuePair(pairs[i], pairs[i + 1]));
		}
		var post = new HttpPost(cloud.resolve(path));
		post.setEntity(new UrlEncodedFormEntity(values, StandardCharsets.UTF_8));
		return post;
	}

	private String send(HttpUriRequestBase request, String key) {
		if (!key.isEmpty()) {
			request.setHeader("X-Exosite-CIK", key);
		}
		request.setHeader("Accept", "application/x-www-form-urlencoded; charset=utf-8");
		try {
			return http.execute(request, answer -> {
				assertThat(answer.getCode()).as(request.toString()).isLessThan(300);
				return answer.getEntity() == null ? "" : EntityUtils.toString(answer.getEntity(), StandardCharsets.UTF_8);
			});
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}

	void report(String app, String version, String status) {
		write("engine_report", "{\"apps\":[{\"%s\":{\"version\":\"%s\",\"status\":\"%s\",\"uptime\":\"0:00:20\",\"exitstatus\":0}}]}".formatted(app, version, status));
	}

	private void write(String alias, String value) {
		send(form(ALIAS, alias, value), cik);
	}

	/** Waits until it is to install a package. */
	void awaitCommand(String name) {
		Fleetdesk.await(name + " is to be installed", () -> send(new HttpGet(cloud.resolve(ALIAS + "?engine_fetch")), cik).contains(name));
	}

	/** Takes the command. */
	void pickUp() {
		write("engine_fetch", "");
	}

	/** Says that it has done what it picked up. */
	void installed(String app, String version) {
		write("fetch_status", "%s %s is there".formatted(app, version));
		report(app, version, "RUNNING");
	}

	/** Installs a package to the end when it is asked to. */
	void installs(String app, String version) {
		awaitCommand(app + ".v" + version + ".tar.gz");
		pickUp();
		installed(app, version);
	}

	@Override
	public void close() throws IOException {
		http.close();
	}

	static void close(List<ScriptedGateway> all) throws IOException {
		for (ScriptedGateway one : all) {
			one.close();
		}
	}
}
