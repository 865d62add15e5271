package org.fleetdesk.serverless.engine.internal.log;

import java.time.Duration;
import java.time.Instant;

/**
 * An answered request, for {@code api.log}.
 *
 * @param client   address of the client
 * @param ended    when the answer was sent
 * @param method   such as {@code POST}
 * @param path     with the query, as the client sent it
 * @param protocol such as {@code HTTP/1.1}
 * @param bytes    of the answer's body
 */
public record Access(String client, Instant ended, String method, String path, String protocol, int status, long bytes, Duration took) {
}
