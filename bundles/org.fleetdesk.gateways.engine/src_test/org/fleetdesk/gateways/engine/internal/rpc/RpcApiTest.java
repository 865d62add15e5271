package org.fleetdesk.gateways.engine.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.fleetdesk.gateways.engine.internal.CloudCase;
import org.fleetdesk.gateways.engine.internal.CloudFixture;
import org.fleetdesk.gateways.engine.internal.CloudFixture.Gateway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

/** The RPC API as devices, {@code exo} and {@code mr} use it. */
class RpcApiTest extends CloudCase {

	/** Time stands still for the limits. */
	private final AtomicLong nanos = new AtomicLong();
	private Gateway gateway;

	@Override
	protected LongSupplier nanos() {
		return nanos::get;
	}

	@BeforeEach
	void start() throws Exception {
		gateway = cloud.gateway("gw-1");
	}

	private JsonNode rpc(String auth, String... calls) throws Exception {
		var answer = cloud.http().post("/onep:v1/rpc/process", ("{'auth':" + auth + ",'calls':[" + String.join(",", calls) + "]}").replace('\'', '"'));
		assertThat(answer.status()).isEqualTo(200);
		return answer.json();
	}

	private String itself() {
		return "{'cik':'" + gateway.cik() + "'}";
	}

	private String vendor() throws Exception {
		return "{'cik':'" + CloudFixture.TOKEN + "','client_id':'" + rid() + "'}";
	}

	private String rid() throws Exception {
		return cloud.operator().get("/fleet/v1/gateways/local/gw-1").json().path("rid").asText();
	}

	private String product() throws Exception {
		return cloud.operator().get("/api:1/product/local/info").json().path("modelrid").asText();
	}

	private static String call(String procedure, String arguments) {
		return "{'id':1,'procedure':'" + procedure + "','arguments':[" + arguments + "]}";
	}

	@Test
	void theDocumentsCallsReadTheStatusAndWriteTheCommand() throws Exception {
		gateway.write("fetch_status", "text");
		var answer = rpc(vendor(), "{'id':0,'procedure':'read','arguments':[{'alias':'fetch_status'},{'limit':1}]}",
				"{'id':1,'procedure':'write','arguments':[{'alias':'engine_fetch'},'[1]']}");
		assertThat(answer.get(0).path("result").get(0).get(1).asText()).isEqualTo("text");
		assertThat(answer.get(0).path("result").get(0).get(0).asLong()).isGreaterThan(1_600_000_000L);
		assertThat(answer.get(1).toString()).isEqualTo("{\"id\":1,\"status\":\"ok\"}");
		assertThat(gateway.read("engine_fetch")).isEqualTo("[1]");
	}

	@Test
	void aDeviceActsForItselfOnly() throws Exception {
		var other = cloud.gateway("gw-2");
		assertThat(rpc(itself(), call("write", "{'alias':'fetch_status'},'mine',{}")).get(0).path("status").asText()).isEqualTo("ok");
		assertThat(rpc(itself(), call("lookup", "'alias',''")).get(0).path("result").asText()).isEqualTo(rid());
		assertThat(rpc("{'cik':'" + other.cik() + "','client_id':'" + rid() + "'}", call("read", "{'alias':'fetch_status'},{}")).toString())
				.isEqualTo("{\"error\":{\"code\":401,\"message\":\"Invalid\",\"context\":\"auth\"}}");
		assertThat(rpc("{'cik':'" + "0".repeat(40) + "'}").path("error").path("code").asInt()).isEqualTo(401);
		assertThat(rpc("{}").path("error").path("code").asInt()).isEqualTo(401);
		assertThat(rpc(itself(), call("create", "'dataport',{'format':'string'}")).get(0).path("status").asText()).isEqualTo("fail");
		assertThat(rpc(itself(), call("drop", "{'alias':'fetch_status'}")).get(0).path("status").asText()).isEqualTo("fail");
		cloud.operator().post("/fleet/v1/gateways/local/gw-1/lock", "");
		assertThat(rpc(itself(), call("read", "{'alias':'fetch_status'},{}")).path("error").path("code").asInt()).isEqualTo(401);
	}

