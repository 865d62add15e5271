package org.fleetdesk.gateways;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloudAddressTest {

	@ParameterizedTest
	@ValueSource(strings = { "http://127.0.0.1:8095", "http://127.1.2.3", "https://localhost:8095", "http://LOCALHOST", "http://[::1]:8095", "http://0.0.0.0:8095", "http://cloud.localhost" })
	void whatMeansTheMachineItselfIsNoAddressForAnother(String address) {
		assertThat(CloudAddress.problem(address, "raspberry")).hasValueSatisfying(p -> assertThat(p).contains("is the gateway itself there; give the address at which it reaches the cloud"));
		assertThat(CloudAddress.problem(address, "192.0.2.7")).isPresent();
		assertThat(CloudAddress.problemLookedUp(address, "192.0.2.7")).isPresent();
		assertThat(CloudAddress.problem(address, "127.0.0.1")).isEmpty();
		assertThat(CloudAddress.problem(address, "::1")).isEmpty();
		assertThat(CloudAddress.problem(address, "localhost")).isEmpty();
	}

	@Test
	void otherAddressesAreGood() {
		assertThat(CloudAddress.problem("https://cloud.example.org:8095", "raspberry")).isEmpty();
		assertThat(CloudAddress.problem("http://192.0.2.1", "192.0.2.7")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "cloud.example.org", "ftp://cloud.example.org", "http://", "http://a b" })
	void whatIsNoUrlIsNone(String address) {
		assertThat(CloudAddress.problem(address, "raspberry")).hasValueSatisfying(p -> assertThat(p).contains("a URL such as"));
		assertThat(CloudAddress.problemLookedUp(address, "localhost")).isPresent();
	}
}
