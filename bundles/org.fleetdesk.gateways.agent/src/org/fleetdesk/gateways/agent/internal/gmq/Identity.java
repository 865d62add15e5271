package org.fleetdesk.gateways.agent.internal.gmq;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import org.fleetdesk.engine.StateFile;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Who a client is, and its key to the cloud, as kept in {@code client.json} (0600). */
final class Identity {

	private static final String FILE = "client.json";

	private final Client client;
	private final StateFile file;
	private final ObjectMapper mapper;
	private volatile Optional<String> cik;

	private Identity(Client client, Optional<String> cik, StateFile file, ObjectMapper mapper) {
		this.client = client;
		this.cik = cik;
		this.file = file;
		this.mapper = mapper;
	}

	/** Of a client that is new here; the folder is there. */
	static Identity create(Client client, Path folder, ObjectMapper mapper) throws IOException {
		var identity = new Identity(client, client instanceof Client.Keyed keyed ? Optional.of(keyed.cik()) : Optional.empty(), new StateFile(folder.resolve(FILE), 1, mapper), mapper);
		identity.keep();
		return identity;
	}

	/** @return empty when the folder is none of a client */
	static Optional<Identity> read(Path folder, ObjectMapper mapper) throws IOException {
		var file = new StateFile(folder.resolve(FILE), 1, mapper);
		var found = file.read();
		if (found.isEmpty()) {
			return Optional.empty();
		}
		var json = found.get();
		var cik = Optional.of(json.path("cik").asText()).filter(Client::isKey);
		var client = json.has("vendor") ? new Client.Vms(json.path("vendor").asText(), json.path("model").asText(), json.path("serial").asText())
				: new Client.Keyed(cik.orElse(""));
		return Optional.of(new Identity(client, cik, file, mapper));
	}

	Client client() {
		return client;
	}

	Optional<String> cik() {
		return cik;
	}

	/** @param key empty: forgotten */
	void cik(Optional<String> key) throws IOException {
		cik = key;
		keep();
	}

	private void keep() throws IOException {
		var json = mapper.createObjectNode();
		if (client instanceof Client.Vms vms) {
			json.put("vendor", vms.vendor()).put("model", vms.model()).put("serial", vms.serial());
		}
		file.write(json.put("cik", cik.orElse("")));
	}
}
