package org.fleetdesk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.cli.ResourceFinder.Choice;
import org.fleetdesk.cli.ResourceFinder.Domain;
import org.fleetdesk.cli.ResourceFinder.On;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.Phase;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Session;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.core.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceFinderTest {

	private static final Domain<Session> METERS = new Domain<>("meters", "a meter house", Session.class, List.of("problem"), "--filter",
			(connection, resource) -> resource.name() + " on " + connection.name());
	private static final Resource SEVEN = resource("lab", "meter", "7", "sensor-7", Optional.empty());
	private static final Resource PROGRAM = resource("lab", "program", "7/tick", "tick", Optional.of(SEVEN.id()));
	private final List<Connection> connections = List.of(connection("lab", "meters"), connection("field", "meters"), connection("other", "so3"));
	private final Map<String, List<Resource>> there = new LinkedHashMap<>(Map.of("lab", List.of(SEVEN, PROGRAM), "field", List.of(resource("field", "meter", "9", "sensor-9", Optional.empty()))));
	private final ByteArrayOutputStream said = new ByteArrayOutputStream();
	private final Output out = output();
	private final ResourceFinder<Session> finder = new ResourceFinder<>(answering(Connections.class, (name, args) -> connections), answering(Sessions.class, (name, args) -> session((String) args[0])),
			METERS);

	private static Resource resource(String connection, String kind, String key, String name, Optional<ResourceId> parent) {
		return new Resource(new ResourceId(connection, kind, key), name, new State(Phase.FAILED, "error", "POWEROFF"), parent, Map.of("owner", "ann", "flavours", "Function-Data", "cpu", "2"),
				Map.of("site", connection), Map.of());
	}

	private static Connection connection(String name, String kind) {
		return new Connection(name, kind, name, URI.create("http://127.0.0.1:1"), Optional.empty(), Map.of(), false);
	}

	private interface Call {
		Object answer(String name, Object[] args) throws Exception;
	}

	private static <T> T answering(Class<T> type, Call call) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, args) -> call.answer(method.getName(), args)));
	}

	private Session session(String connection) {
		return answering(Session.class, (name, args) -> {
			if (!there.containsKey(connection)) {
				throw new EngineException(Kind.UNREACHABLE, "nobody is there");
			}
			var all = new LinkedHashMap<ResourceId, Resource>();
			there.get(connection).forEach(r -> all.put(r.id(), r));
			return new Snapshot(connection, Instant.EPOCH, all, Map.of());
		});
	}

	private Output output() {
		var stream = new PrintStream(said, true, StandardCharsets.UTF_8);
		var made = new Output();
		made.connect(stream, stream, Path.of(""), Answers.NONE);
		return made;
	}

	private List<String> meant(String kind, String... words) throws Exception {
		return finder.meant(kind, kind, List.of(words), Choice.NONE, null, out).stream().map(On::label).toList();
	}

	@ParameterizedTest
	@CsvSource({ "sensor, true", "state:error, true", "state:poweroff, true", "state:running, false", "'state:running,error', true", "-state:error, false", "owner:ann, true", "owner:bob, false",
			"-owner:bob, true", "on:lab, true", "on:field, false", "flavours:data, true", "state:error owner:bob, false", "state:error sensor, true", "problem:gone, false", "meter, false",
			"site:lab, true", "label:site=lab, true", "site:mill, false" })
	void resourcesAreChosenAsInTheTables(String filter, boolean matches) throws Exception {
		var all = finder.all("meter", List.of("lab"), out, new ArrayList<>());
		assertThat(finder.matching(all, Choice.of(filter))).hasSize(matches ? 1 : 0);
	}

	@Test
	void aWordMeansANameAKeyOrBothWithTheirPlace() throws Exception {
		assertThat(meant("meter", "sensor-7")).containsExactly("sensor-7 on lab");
		assertThat(meant("meter", "7", "lab/7", "LAB/sensor-7")).as("one thing once").containsExactly("sensor-7 on lab");
		assertThat(meant("meter", "9", "7")).containsExactly("sensor-9 on field", "sensor-7 on lab");
		assertThat(meant("program", "7/tick")).containsExactly("tick on lab");
		assertThat(finder.children(finder.meant("meter", "meter", List.of("7"), Choice.NONE, null, out).getFirst())).extracting(On::label).containsExactly("tick on lab");
		assertThatThrownBy(() -> meant("meter", "8")).isInstanceOf(EngineException.class).hasMessage("There is no meter '8'.");
		assertThatThrownBy(() -> meant("meter")).isInstanceOf(UsageException.class).hasMessage("Say which meters: their names, or --filter.");
		there.put("field", List.of(resource("field", "meter", "7", "sensor-7", Optional.empty())));
		assertThatThrownBy(() -> meant("meter", "sensor-7")).isInstanceOf(UsageException.class).hasMessage("There are several meters 'sensor-7': write lab/7 or field/7.");
	}

	@Test
	void labelsAndFiltersChooseAll() throws Exception {
		assertThat(finder.meant("meter", "meter", List.of(), new Choice("", Map.of("site", "field")), null, out)).extracting(On::label).containsExactly("sensor-9 on field");
		assertThat(finder.meant("meter", "meter", List.of(), Choice.of("state:error"), null, out)).hasSize(2);
		assertThatThrownBy(() -> finder.meant("meter", "meter", List.of(), Choice.of("owner:bob"), null, out)).hasMessage("No meter matches 'owner:bob'.");
	}

	@Test
	void connectionsAreThoseOfTheDomain() throws Exception {
		assertThat(finder.named(null)).extracting(Connection::name).containsExactly("lab", "field");
		assertThat(finder.named(List.of("Field"))).extracting(Connection::name).containsExactly("field");
		assertThatThrownBy(() -> finder.named(List.of("other"))).hasMessage("There is no connection 'other' to a meter house; there are: lab, field.");
		assertThatThrownBy(() -> finder.one(null)).hasMessage("Say on which connection: --on NAME.");
	}

	@Test
	void whatCannotBeReadIsSaidAndIsNoProofThatSomethingIsMissing() throws Exception {
		there.remove("field");
		assertThat(meant("meter", "sensor-7")).containsExactly("sensor-7 on lab");
		assertThat(said.toString(StandardCharsets.UTF_8)).contains("field: nobody is there");
		assertThatThrownBy(() -> meant("meter", "sensor-9")).hasMessage("Whether there is a meter 'sensor-9' cannot be told").isInstanceOfSatisfying(EngineException.class,
				e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
	}
}
