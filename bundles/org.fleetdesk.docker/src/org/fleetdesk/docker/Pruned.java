package org.fleetdesk.docker;

import java.util.ArrayList;
import java.util.List;

/**
 * What an engine removed because nothing needed it.
 *
 * @param ids   of what is gone, as the engine says
 * @param bytes that are free again
 */
public record Pruned(List<String> ids, long bytes) {

	public Pruned {
		ids = List.copyOf(ids);
	}

	static Pruned images(EngineObject answer) {
		var ids = new ArrayList<String>();
		answer.extension("ImagesDeleted").forEach(image -> {
			if (image.path("Deleted").isTextual()) {
				ids.add(image.path("Deleted").asText());
			}
		});
		return new Pruned(ids, answer.number("SpaceReclaimed", 0));
	}

	static Pruned containers(EngineObject answer) {
		return new Pruned(answer.texts("ContainersDeleted"), answer.number("SpaceReclaimed", 0));
	}
}
