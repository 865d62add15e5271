package org.fleetdesk.gateways.engine.internal.store;

/** A device as it is known while requests of it are answered. @param id in the database */
public record DeviceKey(long id, String product, String sn) {
}
