package org.fleetdesk.opennebula.oneflow;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A virtual machine of a role.
 *
 * @param vm     its id
 * @param name   empty when OneFlow does not know it
 * @param vmInfo what OneFlow noted of it when it was made; a missing node when nothing
 */
public record Node(int vm, String name, JsonNode vmInfo) {
}
