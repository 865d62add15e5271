package org.fleetdesk.gateways;

import com.fasterxml.jackson.databind.JsonNode;

/** What the agent on a gateway answered. @param body its whole answer */
public record ControlAnswer(boolean ok, String message, JsonNode body) {
}
