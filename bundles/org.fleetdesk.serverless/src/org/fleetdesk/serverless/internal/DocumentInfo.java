package org.fleetdesk.serverless.internal;

import java.time.Instant;
import java.util.Optional;

import org.fleetdesk.serverless.model.ServerlessRuntime;

/**
 * A runtime as its document, or the engine, tells it.
 *
 * @param owner       empty when the engine told it, which does not know
 * @param runtime     what is stored: of its functions' states only what was last written there
 * @param serviceName by which our engine finds the service again whose creation was cut off; else empty
 * @param registered  when it was made, where that is told
 */
record DocumentInfo(int id, String name, String owner, String group, ServerlessRuntime runtime, String serviceName, Optional<Instant> registered) {
}
