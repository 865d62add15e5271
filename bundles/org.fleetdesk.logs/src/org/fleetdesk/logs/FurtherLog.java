package org.fleetdesk.logs;

import java.util.Optional;

import org.fleetdesk.core.ResourceId;

/**
 * A log of a resource beside its own. It has an id of its own, by which {@link Logs} and {@link LogSource}s know it: that of the resource with a word behind
 * its kind.
 *
 * @param resource whose log it is
 * @param word     which one, in lower case, such as {@code engine}; people see it
 */
public record FurtherLog(ResourceId resource, String word) {

	private static final char MARK = '#';

	/** The id of the log. */
	public ResourceId id() {
		return new ResourceId(resource.connection(), resource.kind() + MARK + word, resource.key());
	}

	/** The name of the log of a resource of this name. */
	public String name(String resourceName) {
		return resourceName + " (" + word + ")";
	}

	/** What an id stands for; empty for a resource's own log. */
	public static Optional<FurtherLog> of(ResourceId id) {
		int mark = id.kind().lastIndexOf(MARK);
		return mark < 0 ? Optional.empty()
				: Optional.of(new FurtherLog(new ResourceId(id.connection(), id.kind().substring(0, mark), id.key()), id.kind().substring(mark + 1)));
	}
}
