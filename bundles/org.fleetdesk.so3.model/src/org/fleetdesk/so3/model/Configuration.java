package org.fleetdesk.so3.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A set of sub-images that belong together.
 *
 * @param name the node's name
 * @param description empty when missing
 * @param kernel names of sub-images; an empty list when there are none
 * @param isDefault whether {@code default} names it
 */
public record Configuration(String name, String description, List<String> kernel, List<String> fdt, List<String> ramdisk, List<String> loadables,
		List<Signature> signatures, boolean isDefault) {

	public Configuration {
		kernel = List.copyOf(kernel);
		fdt = List.copyOf(fdt);
		ramdisk = List.copyOf(ramdisk);
		loadables = List.copyOf(loadables);
		signatures = List.copyOf(signatures);
	}

	public String path() {
		return "/configurations/" + name;
	}

	/** All sub-images that it names, without repetition. */
	public List<String> images() {
		return new ArrayList<>(Stream.of(kernel, fdt, ramdisk, loadables).flatMap(List::stream).distinct().toList());
	}
}
