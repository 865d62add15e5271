package org.fleetdesk.opennebula.oneflow;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The virtual machines of a service that are made of one template.
 *
 * @param cardinality how many there should be
 * @param vmTemplate  the id of their template
 * @param nodes       those that there are
 * @param json        all of it, as OneFlow gave it
 */
public record Role(String name, RoleState state, int cardinality, int vmTemplate, List<Node> nodes, JsonNode json) {

	public Role {
		nodes = List.copyOf(nodes);
	}
}
