package org.fleetdesk.gateways.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.fleetdesk.gateways.engine.internal.store.BreakingProxy.Break;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The connection to the database breaks while it commits, so that the engine does not hear what came of it. */
@Timeout(120)
@TestDatabase.OnPostgres
class LostCommitOnPostgresTest {

	@RegisterExtension
	final TestDatabase server = new TestDatabase();
	private BreakingProxy proxy;
	private Database database;
	private Products products;
	private Devices devices;

	@BeforeEach
	void open() throws Exception {
		var address = (DatabaseAddress.Postgres) server.address();
		proxy = BreakingProxy.before(address);
		database = Database.open(proxy.to(address));
		products = new Products(database, new Tokens(), InstantSource.system());
		products.create("local", "", true, Duration.ofHours(1));
		devices = new Devices(database, products, new Tokens(), InstantSource.system());
	}

	@AfterEach
	void close() throws Exception {
		database.close();
		proxy.close();
	}

	@Test
	void whatWasCommittedCountsAsWritten() throws Exception {
		long before = database.changes().revision();
		proxy.breakNextCommit(Break.AFTER);
		products.create("second", "", true, Duration.ofHours(1));
		assertThat(proxy.hasBroken()).isTrue();
		assertThat(products.find("second")).isPresent();
		assertThat(database.changes().revision()).isEqualTo(before + 1);
		assertThat(devices.add("second", List.of("a"), "").added()).as("later writes").containsExactly("a");
	}

	@Test
	void whatFollowsACommitFollowsWhenTheDatabaseIsThereAgain() throws Exception {
		devices.add("local", List.of("a"), "");
		String token = ((Activation.Activated) devices.activate("local", "a")).token();
		assertThat(devices.credentials().find(token)).isPresent();
		proxy.breakNextCommit(Break.AFTER_AND_DOWN);
		assertThatThrownBy(() -> devices.disable("local", "a")).isInstanceOf(StoreException.class);
		assertThatThrownBy(() -> devices.add("local", List.of("b"), "")).as("it is down").isInstanceOf(StoreException.class);
		proxy.up();
		assertThat(devices.add("local", List.of("c"), "").added()).containsExactly("c");
		assertThat(devices.credentials().find(token)).as("it was taken away").isEmpty();
		assertThat(devices.list(java.util.Optional.of("local"), 0, 0, 10)).extracting(Device::sn).containsExactly("a", "c");
	}

	/** The next write cannot begin; when the database is there again right after, it is the one before that was committed. */
	@Test
	void whatNeverRanDoesNotCountAsWritten() throws Exception {
		proxy.breakNextCommit(Break.AFTER_AND_DOWN);
		assertThatThrownBy(() -> devices.add("local", List.of("a"), "")).isInstanceOf(StoreException.class);
		proxy.upAfterOneMoreAttempt();
		assertThatThrownBy(() -> devices.add("local", List.of("b"), "")).isInstanceOf(StoreException.class);
		assertThat(devices.add("local", List.of("c"), "").added()).containsExactly("c");
		assertThat(devices.list(java.util.Optional.of("local"), 0, 0, 10)).extracting(Device::sn).containsExactly("a", "c");
	}

	@Test
	void whatWasNotCommittedDidNotHappen() throws Exception {
		var followed = new AtomicInteger();
		proxy.breakNextCommit(Break.BEFORE);
		assertThatThrownBy(() -> database.write(tx -> {
			tx.afterCommit(followed::incrementAndGet);
			return tx.revision();
		})).isInstanceOf(StoreException.class);
		assertThat(followed).hasValue(0);
		assertThat(devices.add("local", List.of("a"), "").added()).containsExactly("a");
	}
}
