package org.fleetdesk.gateways.engine.internal.fleet;

import org.fleetdesk.gateways.engine.internal.content.ContentStore;
import org.fleetdesk.gateways.engine.internal.deploy.Deployments;
import org.fleetdesk.gateways.engine.internal.report.Stored;
import org.fleetdesk.gateways.engine.internal.store.Product;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How the fleet API shows what is no gateway. */
final class Forms {

	private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

	private Forms() {
	}

	static ObjectNode product(Product product, long gateways, long content) {
		var json = JSON.objectNode().put("id", product.id()).put("label", product.label()).put("created", Stored.time(product.created()))
				.put("activationWindow", product.activationWindow().toSeconds()).put("whitelist", product.whitelist()).put("gateways", gateways).put("content", content);
		var resources = json.putArray("resources");
		product.resources().forEach(r -> resources.addObject().put("alias", r.alias()).put("format", r.format()).put("settable", r.settable()).put("name", r.name()));
		return json;
	}

	static ObjectNode content(ContentStore.Item item) {
		var json = JSON.objectNode().put("id", item.id()).put("size", item.size());
		item.sha256().ifPresent(s -> json.put("sha256", s));
		item.signature().ifPresent(s -> json.put("signature", s));
		return json.put("type", item.type()).put("meta", item.meta()).put("uploaded", Stored.time(item.uploaded())).put("by", item.by())
				.put("signed", item.signature().isPresent()).put("gateways", item.gateways());
	}

	static ObjectNode deployment(Deployments.Seen seen) {
		var d = seen.deployment();
		var json = JSON.objectNode().put("id", d.id()).put("product", d.product()).put("sn", d.sn());
		var packages = json.putArray("packages");
		d.packages().forEach(packages::add);
		json.put("by", d.author()).put("run", d.run()).put("state", d.state().word()).put("created", Stored.time(d.created()));
		d.pickedUp().ifPresent(t -> json.put("pickedUp", Stored.time(t)));
		d.ended().ifPresent(t -> json.put("ended", Stored.time(t)));
		json.put("message", d.message());
		var events = json.putArray("events");
		seen.events().forEach(e -> events.addObject().put("seq", e.seq()).put("at", Stored.time(e.at())).put("phase", e.phase()).put("app", e.app()).put("version", e.version())
				.put("bytes", e.bytes()).put("total", e.total()).put("message", e.message()));
		return json.put("output", d.output());
	}
}
