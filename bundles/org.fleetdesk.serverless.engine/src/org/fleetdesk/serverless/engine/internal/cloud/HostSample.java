package org.fleetdesk.serverless.engine.internal.cloud;

/**
 * What was measured at a host: the sum of its guests, and counters of its own.
 *
 * @param time       in seconds of the epoch
 * @param usedCpu    in hundredths of a CPU
 * @param usedMemory in KB
 */
record HostSample(long time, long usedCpu, long freeCpu, long usedMemory, long freeMemory, long netRx, long netTx) {
}
