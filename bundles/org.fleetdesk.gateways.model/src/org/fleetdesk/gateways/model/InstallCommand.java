package org.fleetdesk.gateways.model;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code engine_fetch} holds: {@code {"install": [{"name": "test_app.v1.tar.gz"}]}}, one or more packages to be downloaded and installed in this order.
 *
 * @param packages names in the content area, as given
 * @param unknown  keys of the object that are none of this command's; an agent reports and ignores them
 */
public record InstallCommand(List<String> packages, List<String> unknown) {

	private static final String INSTALL = "install";
	private static final String NAME = "name";

	public InstallCommand {
		packages = List.copyOf(packages);
		unknown = List.copyOf(unknown);
	}

	/** @throws IllegalArgumentException when the text is not of this form; the message says what is wrong and can be shown */
	public static InstallCommand of(String text) {
		var json = Json.object(text);
		var unknown = new ArrayList<String>();
		json.fieldNames().forEachRemaining(key -> {
			if (!key.equals(INSTALL)) {
				unknown.add(key);
			}
		});
		if (!json.has(INSTALL)) {
			return new InstallCommand(List.of(), unknown);
		}
		if (!json.path(INSTALL).isArray()) {
			throw new IllegalArgumentException("Its \"install\" is no list, such as {\"install\": [{\"name\": \"test_app.v1.tar.gz\"}]}.");
		}
		var packages = new ArrayList<String>();
		json.path(INSTALL).forEach(item -> {
			if (!item.path(NAME).isTextual() || item.path(NAME).asText().isBlank()) {
				throw new IllegalArgumentException("One item of its \"install\" has no \"name\", such as {\"name\": \"test_app.v1.tar.gz\"}.");
			}
			packages.add(item.path(NAME).asText());
		});
		return new InstallCommand(packages, unknown);
	}

	/** The value of {@code engine_fetch}. */
	public static String text(List<String> packages) {
		var json = Json.object();
		var list = json.putArray(INSTALL);
		packages.forEach(name -> list.addObject().put(NAME, name));
		return json.toString();
	}
}
