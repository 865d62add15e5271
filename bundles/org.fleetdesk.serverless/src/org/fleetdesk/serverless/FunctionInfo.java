package org.fleetdesk.serverless;

import java.util.OptionalInt;

/**
 * One of the functions of a runtime. All text is untrusted.
 *
 * @param cpu      cores
 * @param memory   in MB of 2²⁰ bytes
 * @param disk     in MB of 2²⁰ bytes
 * @param vm       id of its virtual machine
 * @param state    PENDING, RUNNING, UPDATING, ERROR, or empty when it is not known
 * @param error    why it is in ERROR
 * @param endpoint the virtual machine's address, or empty
 */
public record FunctionInfo(String flavour, OptionalInt cpu, OptionalInt memory, OptionalInt disk, OptionalInt vm, String state, String error, String endpoint) {
}
