package org.fleetdesk.gateways.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.State;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.model.PackageName;

import com.fasterxml.jackson.databind.JsonNode;

/** Makes resources of products and of the files in their content areas. */
final class ContentResources {

	private ContentResources() {
	}

	static Resource product(String connection, JsonNode product) {
		String id = product.path("id").asText();
		var attributes = new LinkedHashMap<String, String>();
		attributes.put(Gateways.PRODUCT_ID, id);
		attributes.put(Gateways.GATEWAYS, product.path("gateways").asText("0"));
		attributes.put("packages", product.path("content").asText("0"));
		attributes.put("whitelist", product.path("whitelist").asText("false"));
		attributes.put("activationWindow", product.path("activationWindow").asText(""));
		Wire.time(product.path("created")).ifPresent(t -> attributes.put("created", t.toString()));
		attributes.values().removeIf(String::isEmpty);
		String label = product.path("label").asText("");
		return new Resource(new ResourceId(connection, Gateways.PRODUCT, id), label.isBlank() ? id : label, State.NONE, Optional.empty(), attributes, Map.of(), Map.of());
	}

	static Resource packageFile(String connection, String product, JsonNode file) {
		String name = file.path("id").asText();
		var attributes = new LinkedHashMap<String, String>();
		attributes.put(Gateways.PRODUCT_ID, product);
		try {
			var parsed = PackageName.of(name);
			attributes.put(Gateways.APPLICATION, parsed.name());
			attributes.put(Gateways.VERSION, parsed.version());
		} catch (IllegalArgumentException e) {
			// a file of another kind
		}
		attributes.put(Gateways.SIZE, file.path("size").asText(""));
		attributes.put(Gateways.SHA256, file.path("sha256").asText(""));
		Wire.time(file.path("uploaded")).ifPresent(t -> attributes.put(Gateways.UPLOADED, t.toString()));
		attributes.put(Gateways.UPLOADED_BY, file.path("by").asText(""));
		attributes.put(Gateways.SIGNED, file.path("signed").asText("false"));
		attributes.put(Gateways.GATEWAYS, file.path("gateways").asText("0"));
		attributes.values().removeIf(String::isEmpty);
		return new Resource(new ResourceId(connection, Gateways.PACKAGE, product + "/" + name), name, State.NONE, Optional.empty(), attributes, Map.of(), Map.of());
	}
}
