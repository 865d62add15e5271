package org.fleetdesk.logs;

/**
 * Numbers of a log stream.
 *
 * @param lines lines that are there
 * @param linesEver lines that were ever written
 * @param bytes text bytes that are there
 * @param bytesPerSecond text bytes a second, averaged over the last seconds; 0 when nothing came
 */
public record LogStatistics(long lines, long linesEver, long bytes, double bytesPerSecond) {
}
