package org.fleetdesk.gateways.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackageNameTest {

	@ParameterizedTest
	@CsvSource({ "test_app.v1.tar.gz, test_app, 1", "GatewayEngine.v1-0-6.tar.gz, GatewayEngine, 1-0-6", "your_app.v1.2.3.tar.gz, your_app, 1.2.3",
			"gmq.v10_0ca92e7.tar.gz, gmq, 10_0ca92e7", "a.v2.v3.tar.gz, a, 2.v3" })
	void readsNameAndVersion(String fileName, String name, String version) {
		assertThat(PackageName.of(fileName)).isEqualTo(new PackageName(name, version)).hasToString(fileName);
	}

	@ParameterizedTest
	@ValueSource(strings = { "test_app.tar.gz", "test_app.v1.tgz", ".v1.tar.gz", "test_app.v.tar.gz", "test app.v1.tar.gz", "test_app.v1 .tar.gz", "../x.v1.tar.gz", "a.b.v1.tar.gz",
			"a:b.v1.tar.gz", "a.v1/2.tar.gz", "a\n.v1.tar.gz", "", "v1.tar.gz" })
	void refusesOtherNamesAndSaysHowPackagesAreCalled(String fileName) {
		assertThatThrownBy(() -> PackageName.of(fileName)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("NAME.vVERSION.tar.gz")
				.satisfies(e -> assertThat(e.getMessage().chars()).noneMatch(Character::isISOControl));
	}

	@org.junit.jupiter.api.Test
	void refusesNamesThatNoFileCanHave() {
		assertThatThrownBy(() -> new PackageName("n".repeat(250), "1")).hasMessageContaining("255 bytes");
	}
}
