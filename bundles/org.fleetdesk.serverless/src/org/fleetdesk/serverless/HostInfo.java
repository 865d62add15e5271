package org.fleetdesk.serverless;

/**
 * A host of the cloud.
 *
 * @param state      in OpenNebula's words, such as {@code MONITORED}
 * @param cpus       cores, times 100
 * @param cpusUsed   cores given to virtual machines, times 100
 * @param memory     in bytes
 * @param memoryUsed bytes given to virtual machines
 * @param vms        how many there are on it
 */
public record HostInfo(int id, String name, String state, long cpus, long cpusUsed, long memory, long memoryUsed, int vms) {
}
