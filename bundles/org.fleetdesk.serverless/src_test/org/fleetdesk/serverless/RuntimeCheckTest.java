package org.fleetdesk.serverless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import org.fleetdesk.serverless.model.RuntimeSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

class RuntimeCheckTest {

	private final RuntimeCheck check = new RuntimeCheck(RuntimeSchema.json());

	private static JsonNode json(String text) throws Exception {
		return new ObjectMapper().readTree(text.replace('\'', '"'));
	}

	@Test
	void nothingIsWrongWithADescriptionThatTheSchemaTakes() throws Exception {
		assertThat(check.problems(json("{'NAME':'n','FAAS':{'FLAVOUR':'nature','CPU':2},'DAAS':{'FLAVOUR':''},'DEVICE_INFO':{'LATENCY_TO_PE':0.5}}"))).isEmpty();
	}

	@Test
	void saysWhereWhatIsWrong() throws Exception {
		assertThat(check.problems(json("{}"))).containsExactly(new RuntimeProblem("/FAAS", "It must be given."));
		assertThat(check.problems(json("{'FAAS':{'CPU':'two'},'DAAS':{}}"))).containsExactlyInAnyOrder(new RuntimeProblem("/FAAS/FLAVOUR", "It must be given."),
				new RuntimeProblem("/FAAS/CPU", "It must be a whole number."), new RuntimeProblem("/DAAS/FLAVOUR", "It must be given."));
		assertThat(check.problems(json("{'FAAS':{'FLAVOUR':'nature','CPU':1.5,'STATE':'ASLEEP'}}"))).containsExactlyInAnyOrder(
				new RuntimeProblem("/FAAS/CPU", "It must be a whole number."), new RuntimeProblem("/FAAS/STATE", "It must be one of PENDING, RUNNING, UPDATING, ERROR."));
		assertThat(check.problems(json("[]"))).containsExactly(new RuntimeProblem("", "It must be an object."));
	}

	@Test
	void limitsOfANewerSchemaCount() throws Exception {
		var newer = new RuntimeCheck(json("{'properties':{'SERVERLESS_RUNTIME':{'properties':{'FAAS':{'properties':{'CPU':{'type':'integer','minimum':1}}}}}}}"));
		assertThat(newer.problems(json("{'FAAS':{'CPU':0}}"))).containsExactly(new RuntimeProblem("/FAAS/CPU", "It must have a minimum value of 1."));
	}

	private static RuntimeCheck named(String pattern) {
		var schema = JsonNodeFactory.instance.objectNode();
		schema.putObject("properties").putObject("SERVERLESS_RUNTIME").putObject("properties").putObject("NAME").put("pattern", pattern);
		return new RuntimeCheck(schema);
	}

	private static List<RuntimeProblem> problems(String pattern, String name) {
		return named(pattern).problems(JsonNodeFactory.instance.objectNode().put("NAME", name));
	}

	@Test
	void aNameIsHeldToThePatternOfTheSchema() {
		assertThat(problems("^[a-z][a-z0-9-]*$", "sensor-1")).isEmpty();
		assertThat(problems("^[a-z][a-z0-9-]*$", "1-sensor")).singleElement().satisfies(p -> {
			assertThat(p.path()).isEqualTo("/NAME");
			assertThat(p.message()).contains("^[a-z][a-z0-9-]*$");
		});
		assertThat(problems("b", "abc")).as("anywhere in it").isEmpty();
		assertThat(problems("^\\u0061\\d{2}$", "a12")).as("as ECMAScript writes it").isEmpty();
		assertThat(problems("^\\u0061\\d{2}$", "b12")).hasSize(1);
	}

	/** It is asked on the thread of the user interface: a pattern that tries everything would stop the console for longer than the universe is old. */
	@ParameterizedTest
	@ValueSource(strings = { "^(a+)+$", "^(a|a)*$", "^(.*a){25}$", "(x+x+)+y" })
	@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
	void aPatternThatTriesEverythingEnds(String pattern) {
		assertThat(problems(pattern, (pattern.contains("x") ? "x" : "a").repeat(5000) + "!")).hasSizeLessThan(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "^(?=a)b$", "^(a)\\1$", "((x{1000}){1000}){1000}", "(x{9999}){9999}", "(" })
	void aPatternThatCannotBeHeldInTimeIsLeftToTheEngine(String pattern) {
		assertThat(problems(pattern, "anything")).isEmpty();
	}

	@Test
	void nothingIsFetchedForASchema() throws Exception {
		var foreign = json("{'properties':{'SERVERLESS_RUNTIME':{'$ref':'file:///etc/hostname'}}}");
		assertThatThrownBy(() -> new RuntimeCheck(foreign).problems(json("{}"))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("schema");
	}
}
