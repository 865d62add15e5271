package org.fleetdesk.so3.original.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The replica is as odd as what it replaces: each oddity that the description states. */
class OriginalEngineTest {

	private static final ObjectMapper MAPPER = new ObjectMapper();

	/** An answer with its headers as they came. */
	private record Answer(int status, List<String> headers, String body) {

		String header(String name) {
			return headers.stream().filter(h -> h.toLowerCase().startsWith(name.toLowerCase() + ":")).map(h -> h.substring(h.indexOf(':') + 1).strip()).findFirst().orElse("");
		}

		JsonNode json() throws IOException {
			return MAPPER.readTree(body);
		}
	}

	@TempDir
	Path folder;
	private OriginalEngine engine;

	@AfterEach
	void close() {
		if (engine != null) {
			engine.close();
		}
	}

	private void start(Generation generation, String... images) throws IOException {
		engine = new OriginalEngine(generation, folder);
		for (String image : images) {
			Files.writeString(engine.images().resolve(image), "image " + image);
		}
	}

	/** By hand, so that nothing of the client's own stands between. */
	private Answer ask(String method, String path, String body) throws IOException {
		try (var socket = new Socket(engine.url().getHost(), engine.url().getPort())) {
			byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
			socket.getOutputStream().write("%s %s HTTP/1.1\r\nHost: so\r\nConnection: close\r\nContent-Length: %d\r\n\r\n".formatted(method, path, bytes.length).getBytes(StandardCharsets.US_ASCII));
			socket.getOutputStream().write(bytes);
			var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
			int status = Integer.parseInt(in.readLine().split(" ")[1]);
			var headers = new ArrayList<String>();
			for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
				headers.add(line);
			}
			return new Answer(status, headers, in.lines().map(l -> l + "\n").collect(Collectors.joining()));
		}
	}

	private Answer get(String path) throws IOException {
		return ask("GET", path, "");
	}

	private int post(String path) throws IOException {
		return ask("POST", path, "").status;
	}

	private String create(String name, String image) throws IOException {
		var answer = engine.generation() == Generation.V2
				? ask("POST", "/v1.43/containers/create", MAPPER.createObjectNode().put("Image", "/mnt/ME/" + image + ".itb").put("name", name).toString())
				: ask("POST", "/v1.43/containers/create?name=" + name, MAPPER.createObjectNode().put("Image", image + ":latest").toString());
		assertThat(answer.status).isEqualTo(201);
		return answer.json().path("Id").asText();
	}

	private List<String> states() throws IOException {
		var states = new ArrayList<String>();
		get("/containers/json?all=true").json().forEach(c -> states.add(c.path("Id").asText() + " " + c.path("Names").path(0).asText() + " " + c.path("State").asText()));
		return states;
	}

	@ParameterizedTest
	@EnumSource
	void confirmsUnknownPathsWithAText(Generation generation) throws IOException {
		start(generation);
		for (String request : List.of("POST /containers/2/kill", "GET /events", "POST /images/load", "DELETE /images/x", "GET /v1.43/system/df", "POST /containers/ticker/stop")) {
			var answer = ask(request.split(" ")[0], request.split(" ")[1], "");
			assertThat(answer.status).as(request).isEqualTo(200);
			assertThat(answer.header("Content-Type")).startsWith("text/plain");
			assertThat(answer.body).isEqualTo("Path '" + request.split(" ")[1] + "' not implemented\n");
		}
	}

	@ParameterizedTest
	@EnumSource
	void tellsItsVersionToHeadOnly(Generation generation) throws IOException {
		start(generation);
		assertThat(get("/_ping").header("Api-Version")).isEmpty();
		assertThat(get("/_ping").body).startsWith("OK");
		var head = ask("HEAD", "/v7.99/_ping", "");
		assertThat(head.header("Api-Version")).isEqualTo("1.43");
		assertThat(head.header("OSType")).isEmpty();
		var version = get("/version").json();
		assertThat(version.at("/Platform/name").asText()).isEqualTo("emiso");
		assertThat(version.at("/Platform/Name").isMissingNode()).isTrue();
		var info = get("/info").json();
		assertThat(info.path("Name").asText()).isEqualTo("agency");
		assertThat(info.path("Isolation").asText()).isEqualTo("VT");
		assertThat(info.path("MemoryLimit").isBoolean()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void listsFilesAsImagesAndNothingAsNull(Generation generation) throws IOException {
		start(generation);
		assertThat(get("/images/json").body.strip()).isEqualTo("null");
		Files.writeString(engine.images().resolve("x.itb"), "abc");
		Files.writeString(engine.images().resolve("notes.txt"), "abc");
		var images = get("/images/json").json();
		assertThat(images).hasSize(2);
		assertThat(images.at("/1/RepoTags/0").asText()).isEqualTo(generation == Generation.V2 ? "x.itb" : "x.itb:latest");
		assertThat(images.at("/1/Id").asText()).matches("md5:\\d+").isEqualTo(images.at("/0/Id").asText());
		assertThat(images.at("/1/Created").asLong() > 0).isEqualTo(generation == Generation.V4);
	}

	@Test
	void theSecondGenerationCallsAContainerByItsSlotWhichAStopChanges() throws IOException {
		start(Generation.V2, "x.itb");
		assertThat(get("/containers/json?all=true").body.strip()).isEqualTo("null");
		assertThat(create("a", "x")).isEqualTo("2");
		assertThat(states()).containsExactly("2 /a created");
		assertThat(post("/containers/2/start")).isEqualTo(204);
		assertThat(states()).containsExactly("2 /a running");
		assertThat(post("/containers/2/pause")).isEqualTo(204);
		assertThat(states()).containsExactly("2 /a paused");
		post("/containers/2/unpause");
		assertThat(post("/containers/2/stop")).isEqualTo(204);
		assertThat(states()).containsExactly("3 /a created");
		assertThat(get("/containers/json?all=1").body.strip()).as("only the word true shows all").isEqualTo("null");
		post("/containers/3/restart");
		assertThat(states()).containsExactly("2 /a running");
		assertThat(get("/containers/json?all=1").json()).hasSize(1);
		assertThat(ask("DELETE", "/containers/2", "").status).as("though it runs").isEqualTo(204);
		assertThat(engine.slots()).isEmpty();
	}

	@Test
	void theFourthGenerationCountsItsContainersFromZeroForGood() throws IOException {
		start(Generation.V4, "x.itb");
		assertThat(get("/containers/json?all=1").body.strip()).isEqualTo("[]");
		assertThat(create("a", "x")).isEqualTo("0");
		assertThat(create("a", "x")).isEqualTo("1");
		assertThat(engine.slots()).as("create only registers").isEmpty();
		assertThat(ask("DELETE", "/containers/1", "").status).isEqualTo(204);
		assertThat(create("", "x")).isEqualTo("2");
		post("/containers/0/start");
		assertThat(engine.slots()).containsOnlyKeys(2);
		assertThat(states()).containsExactly("0 /a running", "2 / created");
		var again = ask("POST", "/containers/0/start", "");
		assertThat(again.status).isEqualTo(500);
		assertThat(again.body).startsWith("{\"message\":\"Failed to start container 0\"}");
		post("/containers/0/pause");
		assertThat(engine.slots()).as("a pause leaves the slot").isEmpty();
		post("/containers/0/unpause");
		post("/containers/0/stop");
		assertThat(states()).containsExactly("0 /a exited", "2 / created");
		var missing = ask("POST", "/containers/create?name=b", "{\"Image\":\"x.itb:latest\"}");
		assertThat(missing.status).as("the listed name is not the one to create with").isEqualTo(404);
		assertThat(missing.json().path("message").asText()).isEqualTo("No such image: x.itb");
	}

	@Test
	void aRestartOfTheFourthGenerationEndsTheWrongSlot() throws IOException {
		start(Generation.V4, "x.itb");
		for (int i = 0; i < 3; i++) {
			post("/containers/" + create("c" + i, "x") + "/start");
		}
		assertThat(engine.slots()).containsOnlyKeys(2, 3, 4);
		post("/containers/2/restart");
		assertThat(engine.slots()).as("slot 2 was container 0; container 2 was in slot 4 and is there still").containsOnlyKeys(2, 3, 4);
		post("/containers/1/restart");
		assertThat(engine.slots()).as("there is no slot 1: another capsule runs now").containsOnlyKeys(2, 3, 4, 5);
		assertThat(states()).containsExactly("0 /c0 running", "1 /c1 running", "2 /c2 running");
	}

	@ParameterizedTest
	@EnumSource
	void confirmsWhatItDoesNotDo(Generation generation) throws IOException {
		start(generation, "x.itb");
		String id = create("a", "x");
		post("/containers/" + id + "/start");
		engine.lie(Verb.STOP, Verb.REMOVE);
		assertThat(post("/containers/" + id + "/stop")).isEqualTo(204);
		assertThat(ask("DELETE", "/containers/" + id, "").status).isEqualTo(204);
		assertThat(states()).containsExactly(id + " /a running");
		engine.lie();
		post("/containers/" + id + "/stop");
		assertThat(states().getFirst()).doesNotContain("running");
		for (String verb : List.of("stop", "restart", "pause", "unpause")) {
			assertThat(post("/containers/99/" + verb)).as(verb + " of an unknown one").isEqualTo(204);
		}
	}

	@ParameterizedTest
	@EnumSource
	void answersUnknownIdsWithAnErrorPage(Generation generation) throws IOException {
		start(generation);
		for (String path : List.of("/containers/99/json", "/containers/ticker/json")) {
			assertThat(get(path).status).isEqualTo(500);
			assertThat(get(path).header("Content-Type")).startsWith("text/plain");
		}
		assertThat(post("/containers/ticker/start")).isEqualTo(500);
	}

	@ParameterizedTest
	@EnumSource
	void aPausedContainerDoesNotRunInItsInspection(Generation generation) throws IOException {
		start(generation, "x.itb");
		String id = create("a", "x");
		post("/containers/" + id + "/start");
		post("/containers/" + id + "/pause");
		var state = get("/containers/" + id + "/json").json().path("State");
		assertThat(state.path("Running").asBoolean(true)).isFalse();
		assertThat(state.path("Paused").asBoolean()).isTrue();
		assertThat(get("/containers/" + id + "/json").json().at("/Config/Tty").asBoolean(true)).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void thereAreFiveSlots(Generation generation) throws IOException {
		start(generation, "x.itb");
		for (int i = 0; i < 5; i++) {
			assertThat(post("/containers/" + create("c" + i, "x") + "/start")).isEqualTo(204);
		}
		if (generation == Generation.V4) {
			assertThat(post("/containers/" + create("c5", "x") + "/start")).isEqualTo(500);
		} else {
			assertThat(ask("POST", "/containers/create", "{\"Image\":\"/mnt/ME/x.itb\"}").status).isEqualTo(500);
		}
		assertThat(engine.slots()).containsOnlyKeys(2, 3, 4, 5, 6);
	}

	@ParameterizedTest
	@EnumSource
	void sendsTheHeadOfALogAsPlainTextCalledJson(Generation generation) throws IOException {
		start(generation, "x.itb");
		String id = create("a", "x");
		post("/containers/" + id + "/start");
		engine.tick();
		engine.tick();
		assertThat(Files.readAllLines(engine.log(2))).hasSize(3).allMatch(l -> l.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+00:00 agency kernel: \\[(ME|S3C):2] .*"));
		Files.copy(engine.log(2), engine.log(Integer.parseInt(id)), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
		var answer = get("/containers/" + id + "/logs?stdout=1&follow=1&timestamps=1&tail=2");
		assertThat(answer.header("Content-Type")).isEqualTo("application/json");
		assertThat(answer.body.lines()).hasSize(2).last().asString().endsWith("tick 1");
		assertThat(get("/containers/" + id + "/logs?tail=all").status).isEqualTo(500);
		assertThat(get("/containers/" + id + "/logs").status).isEqualTo(generation == Generation.V2 ? 500 : 200);
		assertThat(get("/containers/6/logs?tail=5").body).as("a file that is not there").isEmpty();
	}

	@Test
	void theFourthGenerationLooksForTheLogOfTheWrongNumber() throws IOException {
		start(Generation.V4, "x.itb");
		for (int i = 0; i < 3; i++) {
			create("c" + i, "x");
		}
		post("/containers/0/start");
		assertThat(get("/containers/0/logs").body).isEmpty();
		assertThat(get("/containers/2/logs").body).as("of container 0").contains("[S3C:2]");
	}

	@Test
	void aCrashIsSeenByTheSecondGenerationOnly() throws IOException {
		start(Generation.V2, "x.itb");
		post("/containers/" + create("a", "x") + "/start");
		engine.crash(2);
		assertThat(states()).containsExactly("2 /a dead");
		engine.close();
		start(Generation.V4, "x.itb");
		post("/containers/" + create("a", "x") + "/start");
		engine.crash(2);
		assertThat(states()).containsExactly("0 /a running");
		assertThat(engine.slots()).containsEntry(2, "killed");
	}

	@Test
	void aRestartedEngineHasForgottenItsContainersButTheSlotsAreAsTheyWere() throws IOException {
		start(Generation.V2, "x.itb");
		post("/containers/" + create("a", "x") + "/start");
		engine.restart();
		assertThat(states()).containsExactly("2 / running");
		engine.close();
		start(Generation.V4, "x.itb");
		post("/containers/" + create("a", "x") + "/start");
		engine.restart();
		assertThat(states()).isEmpty();
		assertThat(engine.slots()).containsOnlyKeys(2);
	}

	@Test
	void aRebootRemovesLogsAndTheSecondGenerationRunsAllImages() throws IOException {
		start(Generation.V2, "x.itb", "y.itb");
		post("/containers/" + create("a", "x") + "/start");
		engine.tick();
		engine.reboot();
		assertThat(states()).containsExactly("2 / running", "3 / running");
		assertThat(Files.readAllLines(engine.log(2))).hasSize(1);
		engine.close();
		start(Generation.V4, "x.itb");
		post("/containers/" + create("a", "x") + "/start");
		engine.reboot();
		assertThat(states()).isEmpty();
		assertThat(engine.slots()).isEmpty();
		assertThat(engine.log(2)).doesNotExist();
	}

	@Test
	void onlyTheFourthGenerationKnowsPluginsAndInspectsImagesAndItsHistoryIsTheList() throws IOException {
		start(Generation.V2, "x.itb");
		assertThat(get("/plugins").body).contains("not implemented");
		assertThat(get("/images/x/json").body).contains("not implemented");
		engine.close();
		start(Generation.V4, "x.itb");
		assertThat(get("/plugins").body.strip()).isEqualTo("[]");
		assertThat(get("/images/x/json").json().path("Created").isNumber()).isTrue();
		assertThat(get("/images/x.itb/json").status).isEqualTo(500);
		assertThat(get("/images/y/json").body.strip()).isEqualTo("Image 'y' not found");
		assertThat(get("/images/x/history").json()).isEqualTo(get("/images/json").json());
		assertThat(get("/volumes").body.strip()).isEqualTo("{\"Volumes\":[]}");
	}

	@Test
	void filtersByWholeNamesOnly() throws IOException {
		start(Generation.V4, "x.itb");
		create("alpha", "x");
		create("beta", "x");
		String filters = URLEncoder.encode("{\"name\":[\"/al.*\"],\"status\":[\"running\"]}", StandardCharsets.UTF_8);
		assertThat(get("/containers/json?all=1&filters=" + filters).json()).hasSize(1);
	}
}
