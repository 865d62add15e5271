package org.fleetdesk.serverless.engine.internal.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

import org.fleetdesk.engine.EngineContext;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.files.AtomicFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The administrator of a simulated cloud: as given, else {@code oneadmin} with a password that was made up at the first start and stands in {@code one_auth} in
 * the data folder (0600), as in OpenNebula's own file of that name.
 *
 * @param file where user and password stand; empty when they were given on the command line
 */
public record AdminAuth(String user, String password, Optional<Path> file) {

	static final String ADMIN = "--admin";
	static final String ADMIN_FILE = "--admin-file";

	private static final Logger LOG = LoggerFactory.getLogger(AdminAuth.class);
	private static final String OWN_FILE = "one_auth";
	private static final String DEFAULT_USER = "oneadmin";
	private static final int PASSWORD_BYTES = 18;
	private static final int LARGEST = 1024;

	/**
	 * As the options and the data folder say.
	 *
	 * @throws EngineException          when a file cannot be read or written, or holds something else
	 * @throws IllegalArgumentException when an option is wrong; the message does not repeat its value
	 */
	public static AdminAuth of(EngineContext context) throws EngineException {
		var given = context.option(ADMIN);
		var givenFile = context.option(ADMIN_FILE);
		if (given.isPresent() && givenFile.isPresent()) {
			throw new IllegalArgumentException(ADMIN + " and " + ADMIN_FILE + " both name the administrator: give one of them");
		}
		if (given.isPresent()) {
			return parse(given.get(), Optional.empty()).orElseThrow(() -> new IllegalArgumentException("The value of " + ADMIN + " is not " + FORM));
		}
		try {
			return read(givenFile.isPresent() ? Path.of(givenFile.get()).toAbsolutePath().normalize() : own(context.data().resolve(OWN_FILE)));
		} catch (IOException e) {
			throw new EngineException("The administrator's password cannot be kept or read: " + EngineException.reason(e), e);
		}
	}

	private static final String FORM = "USER:PASSWORD: a name without colons and blanks, and a password, neither with control characters";

	private static AdminAuth read(Path file) throws IOException, EngineException {
		String text = Files.size(file) > LARGEST ? "" : Files.readString(file).strip();
		var admin = parse(text, Optional.of(file)).orElseThrow(() -> new EngineException("The file " + file + " holds no line " + FORM));
		if (readableByOthers(file)) {
			LOG.warn("Others than its owner may read {}, which has the administrator's password: chmod 600 {}", file, file);
		}
		return admin;
	}

	private static Path own(Path file) throws IOException {
		if (!Files.exists(file)) {
			byte[] password = new byte[PASSWORD_BYTES];
			new SecureRandom().nextBytes(password);
			AtomicFiles.writePrivate(file, (DEFAULT_USER + ":" + Base64.getUrlEncoder().encodeToString(password) + "\n").getBytes(StandardCharsets.UTF_8));
		}
		return file;
	}

	private static Optional<AdminAuth> parse(String text, Optional<Path> file) {
		int colon = text.indexOf(':');
		boolean fits = colon > 0 && colon < text.length() - 1 && text.chars().noneMatch(Character::isISOControl) && text.substring(0, colon).chars().noneMatch(Character::isWhitespace);
		return fits ? Optional.of(new AdminAuth(text.substring(0, colon), text.substring(colon + 1), file)) : Optional.empty();
	}

	private static boolean readableByOthers(Path file) throws IOException {
		var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
		return view != null && view.readAttributes().permissions().stream().anyMatch(p -> p == PosixFilePermission.GROUP_READ || p == PosixFilePermission.OTHERS_READ);
	}

	/** The password stays out of logs. */
	@Override
	public String toString() {
		return "AdminAuth[" + user + "]";
	}
}
