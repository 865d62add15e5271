package org.fleetdesk.so3;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What not every engine can do that speaks Docker's API; which one can stands in its {@link EngineProfile}. */
public enum Capability {
	/** To run what is in an {@code .itb} file. */
	DEPLOY(So3.DEPLOY),
	/** To take an image that is sent. */
	UPLOAD,
	KILL(So3.KILL),
	RENAME(So3.RENAME),
	/** To exchange a container's image. */
	UPDATE(So3.UPDATE),
	/** To keep labels that are given to a new container. */
	LABELS,
	/** To change a container's labels. */
	LABEL(So3.LABEL),
	CHECKPOINT(So3.CHECKPOINT, So3.RESTORE, So3.REMOVE_CHECKPOINT),
	TAG_IMAGE(So3.TAG_IMAGE),
	REMOVE_IMAGE(So3.REMOVE_IMAGE),
	INSPECT_IMAGE,
	IMAGE_HISTORY,
	PRUNE(So3.PRUNE_IMAGES, So3.PRUNE_CONTAINERS),
	/** To tell what a container uses. */
	USAGE,
	/** To list a container's processes. */
	TOP,
	/** To tell when a container ends. */
	WAIT,
	/** To tell what changes; an engine that cannot is asked again and again. */
	EVENTS,
	/** To send the log of a container at all, and not that of another one. */
	LOG,
	/** To go on with a log; as with {@link #EVENTS}. */
	FOLLOW;

	/** The verbs of {@link So3} that need it. */
	private final List<String> verbs;

	Capability(String... verbs) {
		this.verbs = List.of(verbs);
	}

	/** What a verb needs beyond what every engine can do. */
	public static Optional<Capability> of(String verb) {
		return Stream.of(values()).filter(c -> c.verbs.contains(verb)).findFirst();
	}
}
