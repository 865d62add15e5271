package org.fleetdesk.core.sftp;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder on an SSH server, as the user writes it: {@code sftp://root@so-lab-1:22/mnt/ME}, of which the host, the port and the folder may be left out.
 *
 * @param host   empty: the engine's
 * @param folder absolute, without a slash at the end; empty: the usual one of its purpose
 */
public record SftpAddress(String user, Optional<String> host, int port, Optional<String> folder) {

	private static final int SSH = 22;
	private static final Pattern FORM = Pattern.compile("(?:(?i)sftp://)?(?<user>[^@/:\\s]+)@(?<host>\\[[0-9A-Fa-f:.]+]|[^\\[\\]@/:\\s]*)(?::(?<port>\\d{1,5}))?(?<folder>/.*)?");

	/** @throws IllegalArgumentException when it is none; the message is for the user */
	public static SftpAddress parse(String text) {
		Matcher matcher = FORM.matcher(text.strip());
		if (!matcher.matches()) {
			throw new IllegalArgumentException("An SFTP address looks like sftp://user@host/folder; the user must be given, host and folder need not, this is none: " + text.strip());
		}
		int port = matcher.group("port") == null ? SSH : Integer.parseInt(matcher.group("port"));
		if (port < 1 || port > 65_535) {
			throw new IllegalArgumentException("A port is between 1 and 65535, not " + port);
		}
		String folder = Optional.ofNullable(matcher.group("folder")).orElse("").replaceAll("/+$", "");
		if (folder.chars().anyMatch(Character::isISOControl)) {
			throw new IllegalArgumentException("A folder has no control characters");
		}
		return new SftpAddress(matcher.group("user"), Optional.of(matcher.group("host").replaceAll("[\\[\\]]", "")).filter(h -> !h.isEmpty()), port,
				Optional.of(folder).filter(f -> !f.isEmpty()));
	}

	/** Why a text is no address, as a sentence, or empty. */
	public static Optional<String> problem(String text) {
		try {
			parse(text);
			return Optional.empty();
		} catch (IllegalArgumentException e) {
			return Optional.of(e.getMessage() + ".");
		}
	}
}
