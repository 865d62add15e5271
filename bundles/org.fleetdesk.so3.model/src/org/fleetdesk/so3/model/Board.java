package org.fleetdesk.so3.model;

import java.util.List;

/**
 * What the device tree in an image says about the machine that it describes.
 *
 * @param model empty when missing
 * @param compatible the most specific first; empty when missing
 */
public record Board(String model, List<String> compatible) {

	public Board {
		compatible = List.copyOf(compatible);
	}
}
