package org.fleetdesk.serverless.engine.internal.cloud;

/** A group of users. */
public record GroupObject(int id, String name) implements CloudObject {
}
