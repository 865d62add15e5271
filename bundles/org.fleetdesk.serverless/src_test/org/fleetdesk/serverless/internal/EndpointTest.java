package org.fleetdesk.serverless.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What engines and virtual machines call an endpoint: text that anybody may have written. */
class EndpointTest {

	@ParameterizedTest
	@CsvSource({ "10.0.0.1, http://10.0.0.1:8000/", "fd00::1, http://[fd00::1]:8000/", "vm-1.lab, http://vm-1.lab:8000/" })
	void anAddressIsAskedAtThePortOfFunctions(String address, String url) {
		assertThat(Snapshots.endpoint(address)).hasToString("Optional[" + url + "]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "http://localhost:2474", "10.0.0.1:8000", ":::", "a..b", "-", "evil host" })
	void whatIsNoAddressIsNotAsked(String text) {
		assertThat(Snapshots.endpoint(text)).isEmpty();
	}
}
