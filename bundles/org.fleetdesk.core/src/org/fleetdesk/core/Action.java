package org.fleetdesk.core;

/**
 * A verb that a resource kind knows.
 *
 * @param verb        the task verb that does it, such as {@code so3.container.stop}
 * @param label       such as "Stop"
 * @param destructive whether it is confirmed before it starts
 */
public record Action(String verb, String label, boolean destructive) {
}
