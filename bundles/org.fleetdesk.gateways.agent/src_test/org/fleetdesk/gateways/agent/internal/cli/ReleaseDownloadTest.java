package org.fleetdesk.gateways.agent.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.fleetdesk.gateways.agent.internal.config.ConfigException;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.TlsSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

class ReleaseDownloadTest {

	private static final String NAME = "GatewayEngine.v1-0-6.tar.gz";

	@TempDir
	Path folder;
	private final byte[] release = new byte[300_000];
	private final List<String> ranges = new CopyOnWriteArrayList<>();
	private volatile String digest;
	private volatile boolean captive;
	private HttpServer server;
	private HttpClientFactory http;
	private ReleaseDownload download;

	@BeforeEach
	void start() throws Exception {
		Arrays.fill(release, (byte) 7);
		digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(release));
		server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", this::handle);
		server.start();
		http = new HttpClientFactory(HttpAudit.NONE);
		download = new ReleaseDownload(http, URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/releases"), TlsSettings.system(),
				new Terminal(new BufferedReader(new StringReader("")), System.out, System.err, folder, Map.of()));
	}

	@AfterEach
	void end() {
		http.close();
		server.stop(0);
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().getPath();
			if (captive && path.endsWith(".tar.gz")) {
				exchange.getResponseHeaders().set("Content-Type", "text/html");
				exchange.sendResponseHeaders(200, 0);
				exchange.getResponseBody().write("<html>Log in</html>".getBytes(StandardCharsets.UTF_8));
				return;
			}
			byte[] bytes = path.equals("/releases/gmq-master/latest") ? (NAME + "\n").getBytes(StandardCharsets.UTF_8)
					: path.equals("/releases/gmq-master/" + NAME + ".sha256") ? (digest + "  " + NAME + "\n").getBytes(StandardCharsets.UTF_8)
							: path.equals("/releases/gmq-master/" + NAME) ? release : null;
			if (bytes == null) {
				exchange.sendResponseHeaders(404, -1);
				return;
			}
			String range = exchange.getRequestHeaders().getFirst("Range");
			int from = 0;
			if (range != null) {
				ranges.add(range);
				from = Integer.parseInt(range.replaceAll("\\D", ""));
			}
			if (from >= bytes.length) {
				exchange.sendResponseHeaders(416, -1);
				return;
			}
			exchange.sendResponseHeaders(range == null ? 200 : 206, bytes.length - from);
			exchange.getResponseBody().write(bytes, from, bytes.length - from);
		}
	}

	@Test
	void theLatestReleaseOfAnAreaIsDownloadedAndKeptOnce() throws IOException {
		Path file = download.download("gmq-master");
		assertThat(file).isEqualTo(folder.resolve(NAME)).hasBinaryContent(release);
		assertThat(download.download("gmq-master")).isEqualTo(file);
		assertThat(ranges).isEmpty();
	}

	@Test
	void aDownloadThatBrokeOffGoesOn() throws IOException {
		Files.write(folder.resolve(NAME + ".part"), Arrays.copyOf(release, 1000));
		assertThat(download.download("gmq-master")).hasBinaryContent(release);
		assertThat(ranges).containsExactly("bytes=1000-");

		Files.delete(folder.resolve(NAME));
		Files.write(folder.resolve(NAME + ".part"), release); // it was killed before it could be renamed
		assertThat(download.download("gmq-master")).hasBinaryContent(release);
	}

	@Test
	void aPageInThePlaceOfTheReleaseCostsNothingOfWhatIsThere() throws IOException {
		Path part = Files.write(folder.resolve(NAME + ".part"), Arrays.copyOf(release, 1000));
		captive = true;
		assertThatThrownBy(() -> download.download("gmq-master")).hasMessageContaining("is no release area");
		assertThat(part).hasSize(1000);
		captive = false;
		assertThat(download.download("gmq-master")).hasBinaryContent(release);
	}

	@Test
	void whatHasAnotherDigestIsNotKept() {
		digest = "0".repeat(64);
		assertThatThrownBy(() -> download.download("gmq-master")).hasMessageContaining("SHA-256");
		assertThat(folder).isEmptyDirectory();
	}

	@Test
	void anAreaThatIsNoneIsRefused() {
		assertThatThrownBy(() -> download.download("gmq-latest")).isInstanceOf(ConfigException.class).hasMessageContaining("gmq-master, gmq-dev, baseline-master, baseline-dev");
	}
}
