package org.fleetdesk.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.core.AuditLog.SftpChange;
import org.fleetdesk.http.HttpAudit.Proof;
import org.fleetdesk.http.HttpAudit.Request;
import org.fleetdesk.http.HttpBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CurlTest {

	private static final URI URL = URI.create("http://so-lab-1:2375/v1.43/containers/create?name=a");

	private static Request request(String url, Map<String, String> headers, HttpBody body, Proof... proofs) {
		return new Request("POST", URI.create(url), Optional.empty(), headers, Optional.ofNullable(body), Set.of(proofs), true);
	}

	private static HttpBody json(String text) {
		return new HttpBody.Bytes("application/json", text.getBytes(StandardCharsets.UTF_8));
	}

	private static String command(String body) {
		return Curl.of(request(URL.toString(), Map.of(), json(body))).command();
	}

	/** What a program is given for the words of a line. */
	private static List<String> words(String line, Map<String, String> variables) throws Exception {
		Path file = Files.createTempFile("words", "");
		try {
			var process = new ProcessBuilder("sh", "-c", "curl() { for word; do printf '%s\\0' \"$word\"; done; }\n" + line).redirectOutput(file.toFile())
					.redirectErrorStream(true);
			process.environment().putAll(variables);
			var run = process.start();
			assertThat(run.waitFor(20, TimeUnit.SECONDS)).isTrue();
			return List.of(Files.readString(file).split("\0"));
		} finally {
			Files.delete(file);
		}
	}

	@Test
	void isTheRequest() throws Exception {
		var curl = Curl.of(request(URL.toString(), Map.of("X-Run", "it's"), json("{\"Image\":\"a';rm -rf /\"}")));
		assertThat(curl.note()).isEmpty();
		assertThat(words(curl.command(), Map.of())).containsExactly("-gsS", "-X", "POST", "-H", "Content-Type: application/json", "-H", "X-Run: it's", "--data-raw",
				"{\"Image\":\"a';rm -rf /\"}", URL.toString());
	}

	@Test
	void goesToAUnixSocketAndCarriesAFile() throws Exception {
		var request = new Request("PUT", URI.create("http://localhost/images/../x"), Optional.of(Path.of("/run/my docker.sock")), Map.of(),
				Optional.of(new HttpBody.FileContent("application/x-itb", Path.of("/tmp/$(id) a\u001b.itb"), 3, n -> { })), Set.of(), true);
		assertThat(words(Curl.of(request).command(), Map.of())).containsExactly("-gsS", "-X", "PUT", "--unix-socket", "/run/my docker.sock", "-H",
				"Content-Type: application/x-itb", "--data-binary", "@/tmp/$(id) a\u001b.itb", "--path-as-is", "http://localhost/images/../x");
		assertThat(Curl.of(request).command()).as("nothing for a terminal").doesNotContain("\u001b");
	}

	@Test
	void leavesProofsToVariablesWithoutWhichItDoesNothing() throws Exception {
		var curl = Curl.of(request("https://h/x", Map.of("X-Registry-Auth", "eyJh"), null, Proof.TOKEN, Proof.AUTHORITIES, Proof.IDENTITY));
		assertThat(curl.command()).doesNotContain("eyJh");
		assertThat(words(curl.command(), Map.of("FLEETDESK_TOKEN", "t 1", "FLEETDESK_CACERT", "/ca", "FLEETDESK_CERT", "/c", "SECRET_X_REGISTRY_AUTH", "r")))
				.containsExactly("-gsS", "-X", "POST", "--cacert", "/ca", "--cert", "/c", "-H", "Authorization: Bearer t 1", "-H", "X-Registry-Auth: r", "https://h/x");
		assertThat(words(curl.command(), Map.of("FLEETDESK_CACERT", "/ca")).getFirst()).contains("FLEETDESK_CERT");
		assertThat(Curl.of(request("https://h/x", Map.of(), null, Proof.PASSWORD)).command()).contains("-u \"${FLEETDESK_USER:?}\":\"${FLEETDESK_PASSWORD:?}\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"password\":\"geheim\"}", "{\"a\":{\"Token\":\"geheim\"}}", "{\"auth\":{\"x\":[\"geheim\"]}}", "{\"Env\":[\"DB_PASSWORD=geheim\"]}",
			"{\"Env\":[\"PLAIN=geheim = geheim\",\"PLAIN\"]}", "{\"a\":{\"environment\":{\"PLAIN\":\"geheim\"}}}",
			"{\"Cmd\":[\"run\",\"--password\",\"geheim\"]}", "{\"Cmd\":[\"--api-key=geheim\"]}", "{\"remote\":\"https://ann:geheim@host/x\"}", "{\"secret\":\"geheim\",\"secret\":\"geheim\"}",
			"{\"authorization\":\"geheim\"}", "{\"Env\":[\"MYSQL_PWD=geheim\",\"DB_PASS=geheim\"]}", "{\"hook\":\"http://h/x?a=1&access_token=geheim&b\"}",
			"{\"Cmd\":[\"sh\",\"-c\",\"export API_TOKEN=geheim; run\"]}", "{\"Cmd\":[\"sh\",\"-c\",\"run --password geheim -v\"]}", "{\"remote\":\"https://geheim@host/x\"}",
			"{\"Cmd\":[\"sh\",\"-c\",\"curl -H 'Authorization: Bearer geheim' h\"]}", "{\"Labels\":{\"settings\":\"{\\\"password\\\": \\\"geheim\\\"}\"}}",
			"{\"Cmd\":[\"url=http://h?token=geheim\"]}", "{\"apiKey\":\"geh\\u0065im\"}", "[{\"clientSecret\":\"geheim\"}]" })
	void writesNoSecretOfABodyDown(String body) throws Exception {
		String command = command(body);
		assertThat(command).doesNotContain("geheim").contains("${SECRET_");
		var names = java.util.regex.Pattern.compile("SECRET_\\w+").matcher(command).results().map(r -> r.group()).distinct().toList();
		var variables = new java.util.HashMap<String, String>();
		names.forEach(n -> variables.put(n, "geheim"));
		assertThat(words(command, variables)).as("with the secret it is the request again").anyMatch(w -> w.contains("geheim"));
	}

	@Test
	void writesNoSecretOfAUrlDown() {
		var curl = Curl.of(request("http://h/x?a=1&access%5Ftoken=geheim&b=2", Map.of(), null));
		assertThat(curl.command()).doesNotContain("geheim").contains("a=1").contains("b=2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Proxy-Authorization", "X-Registry-Config", "X-API-Key", "Cookie" })
	void writesNoSecretOfAHeaderDown(String name) {
		assertThat(Curl.of(request("http://h/x", Map.of(name, "geheim"), null)).command()).doesNotContain("geheim").contains("${SECRET_");
	}

	@Test
	void whatHasNoSecretStaysAsItIs() throws Exception {
		String body = "{\"Image\":\"a\",\"Cmd\":[\"x=1\"],\"n\":1.5,\"Author\":\"ann\",\"Labels\":{\"site\":\"lab\",\"at\":\"keys:1 http://h/a:b tokens\"}}";
		assertThat(words(command(body), Map.of())).contains(body);
	}

	@Test
	void saysWhatItCannotRepeat() {
		assertThat(Curl.of(request("http://h/x", Map.of(), json("x".repeat(70_000)))).note()).contains("70000 bytes");
		assertThat(Curl.of(request("http://h/x", Map.of(), json("{broken"))).note()).contains("cannot be read");
		assertThat(Curl.of(request("http://h/x", Map.of(), new HttpBody.Bytes("application/x-tar", new byte[9]))).note()).contains("9 bytes of application/x-tar");
	}

	@Test
	void aBodyThatKnowsItsSecretsIsWrittenDownWithoutThem() throws Exception {
		var body = new HttpBody.Masked("text/xml", "<a>u:geheim</a>".getBytes(), mask -> "<a>" + mask.secret("session") + "</a><b>"
				+ mask.text("CPU=1 PASSWORD=\"geheim\" <TOKEN><![CDATA[geheim]]></TOKEN> {\"key\":\"geheim\"}") + "</b>");

		var curl = Curl.of(request("http://h/RPC2", Map.of(), body));

		assertThat(curl.note()).isEmpty();
		assertThat(curl.command()).doesNotContain("geheim");
		assertThat(words(curl.command(), Map.of("SECRET_SESSION", "s", "SECRET_PASSWORD", "p", "SECRET_TOKEN", "t", "SECRET_KEY", "k"))).contains("Content-Type: text/xml",
				"<a>s</a><b>CPU=1 PASSWORD=\"p\" <TOKEN><![CDATA[t]]></TOKEN> {\"key\":\"k\"}</b>");
		assertThat(Curl.of(request("http://h/x", Map.of(), new HttpBody.Masked("text/xml", new byte[70_000], mask -> ""))).note()).contains("70000 bytes");
	}

	@Test
	void writesSftpDown() throws Exception {
		var server = URI.create("sftp://root@so-lab-1:22");
		assertThat(words(Curl.of(new SftpChange(server, "/mnt/ME/a b.itb", Optional.of(Path.of("/home/ann/a b.itb")))).command(), Map.of("FLEETDESK_PASSWORD", "p")))
				.containsExactly("-gsS", "-u", "root:p", "-T", "/home/ann/a b.itb", "sftp://so-lab-1:22/mnt/ME/a%20b.itb");
		assertThat(words(Curl.of(new SftpChange(server, "/mnt/ME/a\"b", Optional.empty())).command(), Map.of("FLEETDESK_PASSWORD", "p")))
				.containsExactly("-gsS", "-u", "root:p", "-Q", "rm \"/mnt/ME/a\\\"b\"", "-o", "/dev/null", "sftp://so-lab-1:22/");
	}

	@Provide
	Arbitrary<String> texts() {
		return Arbitraries.strings().withCharRange('\u0001', '\u00ff').withChars('\'', '"', '\\', '$', '`', '%', '#', ' ', '\n', '\u202e', 'é').ofMaxLength(20)
				.filter(ShellWords::keeps);
	}

	@Test
	void aWordThatBeginsWithADashIsNoOptionOfPrintf() throws Exception {
		assertThat(words("curl " + new ShellWords().quoted("-a\n-b"), Map.of())).containsExactly("-a\n-b");
	}

	@Property(tries = 40)
	void aShellReadsAnyTextAsOneWordInOneLine(@ForAll("texts") String text) throws Exception {
		String word = new ShellWords().quoted(text);
		assertThat(word.codePoints().filter(c -> Character.getType(c) == Character.CONTROL)).isEmpty();
		var said = words("curl a " + word + " z", Map.of("LC_ALL", "C"));
		assertThat(said).containsExactly("a", text, "z");
	}
}
