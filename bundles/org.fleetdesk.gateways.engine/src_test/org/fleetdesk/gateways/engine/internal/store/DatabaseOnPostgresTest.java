package org.fleetdesk.gateways.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestDatabase.OnPostgres
class DatabaseOnPostgresTest {

	@RegisterExtension
	final TestDatabase server = new TestDatabase();

	/** Each would miss what the other writes. */
	@Test
	void twoEnginesOnOneDatabaseAreNoticed() throws Exception {
		try (var first = Database.open(server.address()); var second = Database.open(server.address())) {
			second.write(Tx::revision);
			assertThatThrownBy(() -> first.write(Tx::revision)).isInstanceOf(StoreException.class).hasMessageContaining("another device cloud");
			second.write(Tx::revision);
		}
	}

	@Test
	void userAndPasswordAreNoPartOfTheAddress() {
		for (String url : List.of("jdbc:postgresql://127.0.0.1/x?user=a&password=b", "jdbc:postgresql://a:b@127.0.0.1/x", "jdbc:h2:mem:x", "postgresql://127.0.0.1/x")) {
			assertThatThrownBy(() -> DatabaseAddress.of(Optional.of(url), Optional.empty(), Path.of("x"))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("--database");
		}
		assertThat(new DatabaseAddress.Postgres("jdbc:postgresql://127.0.0.1/x", "user", "secret").toString()).doesNotContain("secret");
	}
}
