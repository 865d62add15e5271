package org.fleetdesk.gateways.agent.internal.supervise;

/**
 * A piece of a program's output.
 *
 * @param offset   where the next piece begins, in bytes; less than asked for when the log was rotated or cleared
 * @param overflow whether bytes between the offset asked for and this piece were left out
 */
public record LogPiece(String text, long offset, boolean overflow) {
}
