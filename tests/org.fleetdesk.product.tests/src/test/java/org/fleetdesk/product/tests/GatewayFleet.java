package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A device cloud with the product {@code acme}, which the command line knows as {@code cloud}, and agents, each a process with a home of its own. */
final class GatewayFleet implements AutoCloseable {

	static final String PRODUCT = "acme";
	private static final ObjectMapper JSON = new ObjectMapper();

	private final Fleetdesk fleetdesk;
	private final Path data;
	private final CloseableHttpClient http = HttpClients.createDefault();
	private Fleetdesk.RunningEngine cloud;
	private String token;

	/**
	 * An agent that runs, or did.
	 *
	 * @param home  its files
	 * @param files where its packages install to
	 */
	record Agent(String serial, Path home, Path files, Fleetdesk.Started started) {

		/** What its applications are in, by name. */
		Path installed(String name) {
			return files.resolve(name);
		}

		String log() {
			Path log = home.resolve("logs/gwe.log");
			return Fleetdesk.read(started.err()) + (Files.exists(log) ? Fleetdesk.read(log) : "");
		}
	}

	GatewayFleet(Fleetdesk fleetdesk) throws IOException {
		this(fleetdesk, address -> address);
	}

	/** @param way where the command line and the console find the cloud that is at an address */
	GatewayFleet(Fleetdesk fleetdesk, UnaryOperator<URI> way) throws IOException {
		this.fleetdesk = fleetdesk;
		data = fleetdesk.folder().resolve("cloud");
		cloud = serve("127.0.0.1:0");
		token = Files.readString(data.resolve("credentials")).strip().split(":", 2)[1];
		Path password = fleetdesk.folder().resolve("vendor-token");
		Files.writeString(password, token + "\n");
		fleetdesk.run("connection", "add", "cloud", way.apply(cloud.url()).toString(), "--kind", "gateways", "--user", "vendor", "--password-file", password.toString()).ok();
	}

	private Fleetdesk.RunningEngine serve(String address) {
		return fleetdesk.serving(fleetdesk.start("engine", "devicecloud", "--listen", address, "--data", data.toString(), "--product", PRODUCT));
	}

	URI url() {
		return cloud.url();
	}

	/** Ends the cloud as a power failure would, and starts it again at its address. */
	void killCloud() throws InterruptedException {
		cloud.process().destroyForcibly().waitFor();
		cloud = serve(cloud.url().getAuthority());
	}

	/** Makes a serial number known, and configures an agent for it that checks in each second. */
	Path configured(String serial, URI at) throws IOException {
		ask(post("/fleet/v1/gateways/" + PRODUCT, "{\"sn\": [\"" + serial + "\"]}"));
		ask(post("/fleet/v1/gateways/" + PRODUCT + "/" + serial + "/enable", ""));
		Path home = Files.createDirectories(fleetdesk.folder().resolve("home-" + serial));
		fleetdesk.run("gwe", "--home", home.toString(), "--product-id", PRODUCT, "--set-uuid", serial, "--set-cloud", at.toString(), "-t", "1", "-l", "1").ok();
		String config = Files.readString(home.resolve("Engine.config"));
		String install = "[install]\nhealthy = 2\nroots = " + files(serial) + "\n";
		Files.writeString(home.resolve("Engine.config"), config.contains("[install]") ? config.replace("[install]\n", install) : config + "\n" + install);
		return home;
	}

	private Path files(String serial) {
		return fleetdesk.folder().resolve("home-" + serial + "-files");
	}

	/** Starts, or starts again, the agent of a home. */
	Agent start(String serial) throws IOException {
		Path home = fleetdesk.folder().resolve("home-" + serial);
		Files.createDirectories(files(serial));
		return new Agent(serial, home, files(serial), fleetdesk.start("gwe", "--home", home.toString()));
	}

	/** An agent that has checked in. */
	Agent agent(String serial) throws IOException {
		configured(serial, url());
		var agent = start(serial);
		awaitListening(agent);
		return agent;
	}

	void awaitListening(Agent agent) {
		Fleetdesk.await(agent.serial() + " listens", () -> gateway(agent.serial()).path("listening").asBoolean(), agent::log);
	}

	/** A gateway as the cloud tells it. */
	JsonNode gateway(String serial) {
		return get("/fleet/v1/gateways/" + PRODUCT + "/" + serial);
	}

	/** Its installations, newest first. */
	List<JsonNode> deployments(String serial) {
		var all = new ArrayList<JsonNode>();
		get("/fleet/v1/gateways/" + PRODUCT + "/" + serial + "/deployments").forEach(all::add);
		return all;
	}

	/** The version of an application as its gateway reports it; empty when it is not there. */
	String version(String serial, String app) {
		return app(serial, app).path("version").asText();
	}

	/** An application as its gateway reports it. */
	JsonNode app(String serial, String name) {
		for (JsonNode app : gateway(serial).path("apps")) {
			if (app.path("name").asText().equals(name)) {
				return app;
			}
		}
		return JSON.createObjectNode();
	}

	JsonNode get(String path) {
		return ask(new HttpGet(cloud.url().resolve(path)));
	}

	JsonNode control(String serial, String request) {
		return ask(post("/fleet/v1/gateways/" + PRODUCT + "/" + serial + "/control", request));
	}

	private HttpPost post(String path, String body) {
		var post = new HttpPost(cloud.url().resolve(path));
		post.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON));
		return post;
	}

	private JsonNode ask(HttpUriRequestBase request) {
		request.setHeader("Authorization", "Bearer " + token);
		try {
			return http.execute(request, answer -> {
				String text = answer.getEntity() == null ? "" : EntityUtils.toString(answer.getEntity(), StandardCharsets.UTF_8);
				assertThat(answer.getCode()).as(request + ": " + text).isLessThan(300);
				return JSON.readTree(text.isEmpty() ? "null" : text);
			});
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}

	/** Packs an application by the command line. @param files by name; a name that ends in {@code .sh} may be executed */
	Path build(String name, String version, Map<String, String> files) throws IOException {
		Path folder = Files.createDirectories(fleetdesk.folder().resolve(name + "-" + version));
		for (var file : files.entrySet()) {
			Path path = folder.resolve(file.getKey());
			Files.writeString(path, file.getValue());
			if (file.getKey().endsWith(".sh")) {
				assertThat(path.toFile().setExecutable(true)).isTrue();
			}
		}
		Path packages = Files.createDirectories(fleetdesk.folder().resolve("packages"));
		fleetdesk.run("app", "build", folder.toString(), "--app-name", name, "--app-version", version, "--to", packages.toString()).ok();
		return packages.resolve(name + ".v" + version + ".tar.gz");
	}

	/** Each gateway of a test has a place of its own instead of {@code /usr/local}, which its packages find beside the agent's home. */
	static String install(String... lines) {
		return "#!/bin/sh\nset -e\nTARGET=\"$GWE_HOME-files\"\necho \"Installing $GWE_APP_NAME $GWE_APP_VERSION...\"\nmkdir -p \"$TARGET\"\n" + String.join("\n", lines) + "\necho \"Installation complete.\"\n";
	}

	@Override
	public void close() throws IOException {
		http.close();
	}
}
