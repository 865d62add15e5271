package org.fleetdesk.gateways.engine.internal.manage;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.fleetdesk.gateways.engine.internal.CloudCase;
import org.fleetdesk.gateways.engine.internal.CloudFixture;
import org.fleetdesk.gateways.engine.internal.Http;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The management API and Murano's calls, in the order in which {@code exo}, {@code mr} and {@code murano} send them. */
class ManageApiTest extends CloudCase {

	private static final String NAME = "test_app.v1.tar.gz";
	private static final String CONTENT = "/provision/manage/content/local/";
	private static final String MODEL = "/provision/manage/model/local/";
	private static final byte[] BYTES = "a package".getBytes(StandardCharsets.UTF_8);

	private Http exo;

	@BeforeEach
	void start() {
		exo = cloud.http().with(Map.of("X-Exosite-Token", CloudFixture.TOKEN));
	}

	private static Http.Answer blob(Http http, String path, byte[] bytes) throws Exception {
		return http.send("POST", path, Map.of("Content-Type", "application/gzip"), bytes);
	}

	@Test
	void exoContentPutListInfoGetDelete() throws Exception {
		assertThat(cloud.http().get(CONTENT).status()).isEqualTo(401);
		assertThat(exo.get(CONTENT + NAME).status()).isEqualTo(404);
		assertThat(exo.form(CONTENT, "id=" + NAME + "&meta=first+try").status()).isEqualTo(205);
		assertThat(exo.form(CONTENT, "id=" + NAME + "&meta=again").status()).isEqualTo(409);
		assertThat(cloud.operator().get("/fleet/v1/content/local").json()).as("nothing is uploaded yet").isEmpty();
		assertThat(blob(exo, CONTENT + NAME, BYTES).status()).isEqualTo(205);
		assertThat(blob(exo, CONTENT + NAME, BYTES).status()).as("the same again").isEqualTo(205);
		assertThat(blob(exo, CONTENT + NAME, "other".getBytes()).status()).isEqualTo(409);
		assertThat(exo.get(CONTENT).text()).isEqualTo(NAME + "\r\n");
		assertThat(exo.get(CONTENT + NAME).text()).matches("application/gzip,9,\\d+,first try,false\r\n");
		assertThat(exo.get(CONTENT + NAME + "?download=true").body()).isEqualTo(BYTES);
		var part = exo.send("GET", CONTENT + NAME + "?download=true", Map.of("Range", "bytes=2-4"), null);
		assertThat(part.status()).isEqualTo(206);
		assertThat(part.text()).isEqualTo("pac");
		assertThat(part.headers()).containsEntry("content-range", "bytes 2-4/9");
		assertThat(exo.delete(CONTENT + NAME).status()).isEqualTo(205);
		assertThat(exo.get(CONTENT + NAME).status()).isEqualTo(404);
	}

	@Test
	void protectedContentIsForTheSerialNumbersOfItsGroups() throws Exception {
		var inside = cloud.gateway("inside");
		var outside = cloud.gateway("outside");
		exo.form(CONTENT, "id=" + NAME + "&meta=&protected=true");
		blob(exo, CONTENT + NAME, BYTES);
		assertThat(exo.form("/provision/manage/group/local/", "id=testers").status()).isEqualTo(205);
		assertThat(exo.form("/provision/manage/group/local/", "id=testers").status()).isEqualTo(409);
		assertThat(exo.form("/provision/manage/group/local/testers/", "type=content&memberid=" + NAME).status()).isEqualTo(205);
		assertThat(exo.form("/provision/manage/group/local/testers/", "type=sn&memberid=inside&meta=lab").status()).isEqualTo(205);
		assertThat(exo.get("/provision/manage/group/local/testers/").text()).isEqualTo("content," + NAME + ",0,\r\nsn,inside,0,lab\r\n");
		assertThat(exo.get(CONTENT + NAME + "?show=groups").text()).isEqualTo("testers\r\n");
		String download = "/provision/download?vendor=local&model=local&id=" + NAME;
		assertThat(inside.http().get(download).body()).isEqualTo(BYTES);
		assertThat(outside.http().get(download).status()).isGreaterThanOrEqualTo(400);
		assertThat(exo.get(CONTENT + "?sn=outside").text()).isEmpty();
		assertThat(exo.get(CONTENT + "?sn=inside").text()).isEqualTo(NAME + "\r\n");
		exo.form("/provision/manage/group/local/testers/", "type=sn&memberid=inside&delete=true");
		assertThat(inside.http().get(download).status()).isGreaterThanOrEqualTo(400);
	}

