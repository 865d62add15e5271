package org.fleetdesk.gateways;

/**
 * A piece of a program's log.
 *
 * @param offset where the next piece begins; less than asked for when the log was rotated
 */
public record LogPiece(String text, long offset) {
}
