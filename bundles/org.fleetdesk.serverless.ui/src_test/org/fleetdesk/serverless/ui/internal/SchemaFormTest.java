package org.fleetdesk.serverless.ui.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;

import org.fleetdesk.serverless.model.RuntimeSchema;
import org.fleetdesk.serverless.ui.internal.SchemaField.Type;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

class SchemaFormTest {

	private final SchemaForm form = new SchemaForm(RuntimeSchema.json());

	private static JsonNode json(String text) throws Exception {
		return new ObjectMapper().readTree(text.replace('\'', '"'));
	}

	@Test
	void hasAFieldForWhatCanBeGivenAndNoneForWhatTheEngineTells() {
		assertThat(form.groups()).extracting(SchemaGroup::title).containsExactly("", "FaaS", "DaaS", "Scheduling", "Device info");
		assertThat(form.fields().keySet()).containsExactlyInAnyOrder("/NAME", "/FAAS/FLAVOUR", "/FAAS/CPU", "/FAAS/MEMORY", "/FAAS/DISK_SIZE", "/DAAS/FLAVOUR", "/DAAS/CPU",
				"/DAAS/MEMORY", "/DAAS/DISK_SIZE", "/SCHEDULING/POLICY", "/SCHEDULING/REQUIREMENTS", "/DEVICE_INFO/LATENCY_TO_PE", "/DEVICE_INFO/GEOGRAPHIC_LOCATION");
		assertThat(form.fields().get("/FAAS/DISK_SIZE")).extracting(SchemaField::label, SchemaField::type, SchemaField::required).containsExactly("Disk size", Type.INTEGER, false);
		assertThat(form.fields().get("/FAAS/FLAVOUR")).extracting(SchemaField::type, SchemaField::required).containsExactly(Type.TEXT, true);
		assertThat(form.fields().get("/DEVICE_INFO/LATENCY_TO_PE")).extracting(SchemaField::label, SchemaField::type).containsExactly("Latency to PE", Type.NUMBER);
		assertThat(form.groups()).filteredOn(SchemaGroup::required).extracting(SchemaGroup::title).containsExactly("", "FaaS");
	}

	@Test
	void makesTheRuntimeThatWasEnteredAndLeavesOutWhatWasNot() throws Exception {
		var runtime = form.runtime(Map.of("/NAME", "r", "/FAAS/FLAVOUR", "Function", "/FAAS/CPU", " 2 ", "/FAAS/MEMORY", "", "/DEVICE_INFO/LATENCY_TO_PE", "0.5"));
		assertThat(json(runtime.toString())).isEqualTo(json("{'NAME':'r','FAAS':{'FLAVOUR':'Function','CPU':2},'DEVICE_INFO':{'LATENCY_TO_PE':0.5}}"));
		assertThat(form.problems(Map.of("/NAME", "r", "/FAAS/FLAVOUR", "Function", "/FAAS/CPU", "2"))).isEmpty();
	}

	@Test
	void saysAtTheFieldWhatIsWrong() {
		assertThat(form.problems(Map.of())).containsExactly(entry("/FAAS/FLAVOUR", "It must be given."));
		assertThat(form.problems(Map.of("/FAAS/FLAVOUR", "f", "/FAAS/CPU", "two", "/DAAS/MEMORY", "1.5"))).containsExactly(entry("/FAAS/CPU", "Enter a whole number, such as 2."),
				entry("/DAAS/FLAVOUR", "It must be given."), entry("/DAAS/MEMORY", "Enter a whole number, such as 2."));
		assertThat(form.problems(Map.of("/FAAS/FLAVOUR", "f", "/DEVICE_INFO/LATENCY_TO_PE", "0x1p3"))).containsOnlyKeys("/DEVICE_INFO/LATENCY_TO_PE");
		assertThat(form.problems(Map.of("/FAAS/FLAVOUR", "f", "/FAAS/CPU", "99999999999999999999"))).containsOnlyKeys("/FAAS/CPU");
		assertThat(form.name("/FAAS/DISK_SIZE")).isEqualTo("FaaS, Disk size");
	}

	@Test
	void followsANewerSchema() throws Exception {
		var newer = new SchemaForm(json("""
				{'definitions':{'edge':{'type':'object','properties':{'HOPS':{'type':'integer','minimum':1}}}},
				 'properties':{'SERVERLESS_RUNTIME':{'type':'object','required':['ZONE'],'properties':{
				  'ZONE':{'enum':['a','b']},'GPU':{'type':['boolean','null']},'TAGS':{'type':'array','items':{'type':'string'}},'EDGE':{'$ref':'#/definitions/edge'}}}}}"""));
		assertThat(newer.fields().get("/ZONE")).extracting(SchemaField::choices, SchemaField::required).containsExactly(List.of("a", "b"), true);
		assertThat(newer.fields().get("/GPU").type()).isEqualTo(Type.BOOLEAN);
		assertThat(newer.fields().get("/TAGS").type()).isEqualTo(Type.JSON);
		assertThat(newer.problems(Map.of("/ZONE", "a", "/GPU", "true", "/TAGS", "[\"x\"]", "/EDGE/HOPS", "3"))).isEmpty();
		assertThat(newer.problems(Map.of("/ZONE", "c", "/GPU", "perhaps", "/TAGS", "[1]", "/EDGE/HOPS", "0"))).containsOnlyKeys("/ZONE", "/GPU", "/TAGS/0", "/EDGE/HOPS");
		assertThat(newer.problems(Map.of("/ZONE", "a", "/TAGS", "[\"x\"] and more"))).containsOnlyKeys("/TAGS");
	}

	@Test
	void isNotMadeOfASchemaWithoutFields() throws Exception {
		for (String text : new String[] { "{}", "[]", "'nothing'", "{'properties':{'SERVERLESS_RUNTIME':{'properties':{'ID':{'type':'integer'}}}}}" }) {
			var schema = json(text);
			assertThatThrownBy(() -> new SchemaForm(schema)).as(text).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("schema");
		}
	}
}
