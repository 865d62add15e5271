package org.fleetdesk.gateways.engine.internal.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What devices download (spec/gateways.md 1.1), over the wire. */
class DeviceContentTest extends DeviceCase {

	@Test
	void listsContentAndTellsAboutIt() throws Exception {
		String token = cloud.device("A1");
		for (String product : List.of("?", "?vendor=local&model=local")) {
			var list = http.get("/provision/download" + product, token);
			assertThat(list.header("content-type")).startsWith("text/csv");
			assertThat(list.text().lines()).containsExactly("app.v1.tar.gz", "readme");
			assertThat(http.get("/provision/download" + product + "&id=app.v1.tar.gz&info=true", token).text()).isEqualTo("application/gzip,10,1700000000,note");
		}
		assertThat(http.get("/provision/download?id=readme&info=true", token).status()).isEqualTo(404);
		assertThat(http.get("/provision/download?vendor=x&model=local", token).status()).isEqualTo(403);
		assertThat(http.get("/provision/download?vendor=local&model=x&id=app.v1.tar.gz", token).status()).isEqualTo(403);
		assertThat(http.get("/provision/download?vendor=local&model=x&id=app.v1.tar.gz&info=true", token).status()).isEqualTo(400);
	}

	@ParameterizedTest
	@CsvSource({ "bytes=0-3, 0123, 0-3", "bytes=4-, 456789, 4-9", "bytes=-3, 789, 7-9", "bytes=8-100, 89, 8-9", "bytes=-100, 0123456789, 0-9", "bytes=9-9, 9, 9-9" })
	void downloadsAPart(String range, String part, String contentRange) throws Exception {
		var answer = http.get("/provision/download?vendor=local&model=local&id=app.v1.tar.gz", cloud.device("A1") + "Range: " + range + "\r\n");
		assertThat(answer.status()).isEqualTo(206);
		assertThat(answer.text()).isEqualTo(part);
		assertThat(answer.header("content-range")).isEqualTo("bytes " + contentRange + "/10");
		assertThat(answer.header("content-length")).isEqualTo(Integer.toString(part.length()));
		assertThat(answer.header("accept-ranges")).isEqualTo("bytes");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Range: bytes=5-3\r\n", "Range: bytes=-\r\n", "Range: lines=1-2\r\n", "Range: bytes=0-1,3-4\r\n", "Range: bytes=0-3\r\nIf-Range: \"other\"\r\n" })
	void downloadsTheWholeContent(String header) throws Exception {
		var answer = http.get("/provision/download?id=app.v1.tar.gz", cloud.device("A1") + header);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.text()).isEqualTo(TestCloud.CONTENT);
		assertThat(answer.header("content-type")).isEqualTo("application/gzip");
		assertThat(answer.header("etag")).isEqualTo("\"ab12\"");
		assertThat(answer.header("x-content-sha256")).isEqualTo("ab12");
		assertThat(answer.header("x-content-signature")).isEqualTo("c2ln");
	}

	@Test
	void partsThatAreNoneAndContentThatIsNoneAreRefused() throws Exception {
		String token = cloud.device("A1");
		var answer = http.get("/provision/download?id=app.v1.tar.gz", token + "Range: bytes=10-\r\n");
		assertThat(answer.status()).isEqualTo(416);
		assertThat(answer.header("content-range")).isEqualTo("bytes */10");
		assertThat(http.get("/provision/download?id=app.v1.tar.gz", token + "Range: bytes=-0\r\n").status()).isEqualTo(416);
		assertThat(http.get("/provision/download?id=nothing", token).status()).isEqualTo(404);
		var head = http.send(("HEAD /provision/download?id=app.v1.tar.gz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + token + "\r\n").getBytes(StandardCharsets.US_ASCII));
		assertThat(head.status()).isEqualTo(200);
		assertThat(head.header("content-length")).isEqualTo("10");
		assertThat(http.get("/provision/download?id=app.v1.tar.gz", token + "Range: bytes=2-\r\nIf-Range: \"ab12\"\r\n").text()).isEqualTo("23456789");
	}
}
