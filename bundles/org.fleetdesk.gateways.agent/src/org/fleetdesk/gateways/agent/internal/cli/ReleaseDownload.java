package org.fleetdesk.gateways.agent.internal.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.gateways.agent.internal.cloud.Genuine;
import org.fleetdesk.gateways.agent.internal.config.ConfigException;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.http.TlsSettings;

/**
 * {@code --download-latest AREA}: in a release area, {@code AREA/latest} is a text with the name of the newest package, beside which stand the package and
 * {@code NAME.sha256}, as {@code sha256sum} writes it. A download that broke off goes on where it stopped.
 */
final class ReleaseDownload {

	static final List<String> AREAS = List.of("gmq-master", "gmq-dev", "baseline-master", "baseline-dev");
	private static final Duration SILENCE = Duration.ofSeconds(60);

	private final HttpClientFactory http;
	private final URI releases;
	private final TlsSettings tls;
	private final Terminal terminal;

	ReleaseDownload(HttpClientFactory http, URI releases, TlsSettings tls, Terminal terminal) {
		this.http = http;
		this.releases = releases;
		this.tls = tls;
		this.terminal = terminal;
	}

	/** Into the folder where the command was given. @return the file */
	Path download(String area) throws IOException {
		if (!AREAS.contains(area)) {
			throw new ConfigException("There is no release area \"" + area + "\"; there are " + String.join(", ", AREAS) + ".");
		}
		try (var endpoint = http.open(EndpointSettings.of(releases).withTls(tls))) {
			String name = endpoint.send(HttpCall.get("/" + area + "/latest")).text().strip();
			if (!name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}\\.tar\\.gz")) {
				throw new IOException("The release area " + area + " does not say which release is the latest.");
			}
			String path = "/" + area + "/" + name;
			String digest = endpoint.send(HttpCall.get(path + ".sha256")).text().strip().split("\\s")[0].toLowerCase(Locale.ROOT);
			if (!digest.matches("[0-9a-f]{64}")) {
				throw new IOException("There is no digest of " + name + " in the release area " + area + ".");
			}
			Path file = terminal.directory().resolve(name);
			if (Files.exists(file) && digest(file).equals(digest)) {
				return file;
			}
			Path part = terminal.directory().resolve(name + ".part");
			fetch(endpoint, path, part);
			String came = digest(part);
			if (!came.equals(digest)) {
				Files.delete(part);
				throw new IOException("What came of " + name + " has the SHA-256 " + came + ", and not " + digest + " as the release area says; it is not kept.");
			}
			AtomicFiles.moveDurably(part, file);
			return file;
		}
	}

	private void fetch(HttpEndpoint endpoint, String path, Path part) throws IOException {
		long have = Files.exists(part) ? Files.size(part) : 0;
		var call = HttpCall.get(path).patient(SILENCE).deadline(SILENCE);
		try (var stream = endpoint.open(have == 0 ? call : call.header("Range", "bytes=" + have + "-"));
				var channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
			if (stream.status() != 200 && stream.status() != 206 || Genuine.page(stream.mediaType())) { // what is here already is of use when the network lets one in
				throw new IOException("What answered at " + releases + " is no release area (status " + stream.status() + "); a network that wants a login first answers so.");
			}
			channel.position(stream.status() == 206 ? have : 0);
			channel.truncate(channel.position());
			byte[] block = new byte[1 << 16];
			for (int count = stream.body().read(block); count >= 0; count = stream.body().read(block)) {
				for (var bytes = ByteBuffer.wrap(block, 0, count); bytes.hasRemaining();) {
					channel.write(bytes);
				}
			}
			channel.force(true);
		} catch (HttpException.Refused e) {
			if (e.status() != 416) { // it is there already, or another one: the digest tells
				throw e;
			}
		}
	}

	private static String digest(Path file) throws IOException {
		try (var in = Files.newInputStream(file)) {
			var digest = MessageDigest.getInstance("SHA-256");
			byte[] block = new byte[1 << 16];
			for (int count = in.read(block); count >= 0; count = in.read(block)) {
				digest.update(block, 0, count);
			}
			return HexFormat.of().formatHex(digest.digest());
		} catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e);
		}
	}
}
