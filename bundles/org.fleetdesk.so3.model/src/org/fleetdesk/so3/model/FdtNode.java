package org.fleetdesk.so3.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A node of a device tree.
 *
 * @param name with its unit address if any, such as {@code memory@40000000}; empty for the root
 */
public record FdtNode(String name, List<FdtProperty> properties, List<FdtNode> children) {

	public FdtNode {
		properties = List.copyOf(properties);
		children = List.copyOf(children);
	}

	public Optional<FdtProperty> property(String property) {
		return properties.stream().filter(p -> p.name().equals(property)).findFirst();
	}

	public Optional<FdtNode> child(String child) {
		return children.stream().filter(c -> c.name().equals(child)).findFirst();
	}

	/** @param path relative, such as {@code images/so3}; a leading slash means nothing */
	public Optional<FdtNode> find(String path) {
		Optional<FdtNode> node = Optional.of(this);
		for (String step : path.split("/")) {
			if (!step.isEmpty()) {
				node = node.flatMap(n -> n.child(step));
			}
		}
		return node;
	}

	/** The property as one string; empty when it is missing or no string. */
	public Optional<String> string(String property) {
		return property(property).flatMap(FdtProperty::asString);
	}

	/** The property as strings; an empty list when it is missing or no string. */
	public List<String> strings(String property) {
		return property(property).flatMap(FdtProperty::asStrings).orElse(List.of());
	}

	/** The property as an unsigned number of one or two cells; empty when it is missing or has another length. */
	public OptionalLong number(String property) {
		return property(property).map(FdtProperty::asNumber).orElse(OptionalLong.empty());
	}
}