	@Test
	void whatIsNoRequestIsAnErrorAndWhatIsNoCallFailsAlone() throws Exception {
		assertThat(cloud.http().post("/onep:v1/rpc/process", "{").json().path("error").path("code").asInt()).isEqualTo(-1);
		assertThat(cloud.http().post("/onep:v1/rpc/process", "[]").json().path("error").path("code").asInt()).isEqualTo(400);
		assertThat(cloud.http().post("/onep:v1/rpc/process", "{\"auth\":{\"cik\":\"" + gateway.cik() + "\"},\"calls\":7}").json().path("error").path("code").asInt()).isEqualTo(400);
		var answer = rpc(itself(), call("read", "{'alias':'nothing'},{}"), call("explode", ""), call("write", "{'alias':'fetch_status'},[1]"), call("record", "{'alias':'fetch_status'},[['x',1]]"),
				"{'procedure':'write','arguments':[{'alias':'fetch_status'},'no id']}", "5");
		assertThat(answer).hasSize(4);
		answer.forEach(a -> assertThat(a.path("status").asText()).isEqualTo("fail"));
		assertThat(answer.get(0).toString()).isEqualTo("{\"id\":1,\"status\":\"fail\",\"error\":{\"code\":501,\"message\":\"Error\",\"context\":\"arguments\"}}");
		assertThat(rpc(itself(), call("read", "{'alias':'fetch_status'},{}")).get(0).path("result").get(0).get(1).asText()).isEqualTo("no id");
	}

	@Test
	void whatADeviceReadsAndClearsIsCleared() throws Exception {
		cloud.operator().put("/fleet/v1/gateways/local/gw-1/aliases/engine_fetch", "first");
		assertThat(rpc(vendor(), call("read", "{'alias':'engine_fetch'},{}")).get(0).path("result").get(0).get(1).asText()).isEqualTo("first");
		rpc(itself(), call("write", "{'alias':'engine_fetch'},''"));
		assertThat(gateway.read("engine_fetch")).as("only the vendor has read it").isEqualTo("first");
		cloud.operator().put("/fleet/v1/gateways/local/gw-1/aliases/engine_fetch", "second");
		assertThat(rpc(itself(), call("read", "{'alias':'engine_fetch'},{}")).get(0).path("result").get(0).get(1).asText()).isEqualTo("second");
		rpc(itself(), call("write", "{'alias':'engine_fetch'},''"));
		assertThat(gateway.read("engine_fetch")).isEmpty();
	}

	@Test
	void whatWasNotInTheAnswerOfAReadIsNotCleared() throws Exception {
		cloud.operator().put("/fleet/v1/gateways/local/gw-1/aliases/engine_fetch", "first");
		cloud.operator().put("/fleet/v1/gateways/local/gw-1/aliases/engine_fetch", "second");
		var read = rpc(itself(), call("read", "{'alias':'engine_fetch'},{'selection':'givenwindow','sort':'asc','limit':1}")).get(0).path("result");
		assertThat(read).hasSize(1);
		assertThat(read.get(0).get(1).asText()).isEqualTo("first");
		rpc(itself(), call("write", "{'alias':'engine_fetch'},''"));
		assertThat(gateway.read("engine_fetch")).isEqualTo("second");
	}

	@Test
	void whatADeviceKeptWhileItWasAwayComesInOneRequest() throws Exception {
		var calls = new String[1000];
		java.util.Arrays.fill(calls, call("write", "{'alias':'fetch_status'},'kept'"));
		assertThat(rpc(itself(), calls)).hasSize(1000).allMatch(a -> a.path("status").asText().equals("ok"));
	}