	@Test
	void exoSnAddListEnableRegenDisable() throws Exception {
		assertThat(exo.form(MODEL, "add=true&sn=001&extra=roof").status()).isEqualTo(205);
		assertThat(exo.form(MODEL, "sn=001").status()).isEqualTo(409);
		assertThat(exo.form(MODEL, "add=true&sn%5B%5D=002&sn%5B%5D=003").status()).isEqualTo(205);
		assertThat(exo.send("POST", MODEL, Map.of("Content-Type", "text/csv; charset=utf-8"), "004,x\n005\n".getBytes()).status()).isEqualTo(205);
		assertThat(exo.post(MODEL, "{\"ranges\":[{\"format\":\"base10\",\"length\":3,\"first\":6,\"last\":8}]}").status()).isEqualTo(205);
		assertThat(exo.get(MODEL + "?show=ranges").json().path("ranges").get(0).path("last").asText()).isEqualTo("008");
		assertThat(exo.get(MODEL).text().lines()).hasSize(5);
		assertThat(exo.get(MODEL + "?offset=5&limit=1000").text().lines()).hasSize(3);
		assertThat(exo.get(MODEL + "?limit=1&status=true").text()).matches("001,notactivated,[0-9a-f]{40},roof\r\n");
		assertThat(exo.get(MODEL + "001").text()).matches("notactivated,[0-9a-f]{40},roof\r\n");
		var enabled = exo.form(MODEL + "001", "enable=true&owner=" + "0".repeat(40));
		assertThat(enabled.text()).matches("[0-9a-f]{40}");
		var gateway = cloud.activate("001");
		assertThat(cloud.http().form("/provision/activate", "vendor=local&model=local&sn=001").status()).isEqualTo(409);
		assertThat(exo.form(MODEL + "001", "enable=true").status()).isEqualTo(205);
		assertThat(gateway.http().get("/onep:v1/stack/alias?engine_fetch").status()).isEqualTo(401);
		gateway = cloud.activate("001");
		assertThat(exo.form(MODEL + "001", "disable=true").status()).isEqualTo(205);
		assertThat(gateway.http().get("/onep:v1/stack/alias?engine_fetch").status()).isEqualTo(401);
		assertThat(exo.get(MODEL + "001").text()).startsWith("expired,");
		assertThat(exo.get(MODEL + "001?show=log&limit=100").text()).contains("enabled by vendor").contains("disabled by vendor");
		assertThat(exo.form(MODEL + "%26a%22", "enable=true&oldsn=001").status()).isEqualTo(400);
		assertThat(exo.form(MODEL + "new", "enable=true&oldsn=001").status()).isEqualTo(205);
		assertThat(exo.get(MODEL + "001").status()).isEqualTo(404);
		assertThat(exo.get(MODEL + "new").text()).contains(enabled.text());
		assertThat(exo.delete(MODEL + "new").status()).isEqualTo(205);
		assertThat(exo.form(MODEL, "delete=true&sn=002").status()).isEqualTo(205);
		assertThat(exo.form(MODEL, "sn=a%2Fb").status()).isEqualTo(400);
		assertThat(exo.form(MODEL, "delete=true&sn=002").status()).isEqualTo(404);
	}

