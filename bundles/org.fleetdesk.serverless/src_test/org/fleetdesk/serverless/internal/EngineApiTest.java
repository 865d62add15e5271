package org.fleetdesk.serverless.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import org.fleetdesk.core.Connection;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.web.EngineServer;
import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.model.ServerlessRuntime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Lists of runtimes, page by page. */
@Timeout(30)
class EngineApiTest {

	private final HttpClientFactory http = new HttpClientFactory(HttpAudit.NONE);
	private final List<Integer> offsets = new ArrayList<>();
	private EngineServer server;

	@AfterEach
	void close() {
		http.close();
		server.close();
	}

	private interface Page {

		/** @param offset that is asked for */
		ObjectNode from(int offset);
	}

	private List<Integer> listed(Page pages) throws Exception {
		server = EngineServer.start(new EngineServer.Settings("pages", ListenAddress.parse("127.0.0.1:0", 0), Security.LOOPBACK_ONLY, (status, message) -> message, Map.of()),
				(Exchange x) -> {
					int offset = Integer.parseInt(x.query("offset").orElseThrow());
					offsets.add(offset);
					x.sendJson(200, pages.from(offset));
				});
		var connection = new Connection("lab", Serverless.KIND, "lab", URI.create(server.url().toString()), Optional.empty(), Map.of(), false);
		try (var engine = new EngineApi(http.open(EngineApi.settings(EndpointSettings.of(connection.url()))), new Failures(new Setup.Access(), connection))) {
			return engine.list().stream().map(ServerlessRuntime::id).map(OptionalInt::getAsInt).toList();
		}
	}

	private static ObjectNode page(int limit, IntStream ids) {
		var page = Setup.object().put("LIMIT", limit);
		var runtimes = page.putArray("SERVERLESS_RUNTIMES");
		ids.forEach(id -> runtimes.addObject().put("ID", id).putObject("FAAS").put("FLAVOUR", "Function"));
		return page;
	}

	@Test
	void whatMovedToTheNextPageIsThereOnce() throws Exception {
		// another one has come before the second page was asked for
		assertThat(listed(offset -> offset == 0 ? page(3, IntStream.of(9, 8, 7)) : page(3, IntStream.of(7, 6)))).containsExactly(9, 8, 7, 6);
		assertThat(offsets).containsExactly(0, 3);
	}

	@Test
	void anEngineThatKnowsNoPagesIsNotAskedForEver() throws Exception {
		assertThat(listed(offset -> page(2, IntStream.of(2, 1)))).containsExactly(2, 1);
		assertThat(offsets).containsExactly(0, 2);
	}

	@Test
	void anEmptyPageIsTheLastWhateverItsLengthIsSaidToBe() throws Exception {
		assertThat(listed(offset -> page(0, IntStream.empty()))).isEmpty();
		assertThat(offsets).containsExactly(0);
	}
}
