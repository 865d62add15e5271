package org.fleetdesk.gateways.engine.internal.fleet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.fleetdesk.engine.EngineContext;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.PasswordHash;
import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.files.AtomicFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secret of the vendor, who may do everything with a device cloud: as given, else 40 hexadecimal characters that were made up at the first start, so that
 * it can stand where Exosite's tools want a vendor token or a vendor CIK. Only its digest is kept, in memory and in the file {@code vendor-token}; the token
 * itself stands in {@code credentials} (0600, {@code vendor:TOKEN}) for the console of this machine, and who deletes that file has the only copy.
 */
public final class VendorToken {

	public static final String TOKEN = "--vendor-token";
	public static final String TOKEN_FILE = "--vendor-token-file";
	/** Whom Basic authentication names, and who is told as the author of what comes with the bare token. */
	public static final String USER = "vendor";

	private static final Logger LOG = LoggerFactory.getLogger(VendorToken.class);
	private static final int SHORTEST = 20;
	private static final int LONGEST = 1000;
	private static final int MOST_LOGINS = 1000;
	private static final Duration LOGIN = Duration.ofHours(24);
	private static final String FORM = "a token of at least " + SHORTEST + " characters without blanks, or " + USER + ":TOKEN";

	private final byte[] digest;
	private final Optional<Path> credentials;
	private final InstantSource clock;
	/** Digests of tokens that were given for a login, and until when they count. */
	private final Map<String, Instant> logins = new ConcurrentHashMap<>();

	private VendorToken(String digest, Optional<Path> credentials, InstantSource clock) {
		this.digest = bytes(digest);
		this.credentials = credentials;
		this.clock = clock;
	}

	/** Of a known token, as tests have it. */
	public static VendorToken of(String token, InstantSource clock) {
		return new VendorToken(PasswordHash.digest(token), Optional.empty(), clock);
	}

	/**
	 * As the options and the data folder say.
	 *
	 * @throws EngineException          when a file cannot be read or written, or holds something else
	 * @throws IllegalArgumentException when an option is wrong; the message does not repeat its value
	 */
	public static VendorToken of(EngineContext context, InstantSource clock) throws EngineException {
		var given = context.option(TOKEN);
		var file = context.option(TOKEN_FILE);
		if (given.isPresent() && file.isPresent()) {
			throw new IllegalArgumentException(TOKEN + " and " + TOKEN_FILE + " both name the vendor's token: give one of them");
		}
		if (given.isPresent()) {
			return of(token(given.get()).orElseThrow(() -> new IllegalArgumentException("The value of " + TOKEN + " is not " + FORM)), clock);
		}
		try {
			return file.isPresent() ? given(Path.of(file.get()).toAbsolutePath().normalize(), clock) : own(context.data(), clock);
		} catch (IOException e) {
			throw new EngineException("The vendor's token cannot be kept or read: " + EngineException.reason(e), e);
		}
	}

	private static VendorToken given(Path file, InstantSource clock) throws IOException, EngineException {
		String text = read(file);
		String token = token(text).orElseThrow(() -> new EngineException("The file " + file + " holds no line with " + FORM));
		warn(file);
		return new VendorToken(PasswordHash.digest(token), text.equals(token) ? Optional.empty() : Optional.of(file), clock);
	}

	private static VendorToken own(Path data, InstantSource clock) throws IOException, EngineException {
		Path kept = data.resolve("vendor-token");
		Path credentials = data.resolve("credentials");
		if (Files.exists(kept)) {
			String digest = read(kept);
			if (!digest.matches("[0-9a-f]{64}")) {
				throw new EngineException("The file " + kept + " is damaged; move it and " + credentials + " away, and a new token is made");
			}
			boolean fits = Files.exists(credentials) && token(read(credentials)).map(PasswordHash::digest).filter(digest::equals).isPresent();
			return new VendorToken(digest, fits ? Optional.of(credentials) : Optional.empty(), clock);
		}
		if (Files.notExists(credentials)) {
			byte[] secret = new byte[20];
			new SecureRandom().nextBytes(secret);
			AtomicFiles.writePrivate(credentials, (USER + ":" + HexFormat.of().formatHex(secret) + "\n").getBytes(StandardCharsets.UTF_8));
		}
		var made = given(credentials, clock);
		AtomicFiles.writePrivate(kept, (HexFormat.of().formatHex(made.digest) + "\n").getBytes(StandardCharsets.UTF_8));
		return made;
	}

