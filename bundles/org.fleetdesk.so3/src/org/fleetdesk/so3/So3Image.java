package org.fleetdesk.so3;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An image as its engine described it. All text is untrusted; what the engine does not say is empty.
 *
 * @param id    {@code sha256:…} over the whole file, so that equal files have equal ids; the original engine has numbers of its own
 * @param names as {@code create} wants them: on an EMISO engine without folders, suffix and the tag {@code latest}, elsewhere without that tag
 * @param size  in bytes
 * @param type  {@code capsule} or {@code kernel}
 */
public record So3Image(String id, List<String> names, long size, Optional<Instant> created, String type, String arch, String spid, String description,
		String problem) {

	/** Of an id; what is shorter would too often mean something by chance. */
	private static final Pattern BEGINNING = Pattern.compile("(sha256:|md5:)?[0-9a-f]{6,}");

	public So3Image {
		names = List.copyOf(names);
	}

	/** The first name, else the id. */
	public String name() {
		return names.isEmpty() ? id : names.getFirst();
	}

	/** Whether a reference of a user means it: a name with or without tag and suffix, or the id or its beginning, with or without its algorithm. */
	public boolean is(String reference) {
		return names.contains(nameOf(reference)) || names.contains(withoutLatest(reference)) || id.equals(reference)
				|| BEGINNING.matcher(reference).matches() && (id.startsWith(reference) || id.substring(id.indexOf(':') + 1).startsWith(reference));
	}

	/** A reference without the tag that stands for none. */
	public static String withoutLatest(String reference) {
		return reference.endsWith(":latest") ? reference.substring(0, reference.length() - ":latest".length()) : reference;
	}

	/** A reference's name without tag, folders and suffix. */
	public static String nameOf(String reference) {
		String name = withoutLatest(reference.substring(reference.lastIndexOf('/') + 1));
		return name.endsWith(".itb") ? name.substring(0, name.length() - ".itb".length()) : name;
	}
}
