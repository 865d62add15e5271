package org.fleetdesk.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.fleetdesk.files.AtomicFiles;

/**
 * The users of an engine and the hashes of their tokens: lines of {@code NAME:pbkdf2-sha256:ITERATIONS:SALT:HASH} (Base64), {@code #} begins a comment.
 * The tokens themselves stand nowhere. A client sends one as {@code Authorization: Bearer TOKEN} or as the password of its user by Basic.
 */
public final class TokenFile {

	private static final String METHOD = "pbkdf2-sha256";
	private static final int REMEMBERED = 1000;

	private final Map<String, PasswordHash> entries;
	/** Digests of headers that were verified by the slow hash already, so that it is paid once and not at each request. */
	private final Set<String> verified = ConcurrentHashMap.newKeySet();

	private TokenFile(Map<String, PasswordHash> entries) {
		this.entries = entries;
	}

	/**
	 * @throws IOException when the file cannot be read, has no user or a line that is none; the message names the file
	 */
	public static TokenFile read(Path file) throws IOException {
		var entries = new LinkedHashMap<String, PasswordHash>();
		for (String line : Files.readAllLines(file)) {
			if (!line.isBlank() && !line.startsWith("#")) {
				entries.put(line.split(":")[0], entry(file, line));
			}
		}
		if (entries.isEmpty()) {
			throw new IOException("The token file " + file + " names no user; add one with: engine token NAME --token-file " + file);
		}
		return new TokenFile(entries);
	}

	private static PasswordHash entry(Path file, String line) throws IOException {
		String[] parts = line.strip().split(":", 2);
		try {
			if (parts.length == 2) {
				return PasswordHash.parse(parts[1]);
			}
		} catch (IllegalArgumentException e) {
			// said below
		}
		throw new IOException("The token file " + file + " has a line that is not NAME:" + METHOD + ":ITERATIONS:SALT:HASH; tokens themselves do not belong into it");
	}

	/**
	 * Gives a user a new random token and writes its hash to the file, in place of the user's old one.
	 *
	 * @return the token, which is stored nowhere
	 */
	public static String issue(Path file, String user) throws IOException {
		if (!user.matches("[A-Za-z0-9._@-]{1,64}")) {
			throw new IOException("\"" + user + "\" is no user name: letters, digits and . _ @ - are allowed, 64 at most");
		}
		var random = new SecureRandom();
		byte[] secret = new byte[32];
		random.nextBytes(secret);
		String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
		List<String> lines = Files.exists(file) ? new ArrayList<>(Files.readAllLines(file)) : new ArrayList<>();
		lines.removeIf(l -> l.startsWith(user + ":"));
		lines.add(user + ":" + PasswordHash.of(token));
		Files.createDirectories(file.toAbsolutePath().getParent());
		AtomicFiles.writePrivate(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
		return token;
	}

	/**
	 * Says who sends a request.
	 *
	 * @param header the value of {@code Authorization}; may be null
	 * @return the user, or empty when the header proves nobody
	 */
	public Optional<String> authenticate(String header) {
		if (header == null) {
			return Optional.empty();
		}
		if (header.regionMatches(true, 0, "Bearer ", 0, 7)) {
			String token = header.substring(7).strip();
			return entries.keySet().stream().filter(user -> matches(user, token)).findFirst();
		}
		if (header.regionMatches(true, 0, "Basic ", 0, 6)) {
			try {
				String pair = new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
				int colon = pair.indexOf(':');
				return colon < 0 ? Optional.empty() : Optional.of(pair.substring(0, colon)).filter(user -> matches(user, pair.substring(colon + 1)));
			} catch (IllegalArgumentException e) {
				return Optional.empty();
			}
		}
		return Optional.empty();
	}

	private boolean matches(String user, String token) {
		PasswordHash entry = entries.get(user);
		if (entry == null || token.isEmpty() || token.length() > 1000) {
			return false;
		}
		String digest = user + ":" + PasswordHash.digest(token);
		if (verified.contains(digest)) {
			return true;
		}
		boolean matches = entry.matches(token);
		if (matches && verified.size() < REMEMBERED) {
			verified.add(digest);
		}
		return matches;
	}
}
