package org.fleetdesk.so3.ui.internal;

import java.util.Optional;
import java.util.regex.Pattern;

/** What Docker engines take as names. Source: Docker Engine API reference, /containers/create and /containers/{id}/rename. */
final class Names {

	private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");
	private static final Pattern REFERENCE = Pattern.compile("[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127})?");

	private Names() {
	}

	/** A name for a container of this image. */
	static String from(String image) {
		String name = image.replaceFirst(".*/", "").replaceAll("[^a-zA-Z0-9_.-]", "-");
		return problem(name).isEmpty() ? name : "";
	}

	/** What is wrong with a name of a container or a checkpoint. */
	static Optional<String> problem(String name) {
		if (name.isEmpty()) {
			return Optional.of(Messages.Name_missing);
		}
		return NAME.matcher(name).matches() ? Optional.empty() : Optional.of(Messages.Name_wrong);
	}

	/** What is wrong with a name of an image, with or without a tag. */
	static Optional<String> imageProblem(String name) {
		if (name.isEmpty()) {
			return Optional.of(Messages.Name_missing);
		}
		return REFERENCE.matcher(name).matches() ? Optional.empty() : Optional.of(Messages.Reference_wrong);
	}
}