	@Test
	void aDeviceThatAsksWithoutPauseIsHeldBack() throws Exception {
		var calls = new String[150];
		java.util.Arrays.fill(calls, call("lookup", "'alias',''"));
		for (int i = 0; i < 25; i++) {
			assertThat(rpc(itself(), calls)).as("counts for 8").allMatch(a -> a.path("status").asText().equals("ok"));
		}
		var held = cloud.http().post("/onep:v1/rpc/process", "{\"auth\":{\"cik\":\"" + gateway.cik() + "\"},\"calls\":[]}");
		assertThat(held.status()).isEqualTo(429);
		assertThat(held.headers()).containsEntry("retry-after", "1");
		assertThat(gateway.http().get("/onep:v1/stack/alias?engine_fetch").status()).as("in both APIs").isEqualTo(429);
		assertThat(rpc(vendor(), calls)).as("the vendor is not").allMatch(a -> a.path("status").asText().equals("ok"));
		nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
		rpc(itself(), call("lookup", "'alias',''"));
	}

	@Test
	void whoTriesTokensIsHeldBackAndOthersOfItsAddressAreNot() throws Exception {
		for (int i = 0; i < 500; i++) {
			assertThat(rpc("{'cik':'%040d'}".formatted(i)).path("error").path("code").asInt()).isEqualTo(401);
		}
		var held = cloud.http().post("/onep:v1/rpc/process", "{\"auth\":{\"cik\":\"" + "0".repeat(40) + "\"},\"calls\":[]}");
		assertThat(held.status()).isEqualTo(429);
		assertThat(rpc(itself(), call("lookup", "'alias',''")).get(0).path("status").asText()).isEqualTo("ok");
		assertThat(rpc(vendor(), call("lookup", "'alias',''")).get(0).path("status").asText()).isEqualTo("ok");
	}

	@Test
	void isSeenByWhateverItCalls() throws Exception {
		restartCloud();
		String before = lastSeen();
		rpc(itself(), call("lookup", "'alias',''"));
		restartCloud(); // writes it
		assertThat(lastSeen()).isGreaterThan(before);
	}

	private String lastSeen() throws Exception {
		return cloud.operator().get("/fleet/v1/gateways/local/gw-1").json().path("lastSeen").asText();
	}

	@Test
	void pointsAreRecordedReadAndFlushed() throws Exception {
		long now = System.currentTimeMillis() / 1000;
		rpc(itself(), call("record", "{'alias':'fetch_status'},[[" + (now - 30) + ",'a'],[" + (now - 20) + ",'b'],[-10,'c']],{}"));
		var refused = rpc(itself(), call("recordbatch", "{'alias':'fetch_status'},[[" + (now - 20) + ",'twice']]")).get(0);
		assertThat(refused.path("status").toString()).isEqualTo("[[" + (now - 20) + ",\"invalid\"]]");
		var all = rpc(itself(), call("read", "{'alias':'fetch_status'},{'limit':10,'sort':'asc'}")).get(0).path("result");
		assertThat(all).hasSize(3);
		assertThat(all.get(0).toString()).isEqualTo("[" + (now - 30) + ",\"a\"]");
		assertThat(rpc(itself(), call("read", "{'alias':'fetch_status'},{'limit':10,'starttime':" + (now - 25) + ",'endtime':" + (now - 15) + "}")).get(0).path("result").toString())
				.isEqualTo("[[" + (now - 20) + ",\"b\"]]");
		assertThat(rpc(itself(), call("read", "{'alias':'fetch_status'},{}")).get(0).path("result").get(0).get(1).asText()).isEqualTo("c");
		assertThat(rpc(itself(), call("info", "{'alias':'fetch_status'},{'storage':true}")).get(0).path("result").path("storage").path("count").asInt()).isEqualTo(3);
		rpc(itself(), call("flush", "{'alias':'fetch_status'},{'olderthan':" + (now - 25) + "}"));
		assertThat(rpc(itself(), call("read", "{'alias':'fetch_status'},{'limit':10}")).get(0).path("result")).hasSize(2);
	}

	@Test
	void aGroupIsWrittenAtOneTime() throws Exception {
		rpc(itself(), call("writegroup", "[[{'alias':'fetch_status'},'s'],[{'alias':'engine_report'},'{}']]"));
		var read = rpc(itself(), call("read", "{'alias':'fetch_status'},{}"), call("read", "{'alias':'engine_report'},{}"));
		assertThat(read.get(0).path("result").get(0).get(0)).isEqualTo(read.get(1).path("result").get(0).get(0));
	}

