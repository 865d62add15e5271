package org.fleetdesk.serverless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fleetdesk.serverless.model.RuntimeSchema;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

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

	@Test
	void nothingIsFetchedForASchema() throws Exception {
		var foreign = json("{'properties':{'SERVERLESS_RUNTIME':{'$ref':'file:///etc/hostname'}}}");
		assertThatThrownBy(() -> new RuntimeCheck(foreign).problems(json("{}"))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("schema");
	}
}
