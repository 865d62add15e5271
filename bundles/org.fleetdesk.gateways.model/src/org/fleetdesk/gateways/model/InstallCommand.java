package org.fleetdesk.gateways.model;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code engine_fetch} holds: {@code {"install": [{"name": "test_app.v1.tar.gz"}]}}, one or more packages to be downloaded and installed in this order.
 *
 * @param packages   names in the content area, as given
 * @param deployment which entry of the cloud's queue this is: the key {@code deployment}, of our cloud; empty from another one
 * @param unknown    keys of the object that are none of this command's; an agent reports and ignores them
 */
public record InstallCommand(List<String> packages, String deployment, List<String> unknown) {

	private static final String INSTALL = "install";
	private static final String NAME = "name";
	private static final String DEPLOYMENT = "deployment";

	public InstallCommand {
		packages = List.copyOf(packages);
		unknown = List.copyOf(unknown);
	}

	/** @throws IllegalArgumentException when the text is not of this form; the message says what is wrong and can be shown */
	public static InstallCommand of(String text) {
		var json = Json.object(text);
		var unknown = new ArrayList<String>();
		json.fieldNames().forEachRemaining(key -> {
			if (!key.equals(INSTALL) && !key.equals(DEPLOYMENT)) {
				unknown.add(key);
			}
		});
		String deployment = Json.text(json.path(DEPLOYMENT));
		if (!json.has(INSTALL)) {
			return new InstallCommand(List.of(), deployment, unknown);
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
		return new InstallCommand(packages, deployment, unknown);
	}

	/** The value of {@code engine_fetch} as any agent reads it. */
	public static String text(List<String> packages) {
		return text(packages, "");
	}

	/** The value of {@code engine_fetch}. @param deployment may be empty */
	public static String text(List<String> packages, String deployment) {
		var json = Json.object();
		var list = json.putArray(INSTALL);
		packages.forEach(name -> list.addObject().put(NAME, name));
		if (!deployment.isEmpty()) {
			json.put(DEPLOYMENT, deployment);
		}
		return json.toString();
	}
}
