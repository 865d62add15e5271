package org.fleetdesk.serverless.engine.internal.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.ObjectMapper;

class SpecCheckTest {

	private static final ObjectMapper MAPPER = new ObjectMapper();

	private final SpecCheck check = new SpecCheck();

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{}                                                                      | The property '#/' did not contain a required property of 'SERVERLESS_RUNTIME'
			[]                                                                      | The property '#/' of type array did not match the following type: object
			{"SERVERLESS_RUNTIME":7}                                                | The property '#/SERVERLESS_RUNTIME' of type integer did not match the following type: object
			{"SERVERLESS_RUNTIME":{}}                                               | The property '#/SERVERLESS_RUNTIME' did not contain a required property of 'FAAS'
			{"SERVERLESS_RUNTIME":{"FAAS":{}}}                                      | The property '#/SERVERLESS_RUNTIME/FAAS' did not contain a required property of 'FLAVOUR'
			{"SERVERLESS_RUNTIME":{"FAAS":{"FLAVOUR":"f"},"DAAS":{}}}               | The property '#/SERVERLESS_RUNTIME/DAAS' did not contain a required property of 'FLAVOUR'
			{"SERVERLESS_RUNTIME":{"FAAS":{"FLAVOUR":"f","CPU":"2"}}}               | The property '#/SERVERLESS_RUNTIME/FAAS/CPU' of type string did not match the following type: integer
			{"SERVERLESS_RUNTIME":{"FAAS":{"FLAVOUR":"f","MEMORY":1.5}}}            | The property '#/SERVERLESS_RUNTIME/FAAS/MEMORY' of type number did not match the following type: integer
			{"SERVERLESS_RUNTIME":{"FAAS":{"FLAVOUR":"f"},"SCHEDULING":[]}}         | The property '#/SERVERLESS_RUNTIME/SCHEDULING' of type array did not match the following type: object
			{"SERVERLESS_RUNTIME":{"FAAS":{"FLAVOUR":"f","CPU":-1}}}                | The property '#/SERVERLESS_RUNTIME/FAAS/CPU' must be from 1 to 2147483647
			{"SERVERLESS_RUNTIME":{"FAAS":{"FLAVOUR":"f","DISK_SIZE":9999999999}}}  | The property '#/SERVERLESS_RUNTIME/FAAS/DISK_SIZE' must be from 1 to 2147483647
			{"SERVERLESS_RUNTIME":{"NAME":"a\\nb","FAAS":{"FLAVOUR":"f"}}}          | The property '#/SERVERLESS_RUNTIME/NAME' must have at most 128 characters and no control characters
			""")
	void theMessageNamesTheProperty(String request, String message) throws IOException {
		var json = MAPPER.readTree(request);

		var refusal = catchThrowableOfType(Refusal.class, () -> check.check(json));

		assertThat(refusal.status()).isEqualTo(400);
		assertThat(refusal.error()).isEqualTo("Invalid Serverless Runtime specification");
		assertThat(refusal.details().asText()).isEqualTo(message);
		assertThat(refusal.plain()).isEqualTo("Invalid Serverless Runtime specification: " + message);
	}

	@Test
	void outputFieldsThatAClientSendsBackAreDroppedWhateverTheyHold() throws Exception {
		var spec = check.check(MAPPER.readTree("""
				{"SERVERLESS_RUNTIME":{"NAME":"n","ID":"4","SERVICE_ID":"","SERVICE_NAME":"x","FAAS":{"FLAVOUR":"","CPU":1,"VM_ID":"0","STATE":"","ERROR":null,"ENDPOINT":""},
				"DAAS":{"FLAVOUR":"","STATE":7},"OTHER":1}}"""));

		assertThat(spec.body()).isEqualTo(MAPPER.readTree("""
				{"NAME":"n","FAAS":{"FLAVOUR":"","CPU":1},"DAAS":{"FLAVOUR":""},"OTHER":1}"""));
		assertThat(spec.hasDaas()).isFalse();
	}

	@Test
	void theRequestItselfStaysAsItIs() throws Exception {
		var request = MAPPER.readTree("{\"SERVERLESS_RUNTIME\":{\"ID\":4,\"FAAS\":{\"FLAVOUR\":\"f\"}}}");

		check.check(request);

		assertThat(request.at("/SERVERLESS_RUNTIME/ID").asInt()).isEqualTo(4);
	}
}
