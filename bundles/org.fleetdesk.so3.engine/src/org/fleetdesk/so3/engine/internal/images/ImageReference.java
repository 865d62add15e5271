package org.fleetdesk.so3.engine.internal.images;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A Docker image reference in its familiar form: {@code repository[:tag][@sha256:digits]}. Source of the grammar: the reference documentation of
 * {@code docker image tag}; of the words of refusal: what dockerd answers.
 *
 * @param repository with its registry's host, if it has one, and slashes; without {@code docker.io/library/}
 * @param tag        empty when none was given
 * @param digest     64 hexadecimal digits; empty when none was given
 */
public record ImageReference(String repository, String tag, String digest) {

	/** The tag that is meant when none is given. */
	public static final String LATEST = "latest";

	private static final int MAX_REPOSITORY = 255;
	private static final String INVALID = "invalid reference format";
	private static final Pattern WHOLE = Pattern.compile("([^@]*?)(?::([^/:@]*))?(?:@sha256:([0-9a-f]{64}))?");
	private static final Pattern PATH = Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
	private static final Pattern HOST = Pattern.compile("(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::[0-9]+)?");
	private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");
	private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

	/** @throws IllegalArgumentException when it is none; the message has Docker's words */
	public static ImageReference parse(String text) {
		var parts = WHOLE.matcher(text);
		if (!parts.matches()) {
			throw new IllegalArgumentException(INVALID);
		}
		String tag = parts.group(2) == null ? "" : parts.group(2);
		if (parts.group(2) != null && !TAG.matcher(tag).matches()) {
			throw new IllegalArgumentException(INVALID);
		}
		return new ImageReference(repository(parts.group(1)), tag, parts.group(3) == null ? "" : parts.group(3));
	}

	private static String repository(String text) {
		if (ID.matcher(text).matches()) {
			throw new IllegalArgumentException("invalid repository name (" + text + "), cannot specify 64-byte hexadecimal strings");
		}
		int slash = text.indexOf('/');
		String first = slash < 0 ? "" : text.substring(0, slash);
		boolean host = first.equals("localhost") || first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || !first.equals(first.toLowerCase(Locale.ROOT));
		String path = host ? text.substring(slash + 1) : text;
		if (host && !HOST.matcher(first).matches() || !PATH.matcher(path).matches()) {
			throw new IllegalArgumentException(path.equals(path.toLowerCase(Locale.ROOT)) ? INVALID : INVALID + ": repository name must be lowercase");
		}
		if (text.length() > MAX_REPOSITORY) {
			throw new IllegalArgumentException("repository name must not be more than " + MAX_REPOSITORY + " characters");
		}
		if (!host || first.equals("docker.io") || first.equals("index.docker.io")) {
			return path.startsWith("library/") ? path.substring("library/".length()) : path;
		}
		return text;
	}

	/** The same repository with a tag. */
	public ImageReference tagged(String newTag) {
		if (!TAG.matcher(newTag).matches()) {
			throw new IllegalArgumentException("invalid tag format");
		}
		return new ImageReference(repository, newTag, digest);
	}

	/** As users write it: without {@code :latest}, and without digest. */
	public String name() {
		return tag.isEmpty() || tag.equals(LATEST) ? repository : repository + ":" + tag;
	}

	/** With a tag in any case, and without digest. */
	public String full() {
		return repository + ":" + (tag.isEmpty() ? LATEST : tag);
	}
}
