package org.fleetdesk.gateways.engine.internal.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.gateways.engine.internal.store.DeviceKey;
import org.fleetdesk.gateways.engine.internal.store.DeviceListener;
import org.fleetdesk.gateways.engine.internal.store.Tx;
import org.fleetdesk.gateways.model.AliasForm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What devices of both generations write and read (spec/gateways.md 1.0, 1.1 and 2.1), over the wire. */
class DeviceValuesTest extends DeviceCase {

	@Test
	void readsWhatWasWritten() throws Exception {
		String token = cloud.device("A1");
		assertThat(read(token, "device_info", "engine_report")).as("nothing yet").isEmpty();
		write(token, "device_info=a+b%20c&engine_report=%7B%22apps%22%3A%5B%5D%7D");
		assertThat(read(token, "engine_report", "unknown", "fetch_status", "device_info")).isEqualTo("engine_report=%7B%22apps%22%3A%5B%5D%7D&device_info=a%20b%20c");
		write(token, "device_info=");
		assertThat(read(token, "device_info")).as("cleared").isEmpty();
	}

	@Test
	void unknownAliasesAreIgnored() throws Exception {
		String token = cloud.device("A1");
		write(token, "nonsense=1&device_info=x&other=2");
		write(token, "nonsense=1");
		write(token, "");
		assertThat(read(token, "nonsense")).isEmpty();
		assertThat(read(token, "device_info", "nonsense")).isEqualTo("device_info=x");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "X-Exosite-CIK: \r\n", "X-Exosite-CIK: 0123456789012345678901234567890123456789\r\n", "X-Exosite-CIK: short\r\n",
			"Authorization: Bearer 0123456789012345678901234567890123456789\r\n" })
	void withoutAValidTokenNothingIsSaid(String header) throws Exception {
		cloud.device("A1");
		assertThat(http.get(ALIAS + "?device_info", header).status()).isEqualTo(401);
		assertThat(http.post(ALIAS, header, "device_info=x").status()).isEqualTo(401);
		assertThat(http.post("/onep:v1/stack/record", header, "alias=device_info&1=x").status()).isEqualTo(401);
		assertThat(http.get("/provision/download", header).status()).isEqualTo(401);
	}

	@Test
	void tokensAreNotInTheDatabase() throws Exception {
		String token = cloud.device("A1").substring(Requests.TOKEN.length() + 2).strip();
		assertThat(cloud.database.<List<String>>read(c -> org.fleetdesk.gateways.engine.internal.store.Rows.list(c, "SELECT token FROM device", row -> row.getString(1)))).hasSize(1)
				.noneMatch(t -> t.contains(token));
	}

	@Test
	void allWritesOfAHybridRequestComeBeforeItsReads() throws Exception {
		String token = cloud.device("A1");
		command("A1", "update_interval", "60");
		var answer = http.post(ALIAS + "?update_interval&device_info&nonsense", token, "device_info=new");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("content-type")).isEqualTo("application/x-www-form-urlencoded; charset=utf-8");
		assertThat(answer.text()).isEqualTo("update_interval=60&device_info=new");
		assertThat(http.post(ALIAS + "?update_interval", token, "update_interval=").status()).as("cleared by the same request").isEqualTo(204);
	}

	@Test
	void aPathWithAnEncodedColonIsTheSame() throws Exception {
		String token = cloud.device("A1");
		write(token, "device_info=x");
		assertThat(http.get("/onep%3Av1/stack/alias?device_info", token).text()).isEqualTo("device_info=x");
	}

	/** As murano-client sends it: not encoded at all. */
	@Test
	void valuesThatAreNotEncodedAreTakenAsTheyAre() throws Exception {
		String token = cloud.device("A1");
		write(token, "engine_report={\"apps\": [{\"a=b\": \"100% & more\"}]}&device_info=50%zz");
		assertThat(current("A1", "engine_report")).isEqualTo("{\"apps\": [{\"a=b\": \"100% & more\"}]}");
		assertThat(current("A1", "device_info")).isEqualTo("50%zz");
	}

	/** As murano-client counts: characters, not bytes. */
	@ParameterizedTest
	@ValueSource(strings = { "\u00fc\u00fc\u00fcmlaut", "\u00fc", "\u65e5\u672c\u8a9e", "\ud83d\ude00 face" })
	void aBodyThatIsLongerThanAnnouncedIsTakenWhole(String text) throws Exception {
		String token = cloud.device("A1");
		String body = "device_info=" + text;
		var answer = http.post(ALIAS, token, body.getBytes(StandardCharsets.UTF_8), body.codePointCount(0, body.length()));
		assertThat(answer.status()).isEqualTo(204);
		assertThat(answer.header("connection")).isEqualTo("close");
		assertThat(current("A1", "device_info")).isEqualTo(text);
	}

	@Test
	void whatFollowsABodyThatWasCountedWellIsARequest() throws Exception {
		String token = cloud.device("A1");
		byte[] body = "device_info=\u00fc".getBytes(StandardCharsets.UTF_8);
		assertThat(http.post(ALIAS, token, "device_info=\u00fcGET /x HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8), body.length).status()).isEqualTo(204);
		assertThat(current("A1", "device_info")).isEqualTo("\u00fc");
	}

	@Test
	void anyTextComesBackAsItWas() throws Exception {
		String token = cloud.device("A1");
		var random = new Random(6);
		for (int i = 0; i < 60; i++) {
			String text = IntStream.range(0, 1 + random.nextInt(60)).map(x -> character(random)).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
			write(token, AliasForm.encode(Map.of("device_info", text)));
			cloud.nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
			String answer = read(token, "device_info");
			assertThat(answer).matches("[\\x21-\\x7e]*");
			assertThat(AliasForm.values(answer)).containsExactly(new AliasForm.Pair("device_info", text));
		}
	}

	private static int character(Random random) {
		return switch (random.nextInt(4)) {
			case 0 -> "+&=%; \n\t\"'<\\/\u0001\u007f".charAt(random.nextInt(15));
			case 1 -> 0x80 + random.nextInt(0xd000);
			case 2 -> 0x1f300 + random.nextInt(200);
			default -> 0x20 + random.nextInt(95);
		};
	}

	@Test
	void aNulCharacterIsReplaced() throws Exception {
		String token = cloud.device("A1");
		write(token, "device_info=a%00b");
		assertThat(current("A1", "device_info")).isEqualTo("a\ufffdb");
	}

	@Test
	void valuesAndBodiesHaveALargestSize() throws Exception {
		String token = cloud.device("A1");
		write(token, "device_info=" + "x".repeat(256 * 1024));
		assertThat(read(token, "device_info")).hasSize("device_info=".length() + 256 * 1024);
		assertThat(http.post(ALIAS, token, "device_info=" + "x".repeat(256 * 1024 + 1)).status()).isEqualTo(413);
		assertThat(http.post(ALIAS, token, "device_info=" + "x".repeat(2 << 20)).status()).isEqualTo(413);
		assertThat(current("A1", "device_info")).hasSize(256 * 1024);
	}

	@Test
	void aValidTokenGetsThroughFromTheAddressOfManyStrangers() throws Exception {
		String known = cloud.device("A1");
		write(known, "device_info=x");
		String other = cloud.device("A2");
		for (int i = 0; i < 500; i++) {
			assertThat(http.get(ALIAS + "?device_info", Requests.TOKEN + ": %040d\r\n".formatted(i)).status()).isEqualTo(401);
		}
		assertThat(http.get(ALIAS + "?device_info", Requests.TOKEN + ": " + "0".repeat(40) + "\r\n").status()).isEqualTo(429);
		assertThat(http.get(ALIAS + "?device_info", known).status()).isEqualTo(200);
		assertThat(http.get(ALIAS + "?device_info", other).status()).as("one that was not seen before").isEqualTo(204);
	}

	@Test
	void aDeviceThatAsksWithoutPauseIsHeldBack() throws Exception {
		String token = cloud.device("A1");
		String other = cloud.device("A2");
		for (int i = 0; i < 200; i++) {
			assertThat(http.get(ALIAS + "?engine_fetch", token).status()).isEqualTo(204);
		}
		assertThat(http.get(ALIAS + "?engine_fetch", token).status()).isEqualTo(429);
		assertThat(http.get(ALIAS + "?engine_fetch", other).status()).isEqualTo(204);
		cloud.nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
		assertThat(http.get(ALIAS + "?engine_fetch", token).status()).isEqualTo(204);
	}

	@Test
	void aClearTakesOnlyWhatTheDeviceHasRead() throws Exception {
		String token = cloud.device("A1");
		command("A1", "engine_fetch", "first");
		assertThat(read(token, "engine_fetch")).isEqualTo("engine_fetch=first");
		command("A1", "engine_fetch", "second");
		write(token, "engine_fetch=");
		assertThat(read(token, "engine_fetch")).as("written between read and clear").isEqualTo("engine_fetch=second");
		write(token, "engine_fetch=");
		assertThat(read(token, "engine_fetch")).isEmpty();
	}

	@Test
	void alsoAfterARestart() throws Exception {
		String token = cloud.device("A1");
		command("A1", "engine_fetch", "first");
		read(token, "engine_fetch");
		restart();
		write(token, "engine_fetch=");
		assertThat(read(token, "engine_fetch")).as("read before").isEmpty();
		command("A1", "engine_fetch", "second");
		restart();
		write(token, "engine_fetch=");
		assertThat(read(token, "engine_fetch")).as("never read").isEqualTo("engine_fetch=second");
	}

	@Test
	void whatADeviceWritesSupersedesWhatTheCloudWrote() throws Exception {
		String token = cloud.device("A1");
		command("A1", "update_interval", "60");
		write(token, "update_interval=3600");
		assertThat(read(token, "update_interval")).isEqualTo("update_interval=3600");
		var state = cloud.values.states(cloud.key("A1")).get("update_interval");
		assertThat(state.pending()).isEmpty();
		assertThat(state.reported().orElseThrow().text()).isEqualTo("3600");
		command("A1", "update_interval", "30");
		state = cloud.values.states(cloud.key("A1")).get("update_interval");
		assertThat(state.pending().orElseThrow().text()).isEqualTo("30");
		assertThat(state.reported().orElseThrow().text()).as("stays beside it").isEqualTo("3600");
	}

	@Test
	void listenersAreToldInTheSameTransaction() throws Exception {
		var told = new java.util.concurrent.CopyOnWriteArrayList<String>();
		String token = cloud.device("A1");
		cloud.values.listen(new DeviceListener() {

			@Override
			public void written(Tx tx, DeviceKey device, Written value) {
				if (value.text().equals("refused")) {
					throw new HttpError(409, "refused by a test");
				}
				told.add(device.sn() + " " + value.alias() + " " + value.text() + (value.byDevice() ? " d" : " c") + (value.survivor() == null ? "" : " " + value.survivor()));
			}

			@Override
			public void read(Tx tx, DeviceKey device, String alias, String text, Instant at) {
				told.add(device.sn() + " reads " + text);
			}
		});
		command("A1", "engine_fetch", "x");
		read(token, "engine_fetch");
		read(token, "engine_fetch");
		command("A1", "engine_fetch", "y");
		write(token, "engine_fetch=");
		assertThat(http.post(ALIAS, token, "device_info=refused").status()).isEqualTo(409);
		assertThat(read(token, "device_info")).isEmpty();
		assertThat(told).containsExactly("A1 engine_fetch x c", "A1 reads x", "A1 engine_fetch y c", "A1 engine_fetch  d y");
	}
}
