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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.hc.client5.http.classic.methods.HttpDelete;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Many EMISO Engines with simulated guests in one process, each with its own port and data folder, seen as their peers see them and in their folders. */
final class Engines implements AutoCloseable {

	private static final Pattern READY = Pattern.compile("(?m)^ready: (http://127\\.0\\.0\\.1:\\d+)\\R");
	private static final Path PRODUCTS = Fleetdesk.ROOT.resolve("product/fleetdesk/target/products/fleetdesk/linux/gtk");
	private static final ObjectMapper JSON = new ObjectMapper();

	private final Path folder;
	private final Process process;
	private final List<URI> urls;
	private final CloseableHttpClient http = HttpClients.createDefault();

	/** Starts so many and waits until all serve. */
	Engines(int count, Path folder) throws IOException {
		this.folder = Files.createDirectories(folder);
		Path out = folder.resolve("out");
		Path err = folder.resolve("err");
		process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
				"-Dlogback.configurationFile=" + Fleetdesk.ROOT.resolve("releng/tests/logback.xml"), "-cp", plugins() + "/*",
				Fleetdesk.ROOT.resolve("releng/tests/Engines.java").toString(), Integer.toString(count), folder.toString())
				.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
		Fleetdesk.await("all engines serve", () -> READY.matcher(Fleetdesk.read(out)).results().count() == count || !process.isAlive(), () -> Fleetdesk.read(err));
		urls = READY.matcher(Fleetdesk.read(out)).results().map(r -> URI.create(r.group(1))).toList();
		assertThat(urls).as(Fleetdesk.read(err)).hasSize(count);
	}

	private static Path plugins() throws IOException {
		try (Stream<Path> machines = Files.list(PRODUCTS)) {
			return machines.map(m -> m.resolve("plugins")).filter(Files::isDirectory).findFirst().orElseThrow();
		}
	}

	int count() {
		return urls.size();
	}

	URI url(int engine) {
		return urls.get(engine);
	}

	/** Their connections: {@code so-0}, {@code so-1} and so on. */
	List<String> names() {
		return IntStream.range(0, urls.size()).mapToObj(i -> "so-" + i).toList();
	}

	/** Their addresses by the names of their connections. */
	Map<String, URI> addresses() {
		return IntStream.range(0, urls.size()).boxed().collect(Collectors.toMap(i -> names().get(i), urls::get));
	}

	List<JsonNode> containers(int engine) {
		return list(engine, "/containers/json?all=1");
	}

	List<JsonNode> images(int engine) {
		return list(engine, "/images/json");
	}

	/** The names of all files in the engine's folder of images, half uploads too. */
	List<String> files(int engine) {
		try (Stream<Path> files = Files.list(folder.resolve("engine-" + engine).resolve("images"))) {
			return files.map(f -> f.getFileName().toString()).sorted().toList();
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}

	/** The folders that hold what belongs to one container each. */
	List<String> containerFolders(int engine) {
		Path containers = folder.resolve("engine-" + engine).resolve("containers");
		if (!Files.isDirectory(containers)) {
			return List.of();
		}
		try (Stream<Path> files = Files.list(containers)) {
			return files.map(f -> f.getFileName().toString()).sorted().toList();
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}

	/** Whether nothing is on an engine: no container, no image, and nothing of either in its folders. */
	boolean empty(int engine) {
		return containers(engine).isEmpty() && images(engine).isEmpty() && files(engine).isEmpty() && containerFolders(engine).isEmpty();
	}

	/** What is on an engine, for the words of a failed test. */
	String describe(int engine) {
		return names().get(engine) + ": containers " + containers(engine).stream().map(c -> c.path("Names") + " " + c.path("State").asText() + " " + c.path("Labels")).toList()
				+ ", images " + images(engine).stream().map(i -> i.path("RepoTags").toString()).toList() + ", files " + files(engine) + ", folders " + containerFolders(engine);
	}

	/** Takes everything off all of them. */
	void clean() {
		for (int i = 0; i < urls.size(); i++) {
			for (JsonNode container : containers(i)) {
				delete(i, "/containers/" + container.path("Id").asText() + "?force=1");
			}
			for (JsonNode image : images(i)) {
				delete(i, "/images/" + image.path("Id").asText() + "?force=1");
			}
			int engine = i;
			Fleetdesk.await("the engine is clean", () -> empty(engine), () -> describe(engine));
		}
	}

	private List<JsonNode> list(int engine, String path) {
		try {
			var nodes = new ArrayList<JsonNode>();
			String body = http.execute(new HttpGet(urls.get(engine) + path), answer -> body(path, answer.getCode(), answer.getEntity()));
			JSON.readTree(body).forEach(nodes::add);
			return nodes;
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}

	private void delete(int engine, String path) {
		try {
			http.execute(new HttpDelete(urls.get(engine) + path), answer -> body(path, answer.getCode(), answer.getEntity()));
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}

	private static String body(String path, int code, HttpEntity entity) throws IOException {
		try {
			String text = entity == null ? "" : EntityUtils.toString(entity, StandardCharsets.UTF_8);
			assertThat(code).as(path + ": " + text).isBetween(200, 299);
			return text;
		} catch (org.apache.hc.core5.http.ParseException e) {
			throw new IOException(e);
		}
	}

	@Override
	public void close() throws IOException {
		http.close();
		process.getOutputStream().close(); // which ends it
		try {
			if (!process.waitFor(30, java.util.concurrent.TimeUnit.SECONDS)) {
				process.destroyForcibly();
			}
		} catch (InterruptedException e) {
			process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}
}
