package org.fleetdesk.core.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.fleetdesk.core.AuditLog.SftpChange;
import org.fleetdesk.core.MaskedJson;
import org.fleetdesk.http.HttpAudit.Proof;
import org.fleetdesk.http.HttpAudit.Request;
import org.fleetdesk.http.HttpBody;
import org.fleetdesk.http.SecretNames;

/**
 * Changes as command lines of {@code curl}.
 *
 * @param command in one line
 * @param note    why it does not do the same; empty when it does
 */
record Curl(String command, String note) {

	/** Longer bodies are not kept. */
	private static final int LONGEST_BODY = 64 << 10;
	/** Quiet but for failures; brackets in URLs mean themselves. */
	private static final String BEGINNING = "curl -gsS";

	static Curl of(Request request) {
		return new Writer().http(request);
	}

	static Curl of(SftpChange change) {
		return new Writer().sftp(change);
	}

	private static final class Writer {

		private final ShellWords shell = new ShellWords();
		private final StringBuilder line = new StringBuilder(BEGINNING);
		private String note = "";

		private void add(String option, String value) {
			line.append(' ').append(option).append(' ').append(shell.quoted(value));
			if (!ShellWords.keeps(value)) {
				note = "a shell cannot hand on a name that ends with a new line";
			}
		}

		Curl http(Request request) {
			add("-X", request.method());
			request.socket().ifPresent(socket -> add("--unix-socket", socket.toString()));
			if (request.proofs().contains(Proof.AUTHORITIES)) {
				add("--cacert", shell.variable("FLEETDESK_CACERT"));
			}
			if (request.proofs().contains(Proof.IDENTITY)) {
				add("--cert", shell.variable("FLEETDESK_CERT"));
			}
			if (request.proofs().contains(Proof.PASSWORD)) {
				add("-u", shell.variable("FLEETDESK_USER") + ":" + shell.variable("FLEETDESK_PASSWORD"));
			} else if (request.proofs().contains(Proof.TOKEN)) {
				add("-H", "Authorization: Bearer " + shell.variable("FLEETDESK_TOKEN"));
			}
			headers(request);
			request.body().ifPresent(this::body);
			String url = SecretNames.inQuery(request.url().toASCIIString(), this::secret);
			if (request.url().getRawPath() != null && request.url().getRawPath().contains("/.")) {
				line.append(" --path-as-is");
			}
			line.append(' ').append(shell.quoted(url));
			return new Curl(line.toString(), note);
		}

		private String secret(String name) {
			return shell.variable("SECRET_" + name);
		}

		private void headers(Request request) {
			Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			headers.putAll(request.headers());
			request.body().ifPresent(body -> headers.put("Content-Type", switch (body) {
			case HttpBody.Bytes bytes -> bytes.mediaType();
			case HttpBody.Masked masked -> masked.mediaType();
			case HttpBody.FileContent file -> file.mediaType();
			}));
			headers.forEach((name, value) -> add("-H", value.isEmpty() ? name + ";" : name + ": " + (SecretNames.isSecret(name) ? secret(name) : value)));
		}

		private void body(HttpBody body) {
			switch (body) {
			case HttpBody.FileContent file -> add("--data-binary", "@" + file.file().toAbsolutePath());
			case HttpBody.Masked masked when masked.bytes().length > LONGEST_BODY -> unkept(masked.bytes(), masked.mediaType(), "is too long to be kept");
			case HttpBody.Masked masked -> add("--data-raw", masked.shown().apply(new MaskedJson(this::secret)));
			case HttpBody.Bytes bytes when bytes.bytes().length > LONGEST_BODY -> unkept(bytes, "is too long to be kept");
			case HttpBody.Bytes bytes when bytes.bytes().length == 0 -> add("--data-raw", "");
			case HttpBody.Bytes bytes when isJson(bytes.mediaType()) -> new MaskedJson(this::secret).of(bytes.bytes())
					.ifPresentOrElse(json -> add("--data-raw", json), () -> unkept(bytes, "cannot be read"));
			case HttpBody.Bytes bytes -> unkept(bytes, "may hold secrets");
			}
		}

		private static boolean isJson(String mediaType) {
			String type = mediaType.toLowerCase(Locale.ROOT).split(";")[0].strip();
			return type.equals("application/json") || type.endsWith("+json");
		}

		private void unkept(HttpBody.Bytes bytes, String why) {
			unkept(bytes.bytes(), bytes.mediaType(), why);
		}

		private void unkept(byte[] bytes, String mediaType, String why) {
			note = "the body, %d bytes of %s, %s".formatted(bytes.length, mediaType, why);
		}

		Curl sftp(SftpChange change) {
			URI server = change.server();
			add("-u", (server.getUserInfo() == null ? shell.variable("FLEETDESK_USER") : server.getUserInfo()) + ":" + shell.variable("FLEETDESK_PASSWORD"));
			String root = "sftp://" + server.getHost() + (server.getPort() < 0 ? "" : ":" + server.getPort());
			if (change.upload().isPresent()) {
				add("-T", change.upload().map(Path::toAbsolutePath).get().toString());
				line.append(' ').append(shell.quoted(root + encoded(change.path())));
			} else {
				add("-Q", "rm \"" + change.path().replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
				line.append(" -o /dev/null ").append(shell.quoted(root + "/"));
			}
			return new Curl(line.toString(), note);
		}

		/** A path that does not begin at the root begins at the user's home. */
		private static String encoded(String path) {
			try {
				return new URI(null, null, path.startsWith("/") ? path : "/~/" + path, null).toASCIIString();
			} catch (URISyntaxException e) {
				return java.net.URLEncoder.encode(path, StandardCharsets.UTF_8);
			}
		}
	}
}
