package org.fleetdesk.serverless.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpCredentials;
import org.fleetdesk.opennebula.Client;
import org.fleetdesk.serverless.Serverless;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an engine says of where its cloud is. */
class CloudAccessTest {

	private final HttpClientFactory http = new HttpClientFactory(HttpAudit.NONE);

	@AfterEach
	void close() {
		http.close();
	}

	/** @param told by the engine */
	private CloudAccess<Client> found(String engine, String told) {
		var connection = new Connection("lab", Serverless.KIND, "lab", URI.create(engine), Optional.empty(), Map.of(), false);
		var failures = new Failures(new Setup.Access(), connection);
		var settings = EndpointSettings.of(connection.url()).withCredentials(() -> Optional.of(new HttpCredentials.Basic("ann", "secret")));
		var access = CloudAccess.openNebula(new EngineApi(http.open(EngineApi.settings(settings)), failures), http, failures, InstantSource.system());
		access.find(Setup.object().put("one_xmlrpc", told));
		return access;
	}

	@Test
	void whatIsAtTheEnginesOwnMachineIsLookedForThere() {
		assertThat(found("http://frontend.lab:1337", "http://localhost:2633/RPC2").uri()).contains(URI.create("http://frontend.lab:2633/RPC2"));
		assertThat(found("https://frontend.lab", "https://localhost/RPC2").uri()).contains(URI.create("https://frontend.lab/RPC2"));
	}

	@Test
	void aPasswordThatWasEncryptedIsNotSentInTheClear() {
		var access = found("https://frontend.lab:1337", "http://localhost:2633/RPC2");
		assertThat(access.uri()).isEmpty();
		assertThat(access.problem()).contains("without encryption");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https:RPC2", "https:///RPC2", "https://one_host/RPC2", "localhost:2633", "what is this" })
	void whatIsNoAddressIsSaid(String told) {
		var access = found("https://frontend.lab:1337", told);
		assertThat(access.uri()).isEmpty();
		assertThat(access.problem()).isNotEmpty();
	}
}
