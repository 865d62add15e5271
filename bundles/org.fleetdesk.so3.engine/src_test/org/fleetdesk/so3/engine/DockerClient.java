package org.fleetdesk.so3.engine;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.apache.hc.client5.http.classic.methods.HttpDelete;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.FileEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What the tests say to an engine, over real HTTP. */
public final class DockerClient implements AutoCloseable {

	private static final ObjectMapper MAPPER = new ObjectMapper();

	private final CloseableHttpClient client = HttpClients.custom().disableAutomaticRetries()
			.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create().setMaxConnPerRoute(50).setMaxConnTotal(50).build()).build();
	private final URI url;

	public DockerClient(URI url) {
		this.url = url;
	}

	/** Status and body. */
	public record Answer(int status, String body) {

		public JsonNode json() {
			try {
				return MAPPER.readTree(body);
			} catch (IOException e) {
				throw new AssertionError("no JSON: " + body, e);
			}
		}

		public String message() {
			return json().path("message").asText();
		}
	}

	public Answer get(String path) throws IOException {
		return send(new HttpGet(url + path));
	}

	public Answer post(String path) throws IOException {
		return send(new HttpPost(url + path));
	}

	/** @param begun told when the head of the answer is there */
	public Answer post(String path, Runnable begun) throws IOException {
		return client.execute(new HttpPost(url + path), r -> {
			begun.run();
			return new Answer(r.getCode(), EntityUtils.toString(r.getEntity()));
		});
	}

	public Answer delete(String path) throws IOException {
		return send(new HttpDelete(url + path));
	}

	public Answer post(String path, HttpEntity body, String... headers) throws IOException {
		var request = new HttpPost(url + path);
		request.setEntity(body);
		for (int i = 0; i < headers.length; i += 2) {
			request.setHeader(headers[i], headers[i + 1]);
		}
		return send(request);
	}

	/** Sends JSON; single quotes stand for double ones. */
	public Answer postJson(String path, String json) throws IOException {
		return post(path, new StringEntity(json.replace('\'', '"'), ContentType.APPLICATION_JSON));
	}

	public Answer load(Path file, String... headers) throws IOException {
		return post("/v1.47/images/load?quiet=1", new FileEntity(file.toFile(), ContentType.create("application/x-tar")), headers);
	}

	public Answer create(String name, String image) throws IOException {
		return post("/v1.47/containers/create?name=" + name, new StringEntity("{\"Image\":\"" + image + "\",\"Labels\":{\"site\":\"lab\"}}", ContentType.APPLICATION_JSON));
	}

	/** Status of a verb. */
	public int verb(String name, String verb) throws IOException {
		return post("/containers/" + name + "/" + verb).status();
	}

	public JsonNode inspect(String name) throws IOException {
		return get("/containers/" + name + "/json").json();
	}

	/** Docker's state and the agency's, such as {@code running living}. */
	public String states(String name) throws IOException {
		var node = inspect(name);
		return node.at("/State/Status").asText() + " " + node.at("/SO3/State").asText();
	}

	/** The lines of a log, out of their frames. */
	public List<String> logs(String name, String query) throws IOException {
		return client.execute(new HttpGet(url + "/containers/" + name + "/logs?stdout=1&stderr=1" + query), r -> unframe(r.getEntity().getContent()));
	}

	private static List<String> unframe(InputStream stream) throws IOException {
		var text = new ByteArrayOutputStream();
		var in = new DataInputStream(stream);
		while (true) {
			int kind;
			try {
				kind = in.readInt();
			} catch (EOFException e) {
				return text.toString(StandardCharsets.UTF_8).lines().toList();
			}
			if (kind != 0x0100_0000) {
				throw new IOException("no frame header of stdout: " + Integer.toHexString(kind));
			}
			text.write(in.readNBytes(in.readInt()));
		}
	}

	private Answer send(HttpUriRequestBase request) throws IOException {
		return client.execute(request, r -> new Answer(r.getCode(), r.getEntity() == null ? "" : EntityUtils.toString(r.getEntity())));
	}

	/** What yields a value that may not be there yet. */
	@FunctionalInterface
	public interface Source<T> {
		T get() throws Exception;
	}

	/** Waits until a value is as wanted; the last value when it never is. */
	public static <T> T await(Source<T> source, Predicate<T> wanted) throws Exception {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		T value = source.get();
		while (!wanted.test(value) && System.nanoTime() < deadline) {
			TimeUnit.MILLISECONDS.sleep(20);
			value = source.get();
		}
		return value;
	}

	@Override
	public void close() throws IOException {
		client.close();
	}
}
