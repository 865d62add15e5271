package org.fleetdesk.serverless;

import java.time.Instant;

/**
 * What OpenNebula measured of a virtual machine at a moment.
 *
 * @param cpu       in per cent of one core
 * @param memory    in bytes
 * @param received  bytes over the network since it began to run
 * @param sent      bytes over the network since it began to run
 * @param diskRead  bytes since it began to run
 * @param diskWrite bytes since it began to run
 */
public record VmSample(Instant at, double cpu, long memory, long received, long sent, long diskRead, long diskWrite) {
}
