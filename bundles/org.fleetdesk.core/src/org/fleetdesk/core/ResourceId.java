package org.fleetdesk.core;

/**
 * Names a resource for good: the same resource has the same id in every snapshot, whatever its engine does with its own ids.
 *
 * @param connection the {@link Connection#id() id} of the connection
 * @param kind       the {@link ResourceKind#id() id} of the resource kind; {@link #ENGINE} for the engine itself
 * @param key        unique within connection and kind; empty for the engine itself
 */
public record ResourceId(String connection, String kind, String key) {

	/** The kind of the engine itself, as a target of tasks such as a deployment. */
	public static final String ENGINE = "engine";

	public static ResourceId engine(String connection) {
		return new ResourceId(connection, ENGINE, "");
	}
}
