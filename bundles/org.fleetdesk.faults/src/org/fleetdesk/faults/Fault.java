package org.fleetdesk.faults;

/**
 * A toxic in force at a proxy, made by {@link FaultProxy#add}.
 *
 * @param id       unique at its proxy: the same toxic can be added more than once
 * @param toxicity the part of the connections that it hits, from 0 to 1
 */
public record Fault(long id, Direction direction, Toxic toxic, double toxicity) {
}