	@Test
	void modelsAreProducts() throws Exception {
		assertThat(exo.form("/provision/manage/model/", "model=pumps&code=x&options[]=nowhitelist").status()).isEqualTo(205);
		assertThat(exo.get("/provision/manage/model/").text()).isEqualTo("local\r\npumps\r\n");
		assertThat(cloud.operator().get("/fleet/v1/products/pumps").json().path("whitelist").asBoolean()).isFalse();
		assertThat(exo.form("/provision/manage/model/", "model=pumps&delete=true").status()).isEqualTo(205);
		assertThat(exo.get("/provision/manage/model/pumps/").status()).isEqualTo(404);
	}

	/** The seed's way: {@code mr content upload}, {@code mr product write}, {@code mr product device read}. */
	@Test
	void mrUploadsWritesAndReads() throws Exception {
		var gateway = cloud.gateway("00:30:1B:BA:02:DB");
		assertThat(cloud.http().post("/api:1/token/", "{\"email\":\"a@b.c\",\"password\":\"wrong\"}").status()).isEqualTo(401);
		String token = cloud.http().post("/api:1/token/", "{\"email\":\"a@b.c\",\"password\":\"" + CloudFixture.TOKEN + "\"}").json().path("token").asText();
		var mr = cloud.http().with(Map.of("Authorization", "token " + token));
		String proxy = "/api:1/product/local/proxy/provision/manage/content/local/";
		assertThat(mr.get(proxy + NAME).status()).isEqualTo(404);
		assertThat(mr.form(proxy, "id=" + NAME + "&meta=x").status()).isEqualTo(205);
		assertThat(blob(mr, proxy + NAME, BYTES).status()).isEqualTo(205);
		assertThat(mr.get(proxy).text()).isEqualTo(NAME + "\r\n");
		String command = "{\"install\": [{\"name\": \"" + NAME + "\"}]}";
		var written = mr.post("/api:1/product/local/write/00%3A30%3A1B%3ABA%3A02%3ADB", "{\"engine_fetch\":" + com.fasterxml.jackson.databind.node.TextNode.valueOf(command) + "}");
		assertThat(written.text()).isEqualTo("{\"engine_fetch\":\"ok\"}");
		assertThat(gateway.read("engine_fetch")).isEqualTo(command);
		gateway.write("fetch_status", "installed <b>");
		var device = mr.get("/api:1/product/local/device/?offset=0&limit=50").json().get(0);
		assertThat(device.path("status").asText()).isEqualTo("activated");
		var read = mr.post("/api:1/product/local/proxy/onep:v1/rpc/process", "{\"auth\":{\"client_id\":\"" + device.path("rid").asText()
				+ "\"},\"calls\":[{\"id\":1,\"procedure\":\"read\",\"arguments\":[{\"alias\":\"fetch_status\"},{}]}]}").json();
		assertThat(read.get(0).path("result").get(0).get(1).asText()).isEqualTo("installed <b>");
		assertThat(mr.post("/api:1/product/local/device/fresh", "").json().path("status").asText()).isEqualTo("notactivated");
		assertThat(mr.get("/api:1/product/local/info").json().path("resources")).hasSize(7);
		assertThat(cloud.http().get(proxy + NAME).status()).isEqualTo(401);
		assertThat(cloud.http().post("/api:1/product/local/proxy/onep:v1/rpc/process", "{\"auth\":{},\"calls\":[]}").status()).isEqualTo(401);
	}

