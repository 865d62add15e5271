package org.fleetdesk.serverless;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A serverless runtime, as the cloud tells it now. All text is untrusted.
 *
 * @param id      of its document
 * @param owner   empty without access to OpenNebula
 * @param state   the worst of its functions': ERROR, PENDING, UPDATING, RUNNING; empty when not known
 * @param since   when this state began, as far as the cloud tells
 * @param service id of its OneFlow service
 * @param latency of the device to the engine, in seconds
 */
public record RuntimeInfo(int id, String name, String owner, String group, String state, Optional<Instant> since, String error, OptionalInt service, FunctionInfo faas,
		Optional<FunctionInfo> daas, String policy, String requirements, OptionalDouble latency, String location) {
}
