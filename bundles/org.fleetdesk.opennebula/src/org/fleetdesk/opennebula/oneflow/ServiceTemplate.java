package org.fleetdesk.opennebula.oneflow;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What services are made of.
 *
 * @param body name, deployment, roles and so on
 */
public record ServiceTemplate(int id, String name, JsonNode body) {
}
