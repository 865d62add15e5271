package org.fleetdesk.serverless.engine.internal.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;

import org.fleetdesk.opennebula.user.User;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig;
import org.fleetdesk.serverless.engine.internal.provision.ApiClient.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.event.Level;

/** What the engine says of one runtime, and to whom. */
class RuntimeLogTest extends EngineFixture {

	private Reply log(int id, String authorization) throws Exception {
		return api.get(RUNTIMES + "/" + id + "/log", authorization);
	}

	private static List<String> texts(Reply reply) {
		assertThat(reply.status()).as(reply.text()).isEqualTo(200);
		return StreamSupport.stream(reply.json().path("LINES").spliterator(), false).map(l -> l.path("LINE").asText().replaceFirst(".* -- : ", "").replaceFirst("^(\\[SR \\d+] )?\\[\\w+] ", ""))
				.toList();
	}

	private static UnaryOperator<EngineConfig> logging(Level level, EngineConfig.LogSystem system) {
		return c -> new EngineConfig(c.host(), c.port(), c.oneXmlrpc(), c.oneflow(), c.embedded(), c.mapping(), c.cpu(), c.memory(), c.disk(), c.resizeMode(), c.timeout(), c.compatibleAuth(),
				new EngineConfig.LogSettings(level, system));
	}

	@ParameterizedTest
	@EnumSource(ApiFace.class)
	void theLinesOfARuntimesLifeAreItsOwn(ApiFace face) throws Exception {
		start(face);
		created(ANNA, faas("Function"));
		created(ANNA, faas("Function"));
		int id = api.get(RUNTIMES, ANNA).json().findValuesAsText("ID").stream().mapToInt(Integer::parseInt).max().orElseThrow();
		api.get(RUNTIMES + "/" + id, ANNA);
		api.get(RUNTIMES + "/" + id, BEN);

		var reply = log(id, ANNA);
		assertThat(texts(reply)).startsWith("Received request to Create a Serverless Runtime", "Creating oneflow Service for Serverless Runtime", "Allocating Serverless Runtime Document",
				"Allocated Serverless Runtime Document").containsSubsequence("Created Serverless Runtime Document", "Response HTTP Return Code: 201", "Serverless Runtime created",
						"Received request to Retrieve a Serverless Runtime", "Response HTTP Return Code: 200", "Received request to Retrieve a Serverless Runtime")
				.anyMatch(l -> l.startsWith("Refused: ")).containsOnlyOnce("Serverless Runtime created");
		assertThat(reply.json().path("LINES")).allMatch(l -> l.path("LINE").asText().matches("[IW], \\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d #\\d+] +[A-Z]+ -- : .*"));
		assertThat(reply.json().path("DELETED").asBoolean()).isFalse();
		assertThat(texts(log(id, ANNA))).as("reading leaves no lines").isEqualTo(texts(reply));

		String next = reply.json().path("NEXT").asText();
		api.delete(RUNTIMES + "/" + id, ANNA);
		var rest = api.get(RUNTIMES + "/" + id + "/log?limit=100&after=" + next, ANNA);
		assertThat(texts(rest)).startsWith("Received request to Delete a Serverless Runtime").contains("Serverless Runtime deleted");
		assertThat(rest.json().path("DELETED").asBoolean()).isTrue();
	}

	@Test
	void whoMayNotUseARuntimeDoesNotSeeItsLines() throws Exception {
		start(ApiFace.NEW);
		int id = created(ANNA, faas("Function")).id();

		assertThat(log(id, BEN).status()).isEqualTo(403);
		assertThat(log(id, null).status()).isEqualTo(401);
		assertThat(log(id, ApiClient.basic("anna", "wrong")).status()).isEqualTo(401);
		assertThat(log(id + 1000, ANNA).status()).isEqualTo(404);
		assertThat(api.get(RUNTIMES + "/x/log", ANNA).status()).isEqualTo(404);
		document(id).chmod("644").orThrow();
		assertThat(texts(log(id, BEN))).contains("Serverless Runtime created");
		assertThat(texts(log(id, ADMIN))).contains("Serverless Runtime created");

		assertThat(api.delete(RUNTIMES + "/" + id, ANNA).status()).isEqualTo(204);
		assertThat(log(id, BEN).status()).as("nobody knows any more whether he might use it").isEqualTo(404);
		assertThat(log(id, ApiClient.basic("anna", "wrong")).status()).isEqualTo(401);
		assertThat(texts(log(id, ANNA))).contains("Serverless Runtime deleted");
		assertThat(texts(log(id, ADMIN))).contains("Serverless Runtime deleted");
	}

	@Test
	void aUserWhoHasTheOldOwnersNameSeesNothing() throws Exception {
		start(ApiFace.NEW);
		int id = created(ANNA, faas("Function")).id();
		int number = document(id).uid();
		api.delete(RUNTIMES + "/" + id, ANNA);
		assertThat(log(id, ANNA).status()).isEqualTo(200);
		untilNoService();
		until("her VMs go", () -> !new User(number, one).delete().isError());
		User.allocate(one, "anna", "an:na").intOrThrow();
		assertThat(log(id, ANNA).status()).isEqualTo(404);
	}

	@Test
	void wrongPagesAreRefused() throws Exception {
		start(ApiFace.NEW);
		int id = created(ANNA, faas("Function")).id();
		for (String query : List.of("after=x", "limit=0", "limit=x", "since=yesterday")) {
			assertThat(api.get(RUNTIMES + "/" + id + "/log?" + query, ANNA).status()).as(query).isEqualTo(400);
		}
		assertThat(texts(api.get(RUNTIMES + "/" + id + "/log?since=2099-01-01T00:00:00Z", ANNA))).isEmpty();
		var page = api.get(RUNTIMES + "/" + id + "/log?limit=5", ANNA);
		assertThat(page.json().path("MORE").asBoolean()).isTrue();
		var seen = texts(page);
		assertThat(texts(api.get(RUNTIMES + "/" + id + "/log?after=" + page.json().path("NEXT").asText(), ANNA))).isNotEmpty().doesNotContain(seen.getFirst());
	}

	@Test
	void nothingThatClientsSendIsHandedOut() throws Exception {
		startCloud(UnaryOperator.identity());
		startEngine(ApiFace.NEW, logging(Level.DEBUG, EngineConfig.LogSystem.FILE));
		int id = created(ANNA, spec("\"FAAS\":{\"FLAVOUR\":\"Function\"},\"SCHEDULING\":{\"POLICY\":\"api_key=hunter2\"}")).id();
		assertThat(Files.readString(folder.resolve("log/engine.log"))).contains("hunter2");
		assertThat(log(id, ANNA).text()).contains("Serverless Runtime created").doesNotContain("hunter2").doesNotContain("an:na");
	}

	@Test
	void linesInTheSystemsLogAreNotHandedOutAndThatIsSaid() throws Exception {
		startCloud(UnaryOperator.identity());
		startEngine(ApiFace.NEW, logging(Level.INFO, EngineConfig.LogSystem.SYSLOG));
		int id = created(ANNA, faas("Function")).id();
		var reply = log(id, ANNA);
		assertThat(reply.status()).isEqualTo(501);
		assertThat(reply.json().path("error").asText()).contains("system's log");
		assertThat(reply.json().path("message").asText()).contains("[SR " + id + "]");
		assertThat(log(id, BEN).status()).isEqualTo(403);
	}
}
