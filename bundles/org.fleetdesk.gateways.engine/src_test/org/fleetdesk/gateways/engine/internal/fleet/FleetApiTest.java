package org.fleetdesk.gateways.engine.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.gateways.engine.internal.Await;
import org.fleetdesk.gateways.engine.internal.CloudCase;
import org.fleetdesk.gateways.engine.internal.CloudFixture;
import org.fleetdesk.gateways.engine.internal.store.Database;
import org.junit.jupiter.api.Test;

class FleetApiTest extends CloudCase {

	@Test
	void onlyTheTokenOpensIt() throws Exception {
		assertThat(cloud.http().get("/fleet/v1/info").status()).isEqualTo(401);
		assertThat(cloud.http().get("/fleet/v1/info").message()).contains("token");
		assertThat(cloud.http().bearer("wrong").get("/fleet/v1/info").status()).isEqualTo(401);
		assertThat(cloud.http().bearer(CloudFixture.TOKEN + "0").get("/fleet/v1/gateways").status()).isEqualTo(401);
		String basic = "Basic " + Base64.getEncoder().encodeToString(("vendor:" + CloudFixture.TOKEN).getBytes());
		for (var headers : java.util.List.of(Map.of("Authorization", "Bearer " + CloudFixture.TOKEN), Map.of("Authorization", "token " + CloudFixture.TOKEN),
				Map.of("Authorization", basic), Map.of("X-Exosite-Token", CloudFixture.TOKEN))) {
			var info = cloud.http().with(headers).get("/fleet/v1/info");
			assertThat(info.status()).isEqualTo(200);
			assertThat(info.json().path("product").asText()).isEqualTo("Fleetdesk device cloud");
			assertThat(info.json().path("version").asText()).isEqualTo("1.2.3");
		}
		assertThat(cloud.http().with(Map.of("Authorization", "Basic !!")).get("/fleet/v1/info").status()).isEqualTo(401);
	}

	@Test
	void productsComeAndGo() throws Exception {
		var made = cloud.operator().post("/fleet/v1/products", "{\"id\":\"pumps\",\"label\":\"Pumps <b>\",\"whitelist\":true,\"activationWindow\":60}");
		assertThat(made.status()).isEqualTo(201);
		assertThat(made.json().path("resources")).hasSize(7);
		assertThat(cloud.operator().post("/fleet/v1/products", "{\"id\":\"pumps\"}").status()).isEqualTo(409);
		assertThat(cloud.operator().post("/fleet/v1/products", "{\"id\":\"a b\"}").status()).isEqualTo(400);
		assertThat(cloud.operator().post("/fleet/v1/products", "[]").status()).isEqualTo(400);
		var changed = cloud.operator().send("PATCH", "/fleet/v1/products/pumps", Map.of(), "{\"label\":\"Wells\"}".getBytes());
		assertThat(changed.json().path("label").asText()).isEqualTo("Wells");
		assertThat(changed.json().path("activationWindow").asInt()).isEqualTo(60);
		cloud.operator().post("/fleet/v1/gateways/pumps", "{\"sn\":[\"p1\",\"p2\"]}");
		assertThat(cloud.operator().get("/fleet/v1/products").json()).hasSize(2);
		assertThat(cloud.operator().delete("/fleet/v1/products/pumps").status()).isEqualTo(409);
		assertThat(cloud.operator().delete("/fleet/v1/products/pumps?force=true").status()).isEqualTo(204);
		assertThat(cloud.operator().get("/fleet/v1/products/pumps").status()).isEqualTo(404);
	}

	@Test
	void serialNumbersAreAddedOneByOneAndInRanges() throws Exception {
		var answer = cloud.operator().post("/fleet/v1/gateways/local", "{\"sn\":[\"a\",\"b\",\"a/b\",\"a\"]}").json();
		assertThat(answer.path("added")).hasSize(2);
		assertThat(answer.path("refused").get(0).path("sn").asText()).isEqualTo("a/b");
		var range = "{\"range\":{\"format\":\"mac:48\",\"first\":\"00:30:1b:ba:02:fe\",\"last\":\"00:30:1b:ba:03:01\"}}";
		assertThat(cloud.operator().post("/fleet/v1/gateways/local", range).json().path("added").toString())
				.isEqualTo("[\"00:30:1B:BA:02:FE\",\"00:30:1B:BA:02:FF\",\"00:30:1B:BA:03:00\",\"00:30:1B:BA:03:01\"]");
		assertThat(cloud.operator().post("/fleet/v1/gateways/local", range).json().path("existing")).hasSize(4);
		assertThat(cloud.operator().get("/fleet/v1/gateways/local/00%3A30%3A1B%3ABA%3A03%3A00").json().path("state").asText()).isEqualTo("notactivated");
		assertThat(cloud.operator().post("/fleet/v1/gateways/local", "{\"range\":{\"format\":\"base10\",\"first\":0,\"last\":10000}}").status()).isEqualTo(400);
		assertThat(cloud.operator().post("/fleet/v1/gateways/nothing", "{\"sn\":[\"a\"]}").status()).isEqualTo(404);
	}

