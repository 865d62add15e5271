package org.fleetdesk.serverless.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionsTest {

	@ParameterizedTest
	@CsvSource({ "FAAS DAAS, FAAS, DAAS", "daas FaaS, FaaS, daas", "nature s3, nature, s3", "nature DaaS, nature, DaaS", "FaaS s3, FaaS, s3", "s3 FaaS, FaaS, s3", "nature, nature, -" })
	void rolesAreFoundByNameThenByPosition(String roles, String faas, String daas) {
		assertThat(Functions.role("FAAS", List.of(roles.split(" ")), Function.identity()).orElse("-")).isEqualTo(faas);
		assertThat(Functions.role("DAAS", List.of(roles.split(" ")), Function.identity()).orElse("-")).isEqualTo(daas);
	}
}