	@Test
	void muranoContent() throws Exception {
		var murano = cloud.operator();
		String items = "/api:1/service/local/content/item";
		var upload = murano.get(items + "/" + NAME + "/upload?sha256=" + CloudFixture.sha256(BYTES) + "&expires_in=30&type=application/gzip&tags=%7B%22a%22%3A%221%22%7D").json();
		assertThat(upload.path("method").asText()).isEqualTo("POST");
		assertThat(upload.path("field").asText()).isEqualTo("file");
		String body = "--XX\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nx\r\n-\r\n--X\r\n--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + NAME
				+ "\"\r\nContent-Type: application/gzip\r\n\r\n" + "a package" + "\r\n--XX--\r\n";
		// the test reaches the server by its port, not by the name in the address
		String path = URI.create(upload.path("url").asText()).getPath();
		var multipart = Map.of("Content-Type", "multipart/form-data; boundary=XX");
		assertThat(cloud.http().send("POST", path, multipart, body.getBytes()).status()).isEqualTo(204);
		assertThat(cloud.http().send("POST", path, multipart, body.getBytes()).status()).as("an address is good once").isEqualTo(403);
		var list = murano.get(items + "?full=true").json();
		assertThat(list.get(0).path("id").asText()).isEqualTo(NAME);
		assertThat(list.get(0).path("length").asInt()).isEqualTo(9);
		assertThat(list.get(0).path("tags").path("a").asText()).isEqualTo("1");
		var download = murano.get(items + "/" + NAME + "/download").json();
		assertThat(cloud.http().get(URI.create(download.path("url").asText()).getPath()).body()).isEqualTo(BYTES);
		assertThat(cloud.http().get("/api:1/bytes/" + "0".repeat(40)).status()).isEqualTo(403);
		assertThat(murano.delete(items + "/" + NAME).status()).isEqualTo(204);
		assertThat(murano.get(items + "/" + NAME).status()).isEqualTo(404);
	}

	@Test
	void muranoDevices() throws Exception {
		var murano = cloud.operator();
		String identity = "/api:1/service/local/device2/identity/";
		assertThat(murano.send("PUT", identity + "gw-1", Map.of(), "{\"locked\":false}".getBytes()).json().path("status").asText()).isEqualTo("whitelisted");
		String csv = "--B\r\nContent-Disposition: form-data; name=\"identities\"; filename=\"ids.csv\"\r\nContent-Type: text/csv\r\n\r\nID\ngw-2\ngw-3\n\r\n--B--\r\n";
		assertThat(murano.send("POST", "/api:1/service/local/device2/identities", Map.of("Content-Type", "multipart/form-data; boundary=\"B\""), csv.getBytes()).status()).isEqualTo(204);
		var list = murano.get(identity + "?limit=2").json();
		assertThat(list.path("mayLoadMore").asBoolean()).isTrue();
		assertThat(list.path("devices")).hasSize(2);
		var gateway = cloud.activate("gw-1");
		gateway.write("fetch_status", "ok");
		assertThat(murano.send("PATCH", identity + "gw-1/state", Map.of(), "{\"engine_fetch\":\"{}\"}".getBytes()).status()).isEqualTo(204);
		assertThat(murano.send("PATCH", identity + "gw-1/state", Map.of(), "{\"fetch_status\":\"x\"}".getBytes()).status()).isEqualTo(400);
		var state = murano.get(identity + "gw-1/state").json();
		assertThat(state.path("fetch_status").path("reported").asText()).isEqualTo("ok");
		assertThat(state.path("engine_fetch").path("set").asText()).isEqualTo("{}");
		assertThat(state.path("engine_fetch").path("timestamp").asLong()).isGreaterThan(1_600_000_000_000_000L);
		assertThat(murano.send("PATCH", identity + "gw-1", Map.of(), "{\"locked\":true}".getBytes()).json().path("status").asText()).isEqualTo("locked");
		var changed = murano.send("PATCH", "/api:1/service/local/device2", Map.of(), "{\"resources\":{\"lamp\":{\"format\":\"boolean\",\"settable\":true}}}".getBytes()).json();
		assertThat(changed.path("resources").path("lamp").path("format").asText()).isEqualTo("boolean");
		assertThat(murano.delete(identity + "gw-1").status()).isEqualTo(204);
		assertThat(murano.get(identity + "gw-1").status()).isEqualTo(404);
	}
}
