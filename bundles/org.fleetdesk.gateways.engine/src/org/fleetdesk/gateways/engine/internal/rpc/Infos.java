package org.fleetdesk.gateways.engine.internal.rpc;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.gateways.engine.internal.fleet.FleetApi;
import org.fleetdesk.gateways.engine.internal.store.Device;
import org.fleetdesk.gateways.engine.internal.store.Product;
import org.fleetdesk.gateways.engine.internal.store.Product.Resource;
import org.fleetdesk.gateways.engine.internal.store.Rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What clients and dataports are, as the procedures {@code info} and {@code listing} tell it. Keys of devices are told nowhere: the engine does not have them. */
final class Infos {

	private static final int LONGEST_LISTING = 10_000;
	private static final List<String> TYPES = List.of("client", "dataport", "datarule", "dispatch");
	private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

	private final FleetApi.Parts parts;

	Infos(FleetApi.Parts parts) {
		this.parts = parts;
	}

	void listing(Client client, JsonNode types, ObjectNode answer) throws Failure {
		if (!types.isArray()) {
			throw Failure.arguments();
		}
		var result = answer.putObject("result");
		for (JsonNode type : types) {
			if (!TYPES.contains(type.asText())) {
				throw Failure.arguments();
			}
			var list = result.putArray(type.asText());
			if (type.asText().equals("client")) {
				clients(client).forEach(list::add);
			} else if (type.asText().equals("dataport")) {
				client.dataports().stream().flatMap(p -> p.resources().stream()).map(Resource::rid).forEach(list::add);
			}
		}
	}

	private List<String> clients(Client client) {
		return switch (client) {
			case Client.Vendor v -> parts.products().all().keySet().stream().map(Client::productRid).toList();
			case Client.OfProduct p -> parts.devices().list(Optional.of(p.product().id()), 0, 0, LONGEST_LISTING).stream().map(Device::rid).toList();
			case Client.OfDevice d -> List.of();
		};
	}

	ObjectNode client(Client client) {
		var info = JSON.objectNode();
		var aliases = info.putObject("aliases");
		client.dataports().stream().flatMap(p -> p.resources().stream()).forEach(r -> aliases.putArray(r.rid()).add(r.alias()));
		basic(info, "client", client instanceof Client.OfDevice d ? d.device().stateAt(parts.clock().instant()).word() : "activated", modified(client));
		long clients = client instanceof Client.OfProduct p ? parts.devices().count(p.product().id()) : client instanceof Client.Vendor ? parts.products().all().size() : 0;
		info.putObject("counts").put("client", clients).put("dataport", client.dataports().map(p -> p.resources().size()).orElse(0)).put("datarule", 0).put("dispatch", 0);
		String name = switch (client) {
			case Client.Vendor v -> "vendor";
			case Client.OfProduct p -> p.product().label();
			case Client.OfDevice d -> d.device().sn();
		};
		info.putObject("description").put("name", name).put("meta", "").put("public", false).put("locked", client instanceof Client.OfDevice d && d.device().locked());
		info.putArray("shares");
		info.putArray("subscribers");
		return info;
	}

	private static Instant modified(Client client) {
		return switch (client) {
			case Client.Vendor v -> Instant.EPOCH;
			case Client.OfProduct p -> p.product().created();
			case Client.OfDevice d -> d.device().activated().orElse(d.device().created());
		};
	}

	private static void basic(ObjectNode info, String type, String status, Instant modified) {
		info.putObject("basic").put("type", type).put("status", status).put("modified", modified.getEpochSecond()).put("subscribers", 0);
	}

	ObjectNode dataport(Client client, Resource resource) {
		var info = JSON.objectNode();
		info.putObject("aliases").putArray(client.rid()).add(resource.alias());
		basic(info, "dataport", "activated", client.dataports().map(Product::created).orElse(Instant.EPOCH));
		var description = info.putObject("description").put("format", resource.format().equals("number") ? "float" : resource.format()).put("name", resource.name()).put("meta", "")
				.put("public", false).putNull("subscribe");
		description.putArray("preprocess");
		description.putObject("retention").put("count", resource.retention().count()).put("duration", Math.max(1, resource.retention().age().toHours()));
		info.putArray("shares");
		info.putArray("subscribers");
		if (client instanceof Client.OfDevice device) {
			parts.database().read(c -> Rows.first(c, "SELECT COUNT(*), COALESCE(MIN(at), 0), COALESCE(MAX(at), 0), COALESCE(SUM(CHAR_LENGTH(text)), 0) FROM history "
					+ "WHERE device = ? AND resource = ?", row -> info.putObject("storage").put("count", row.getLong(1)).put("first", row.getLong(2) / 1000)
							.put("last", row.getLong(3) / 1000).put("size", row.getLong(4)), device.device().id(), resource.id()));
		}
		return info;
	}
}
