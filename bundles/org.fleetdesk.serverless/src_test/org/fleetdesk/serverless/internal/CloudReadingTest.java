package org.fleetdesk.serverless.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpCredentials;
import org.fleetdesk.opennebula.host.Host;
import org.fleetdesk.opennebula.vm.VirtualMachine;
import org.fleetdesk.opennebula.wire.Xml;
import org.fleetdesk.serverless.Serverless;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading while something else happens, and reading what is new in a cloud. */
class CloudReadingTest {

	@TempDir
	Path folder;
	private Setup setup;

	@BeforeEach
	void open() {
		setup = new Setup(folder);
	}

	@AfterEach
	void close() throws Exception {
		setup.close();
	}

	@Test
	void aRefreshThatFailsMeanwhileDoesNotDisturbTheReadingOfARuntime() throws Exception {
		int id = setup.start().create(setup.session(), Setup.runtime("one", "Function", 1));
		var users = setup.cloud.cloud().users();
		String token = users.login(users.admin(), "oneadmin", "", 3600, -1);
		var meanwhile = new Runnable[] { () -> { } };
		try (var http = new HttpClientFactory(request -> {
			if (request.url().equals(setup.cloud.xmlRpc())) {
				meanwhile[0].run();
			}
			return HttpAudit.Ending.UNHEARD;
		})) {
			var connection = new Connection(Setup.CONNECTION, Serverless.KIND, "lab", setup.engine.url(), Optional.empty(), Map.of(), false);
			var failures = new Failures(new Setup.Access(), connection);
			var settings = EndpointSettings.of(connection.url()).withCredentials(() -> Optional.of(new HttpCredentials.Basic("oneadmin", token)));
			var engine = new EngineApi(http.open(EngineApi.settings(settings)), failures);
			var nebula = CloudAccess.openNebula(engine, http, failures, InstantSource.system());
			var flow = CloudAccess.oneFlow(engine, http, failures, InstantSource.system());
			var reading = new CloudReading(engine, nebula, flow, new CloudFetch(nebula, flow));
			assertThat(reading.all().all()).isTrue();
			meanwhile[0] = reading::forget;
			assertThat(reading.of(id)).hasValueSatisfying(state -> assertThat(state.all()).isTrue());
		}
	}

	@Test
	void aStateThatOnlyALaterOpenNebulaHasDoesNotHideTheRest() throws Exception {
		var host = new Host(Xml.parse("<HOST><ID>1</ID><NAME>h</NAME><STATE>42</STATE></HOST>").getDocumentElement(), null);
		assertThat(CloudReader.host(host).state()).isEqualTo("STATE 42");
		var later = new VirtualMachine(Xml.parse("<VM><ID>1</ID><NAME>v</NAME><STATE>42</STATE></VM>").getDocumentElement(), null);
		assertThat(CloudReader.vm(later).state()).isEqualTo("STATE 42");
		var none = new VirtualMachine(Xml.parse("<VM><ID>1</ID><NAME>v</NAME></VM>").getDocumentElement(), null);
		assertThat(CloudReader.vm(none).runtime()).isEmpty();
	}
}
