package org.fleetdesk.serverless.engine.internal.cloud;

/**
 * What was measured at a guest. Counters count since it booted.
 *
 * @param time   in seconds of the epoch
 * @param cpu    in percent of one CPU
 * @param memory in KB
 */
public record Sample(long time, double cpu, long memory, long netRx, long netTx, long diskReadBytes, long diskReadOperations, long diskWrittenBytes, long diskWriteOperations) {
}