	private static String read(Path file) throws IOException {
		return Files.size(file) > LONGEST ? "" : Files.readString(file).strip();
	}

	private static Optional<String> token(String text) {
		String token = text.startsWith(USER + ":") ? text.substring(USER.length() + 1) : text;
		return Optional.of(token).filter(t -> t.length() >= SHORTEST && t.length() <= LONGEST && t.chars().allMatch(c -> c > ' ' && c < 0x7f));
	}

	private static void warn(Path file) throws IOException {
		var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
		if (view != null && view.readAttributes().permissions().stream().anyMatch(p -> p == PosixFilePermission.GROUP_READ || p == PosixFilePermission.OTHERS_READ)) {
			LOG.warn("Others than its owner may read {}, which has the vendor's token: chmod 600 {}", file, file);
		}
	}

	/** The file with {@code vendor:TOKEN}; empty when it was given otherwise, or is gone. */
	public Optional<Path> credentials() {
		return credentials;
	}

	/** Whether this is the vendor's token, or one that a login gave and that still counts. Takes the same time for every wrong one. */
	public boolean matches(String token) {
		if (token.isEmpty() || token.length() > LONGEST) {
			return false;
		}
		boolean vendor = isVendors(token);
		Instant end = logins.get(PasswordHash.digest(token));
		return vendor || end != null && clock.instant().isBefore(end);
	}

	private boolean isVendors(String token) {
		return token.length() <= LONGEST && MessageDigest.isEqual(digest, bytes(PasswordHash.digest(token)));
	}

	/**
	 * A token for a session of Exosite's tools, which log in with a mail address and a password: the password is the vendor's token.
	 *
	 * @return empty when the password is wrong
	 */
	public Optional<String> login(String password) {
		if (!isVendors(password)) { // a session does not prolong itself
			return Optional.empty();
		}
		Instant now = clock.instant();
		logins.values().removeIf(end -> !now.isBefore(end));
		if (logins.size() >= MOST_LOGINS) {
			logins.entrySet().stream().min(Map.Entry.comparingByValue()).ifPresent(e -> logins.remove(e.getKey()));
		}
		byte[] secret = new byte[20];
		new SecureRandom().nextBytes(secret);
		String token = HexFormat.of().formatHex(secret);
		logins.put(PasswordHash.digest(token), now.plus(LOGIN));
		return Optional.of(token);
	}

	/**
	 * Lets a request in that has the token: {@code Authorization: Bearer}, {@code token} (Murano's tools) or {@code Basic} with it as the password,
	 * {@code X-Exosite-Token} or {@code X-Exosite-CIK} (the management API).
	 *
	 * @return who is asking, as far as Basic authentication tells; else {@link #USER}
	 * @throws HttpError 401
	 */
	public String demand(Exchange exchange) {
		return authenticate(exchange).orElseThrow(() -> {
			exchange.setHeader("WWW-Authenticate", "Basic realm=\"devicecloud\", charset=\"UTF-8\"");
			return new HttpError(401, "The vendor's token is needed: send it as Authorization: Bearer, or as the password of a Basic authentication.");
		});
	}

	private Optional<String> authenticate(Exchange exchange) {
		String header = exchange.header("Authorization").orElse("").strip();
		int blank = header.indexOf(' ');
		String scheme = blank < 0 ? "" : header.substring(0, blank).toLowerCase(java.util.Locale.ROOT);
		String value = header.substring(blank + 1).strip();
		return switch (scheme) {
			case "bearer", "token" -> Optional.of(USER).filter(u -> matches(value));
			case "basic" -> basic(value);
			default -> exchange.header("X-Exosite-Token").filter(t -> !t.isBlank()).or(() -> exchange.header("X-Exosite-CIK")).filter(t -> matches(t.strip())).map(t -> USER);
		};
	}

	private Optional<String> basic(String value) {
		try {
			String pair = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
			int colon = pair.indexOf(':');
			return colon < 0 || !matches(pair.substring(colon + 1)) ? Optional.empty()
					: Optional.of(pair.substring(0, colon)).filter(u -> u.matches("[A-Za-z0-9._@-]{1,64}")).or(() -> Optional.of(USER));
		} catch (IllegalArgumentException e) {
			return Optional.empty();
		}
	}

	private static byte[] bytes(String digest) {
		return HexFormat.of().parseHex(digest);
	}

	/** Says nothing of the token. */
	@Override
	public String toString() {
		return "VendorToken";
	}
}