	@Test
	void whoWaitsGetsTheNextValue() throws Exception {
		assertThat(rpc(vendor(), call("wait", "{'alias':'fetch_status'},{'timeout':1}")).toString()).isEqualTo("[{\"id\":1,\"status\":\"expire\"}]");
		long before = System.currentTimeMillis() / 1000 - 5;
		var waiting = new FutureTask<>(() -> rpc(vendor(), call("wait", "{'alias':'fetch_status'},{'timeout':50000,'since':" + before + "}")));
		Thread.ofVirtual().start(waiting);
		gateway.write("fetch_status", "now");
		assertThat(waiting.get().get(0).path("result").get(1).asText()).isEqualTo("now");
	}

	/** As {@code mr syncup --specs} does it. */
	@Test
	void aProductGetsNewDataports() throws Exception {
		String auth = "{'cik':'" + CloudFixture.TOKEN + "','client_id':'" + product() + "'}";
		var made = rpc(auth, call("create", "'dataport',{'format':'float','name':'Temperature','retention':{'count':1,'duration':'infinity'}}")).get(0).path("result").asText();
		assertThat(made).hasSize(40);
		assertThat(rpc(auth, call("map", "'alias','" + made + "','temperature'")).get(0).path("status").asText()).isEqualTo("ok");
		assertThat(rpc(auth, call("lookup", "'alias','temperature'")).get(0).path("result").asText()).isEqualTo(made);
		rpc(itself(), call("write", "'" + made + "','21.5'"));
		assertThat(rpc(itself(), call("read", "'" + made + "',{}")).get(0).path("result").get(0).get(1).isNumber()).isTrue();
		var info = rpc(auth, call("info", "'" + made + "',{}")).get(0).path("result");
		assertThat(info.path("description").path("format").asText()).isEqualTo("float");
		assertThat(info.path("aliases").path(product()).get(0).asText()).isEqualTo("temperature");
		assertThat(rpc(auth, call("listing", "['dataport','client'],{'owned':true}")).get(0).path("result").path("dataport")).hasSize(8);
		assertThat(rpc(auth, call("listing", "['client'],{}")).get(0).path("result").path("client").get(0).asText()).isEqualTo(rid());
		assertThat(rpc(auth, call("unmap", "'alias','temperature'")).get(0).path("status").asText()).isEqualTo("ok");
		assertThat(rpc(auth, call("lookup", "{'alias':''},'alias','temperature'")).get(0).path("status").asText()).isEqualTo("invalid");
		long revision = revision();
		rpc(auth, call("drop", "{'alias':'usage_report'}"));
		assertThat(changed(revision).path("missing").toString()).isEqualTo("[\"usage_report\"]");
		revision = revision();
		assertThat(cloud.operator().get("/fleet/v1/gateways/local/gw-1").json().path("missing").toString()).isEqualTo("[\"usage_report\"]");
		assertThat(cloud.operator().post("/fleet/v1/gateways/local/gw-1/aliases/create-missing", "").json().path("created").toString()).isEqualTo("[\"usage_report\"]");
		assertThat(changed(revision).path("missing").toString()).as("seen by who asks what changed").isEqualTo("[]");
	}

	private long revision() throws Exception {
		return cloud.operator().get("/fleet/v1/changes").json().path("revision").asLong();
	}

	private JsonNode changed(long revision) throws Exception {
		return cloud.operator().get("/fleet/v1/gateways?since=" + revision).json().path("gateways").path(0);
	}

	@Test
	void aClientTellsWhatItIsButNotItsKey() throws Exception {
		var info = rpc(vendor(), call("info", "{'alias':''},{}")).get(0).path("result");
		assertThat(info.path("basic").path("type").asText()).isEqualTo("client");
		assertThat(info.path("basic").path("status").asText()).isEqualTo("activated");
		assertThat(info.path("aliases")).hasSize(7);
		assertThat(info.toString()).doesNotContain(gateway.cik());
	}
}
