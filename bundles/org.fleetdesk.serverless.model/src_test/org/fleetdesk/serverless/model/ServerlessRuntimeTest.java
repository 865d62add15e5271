package org.fleetdesk.serverless.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

import org.fleetdesk.opennebula.document.Document;
import org.fleetdesk.opennebula.vm.LcmState;
import org.fleetdesk.opennebula.vm.VmState;
import org.fleetdesk.opennebula.wire.Xml;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

class ServerlessRuntimeTest {

	private static final ObjectMapper MAPPER = new ObjectMapper();
	private static final String ANSWER = """
			{"SERVERLESS_RUNTIME":{"NAME":"Function-Data_98","ID":4,"FAAS":{"FLAVOUR":"Function","VM_ID":0,"STATE":"RUNNING","CPU":1,"MEMORY":128,"DISK_SIZE":1024,\
			"ENDPOINT":"10.0.0.10"},"DAAS":{"FLAVOUR":"Data","VM_ID":1,"STATE":"UPDATING","CPU":1,"MEMORY":128,"DISK_SIZE":1024,"ENDPOINT":""},"SERVICE_ID":3}}""";

	@Test
	void anAnswerOfTheNewestApiIsReadAndWrittenAgain() throws IOException {
		var runtime = ServerlessRuntime.fromJson(MAPPER.readTree(ANSWER));

		assertThat(runtime.name()).isEqualTo("Function-Data_98");
		assertThat(runtime.id()).hasValue(4);
		assertThat(runtime.serviceId()).hasValue(3);
		assertThat(runtime.faas().endpoint()).isEqualTo("10.0.0.10");
		assertThat(runtime.daas().orElseThrow().disk()).hasValue(1024);
		assertThat(runtime.state()).contains(RuntimeState.UPDATING);
		assertThat(runtime.toJson()).isEqualTo(MAPPER.readTree(ANSWER));
	}

	@Test
	void anAnswerOfTheFirstApiIsRead() throws IOException {
		var runtime = ServerlessRuntime.fromJson(MAPPER.readTree("""
				{"DOCUMENT":{"ID":"6","NAME":"nature_12","TYPE":"1337","TEMPLATE":{"BODY":{"FAAS":{"FLAVOUR":"nature","ENDPOINT":"http://localhost:2474","VM_ID":"2",
				"STATE":"ACTIVE","CPU":"1","MEMORY":"128","DISK_SIZE":null},"SERVICE_ID":"5","registration_time":1795296873}}}}"""));

		assertThat(runtime.id()).hasValue(6);
		assertThat(runtime.name()).isEqualTo("nature_12");
		assertThat(runtime.serviceId()).hasValue(5);
		assertThat(runtime.faas().vmId()).hasValue(2);
		assertThat(runtime.faas().memory()).hasValue(128);
		assertThat(runtime.faas().disk()).isEmpty();
		assertThat(runtime.faas().state()).contains(RuntimeState.RUNNING);
	}

	@Test
	void whatIsBlankOrOfAWrongTypeCountsAsMissing() throws IOException {
		var runtime = ServerlessRuntime.fromJson(MAPPER.readTree("""
				{"SERVERLESS_RUNTIME":{"NAME":null,"ID":"","FAAS":{"FLAVOUR":"f","STATE":"","VM_ID":"","CPU":"many","MEMORY":1e999999999,"DISK_SIZE":1.5},"DAAS":null,\
				"SCHEDULING":"x","DEVICE_INFO":{"LATENCY_TO_PE":"0.5"}}}"""));

		assertThat(runtime.faas()).isEqualTo(Function.wanted("f", OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty()));
		assertThat(runtime.daas()).isEmpty();
		assertThat(runtime.scheduling()).isEmpty();
		assertThat(runtime.deviceInfo().orElseThrow().latencyToPe()).hasValue(0.5);
		assertThat(ServerlessRuntime.fromJson(MAPPER.readTree("{}")).faas().flavour()).isEmpty();
	}

	@Test
	void aFunctionIsReadFromItsVm() throws IOException {
		var function = Function.of("nature", Machines.of(VmState.ACTIVE, LcmState.RUNNING, """
				<CPU>0.5</CPU><VCPU>2</VCPU><MEMORY>768</MEMORY><DISK><DISK_ID>1</DISK_ID><SIZE>5</SIZE></DISK><DISK><DISK_ID>0</DISK_ID><SIZE>3072</SIZE></DISK>\
				<NIC><NIC_ID>1</NIC_ID><IP>10.0.0.1</IP></NIC><NIC><NIC_ID>0</NIC_ID><IP>10.0.0.2</IP><IP6>2001:db8::2</IP6></NIC>""", ""));

		assertThat(function).isEqualTo(new Function("nature", OptionalInt.of(2), OptionalInt.of(768), OptionalInt.of(3072), OptionalInt.of(7), Optional.of(RuntimeState.RUNNING), "",
				"2001:db8::2"));
	}

	@Test
	void aVmWithoutDiskAndNetworkIsAFunctionWithoutThem() throws IOException {
		var function = Function.of("nature", Machines.of(VmState.POWEROFF, LcmState.LCM_INIT, "<CPU>1.5</CPU><MEMORY>128</MEMORY>", ""));

		assertThat(function.cpu()).hasValue(2);
		assertThat(function.disk()).isEmpty();
		assertThat(function.endpoint()).isEmpty();
		assertThat(function.error()).isEqualTo("The VM is powered off");
		assertThat(function.toJson().path("ENDPOINT").asText("missing")).isEmpty();
	}

	@Test
	void theDocumentKnowsNameAndNumberItsBodyTheRest() throws IOException {
		var document = new Document(Xml.parse("<DOCUMENT><ID>4</ID><NAME>weather</NAME><TYPE>1337</TYPE><TEMPLATE><BODY><![CDATA[{\"NAME\":\"old\",\"FAAS\":{\"FLAVOUR\":\"Function\"},"
				+ "\"SERVICE_ID\":3}]]></BODY></TEMPLATE></DOCUMENT>").getDocumentElement(), null);

		var runtime = RuntimeDocuments.read(document);

		assertThat(runtime.name()).isEqualTo("weather");
		assertThat(runtime.id()).hasValue(4);
		assertThat(runtime.serviceId()).hasValue(3);
		assertThat(RuntimeDocuments.parseBody("[1]")).isEmpty();
		assertThat(RuntimeDocuments.parseBody("{")).isEmpty();
	}

	@Test
	void flavoursAreOneName() {
		assertThat(RuntimeDocuments.tuple("nature", "s3")).isEqualTo("nature-s3");
		assertThat(RuntimeDocuments.tuple("nature", "")).isEqualTo("nature");
	}

	@Test
	void theSchemaIsThere() {
		assertThat(RuntimeSchema.json().at("/properties/SERVERLESS_RUNTIME/required/0").asText()).isEqualTo("FAAS");
		assertThat(RuntimeSchema.json().at("/properties/SERVERLESS_RUNTIME/properties/DAAS/properties/STATE/enum")).hasSize(4);
	}
}