	@Test
	void aListComesInPagesAndThenOnlyWhatChanged() throws Exception {
		cloud.operator().post("/fleet/v1/gateways/local", "{\"range\":{\"format\":\"base10\",\"first\":1,\"last\":25}}");
		int count = 0;
		String after = "";
		long revision = 0;
		do {
			var page = cloud.operator().get("/fleet/v1/gateways?limit=10" + after).json();
			count += page.path("gateways").size();
			revision = page.path("revision").asLong();
			after = page.has("next") ? "&after=" + page.path("next").asText() : "";
		} while (!after.isEmpty());
		assertThat(count).isEqualTo(25);
		assertThat(cloud.operator().get("/fleet/v1/gateways?since=" + revision).json().path("gateways")).isEmpty();
		cloud.operator().put("/fleet/v1/gateways/local/7/labels", "{\"site\":\"north\"}");
		cloud.operator().post("/fleet/v1/gateways/local/8/lock", "");
		cloud.operator().delete("/fleet/v1/gateways/local/9");
		var first = cloud.operator().get("/fleet/v1/gateways?limit=1&since=" + revision).json();
		assertThat(first.path("gateways").get(0).path("labels").path("site").asText()).isEqualTo("north");
		assertThat(first.path("removed").toString()).isEqualTo("[\"local/9\"]");
		var second = cloud.operator().get("/fleet/v1/gateways?limit=1&since=" + revision + "&after=" + first.path("next").asText()).json();
		assertThat(second.path("gateways").get(0).path("sn").asText()).isEqualTo("8");
		assertThat(second.path("gateways").get(0).path("locked").asBoolean()).isTrue();
		assertThat(cloud.operator().get("/fleet/v1/gateways?after=x").status()).isEqualTo(400);
	}

	@Test
	void aListThatHasBegunGoesOnWhenWhoWentIsForgotten() throws Exception {
		long revision = cloud.operator().get("/fleet/v1/gateways").json().path("revision").asLong();
		cloud.operator().post("/fleet/v1/gateways/local", "{\"sn\":[\"a\",\"b\"]}");
		var first = cloud.operator().get("/fleet/v1/gateways?limit=1&since=" + revision).json();
		stopCloud();
		try (var store = Database.open(database.address())) {
			store.write(tx -> tx.update("UPDATE counter SET forgotten = ?", revision + 1)); // as after a month
		}
		startCloud();
		var second = cloud.operator().get("/fleet/v1/gateways?limit=1&since=" + revision + "&after=" + first.path("next").asText()).json();
		assertThat(second.path("gateways").get(0).path("sn").asText()).isEqualTo("b");
		assertThat(second.path("revision").asLong()).isEqualTo(first.path("revision").asLong());
		assertThat(cloud.operator().get("/fleet/v1/gateways?limit=1&since=" + revision).json().path("revision").asLong()).as("a new one reads all").isZero();
	}

	@Test
	void aLockedGatewayWaitsNoMore() throws Exception {
		var gateway = cloud.gateway("gw-1");
		var poll = new FutureTask<>(() -> gateway.http().send("GET", "/onep:v1/stack/alias?engine_fetch", Map.of("Request-Timeout", "300000"), null));
		Thread.ofVirtual().start(poll);
		Await.until("the gateway waits", () -> cloud.waiting() == 1);
		cloud.operator().post("/fleet/v1/gateways/local/gw-1/lock", "");
		assertThat(poll.get(30, TimeUnit.SECONDS).status()).isEqualTo(304);
		assertThat(gateway.http().get("/onep:v1/stack/alias?engine_fetch").status()).isEqualTo(403);
	}

	@Test
	void aWatcherIsToldOfChanges() throws Exception {
		long revision = cloud.operator().get("/fleet/v1/changes").json().path("revision").asLong();
		assertThat(cloud.operator().get("/fleet/v1/changes?wait=1&since=" + revision).json().path("revision").asLong()).isEqualTo(revision);
		var waiting = new java.util.concurrent.FutureTask<>(() -> cloud.operator().get("/fleet/v1/changes?wait=50000&since=" + revision).json().path("revision").asLong());
		Thread.ofVirtual().start(waiting);
		cloud.operator().post("/fleet/v1/gateways/local", "{\"sn\":[\"new\"]}");
		assertThat(waiting.get()).isGreaterThan(revision);
	}
}
