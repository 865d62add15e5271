package org.fleetdesk.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.core.internal.Fakes.connection;
import static org.fleetdesk.core.internal.Fakes.until;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.internal.Fakes.FakeSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenSessionsTest {

	@TempDir
	private Path folder;
	private final EngineKinds kinds = new EngineKinds();
	private final Fakes.FakeKind kind = new Fakes.FakeKind();
	private StoredConnections connections;
	private OpenSessions sessions;
	private boolean uiThread;

	@BeforeEach
	void opens() throws Exception {
		kinds.add(kind);
		connections = new StoredConnections(new UserDataFolder(folder), kinds, new Fakes.MemorySecrets(), what -> { });
		connections.add(connection("1", "one"));
		sessions = new OpenSessions(connections, kinds, what -> {
			if (uiThread) {
				throw new IllegalStateException(what);
			}
		});
	}

	@Test
	void sharesOneSessionAConnection() throws Exception {
		assertThat(sessions.session("1")).isSameAs(sessions.session("1")).isEqualTo(sessions.session("1"));
		connections.update(connection("1", "renamed"));
		sessions.session("1");
		assertThat(kind.engine("1").sessions).hasSize(1);
	}

	@Test
	void opensAnewWhenTheUrlChanges() throws Exception {
		var old = sessions.session("1");
		connections.update(new Connection("1", "fake", "one", URI.create("tcp://elsewhere:1"), Optional.empty(), Map.of(), false));
		until("the old session closes", () -> kind.engine("1").sessions.getFirst().closed);
		assertThat(sessions.session("1")).isNotSameAs(old);
		assertThat(sessions.session("1").connection().url()).hasHost("elsewhere");
	}

	@Test
	void closesWithTheConnectionAndWithTheKind() throws Exception {
		sessions.session("1");
		kinds.remove(kind);
		until("the session closes with its kind", () -> kind.engine("1").sessions.getFirst().closed);
		assertThatThrownBy(() -> sessions.session("1")).isInstanceOf(EngineException.class).hasMessageContaining("fake");
		kinds.add(kind);
		sessions.session("1");
		connections.remove("1");
		until("the session closes with its connection", () -> kind.engine("1").sessions.getLast().closed);
		assertThatThrownBy(() -> sessions.session("1")).isInstanceOf(EngineException.class).hasMessageContaining("no longer there");
	}

	@Test
	void refusesBlockingCallsWhereTheyWouldFreezeTheWindow() throws Exception {
		var session = (FakeSession) sessions.session("1");
		uiThread = true;
		assertThatThrownBy(session::refresh).isInstanceOf(IllegalStateException.class).hasMessage("refresh on one");
		assertThatThrownBy(session::greet).isInstanceOf(IllegalStateException.class);
		assertThat(session.motto()).isEqualTo("Never frozen");
		uiThread = false;
		assertThat(session.greet()).isEqualTo("Good day");
		kind.engine("1").failure = new EngineException(EngineException.Kind.FAILED, "no");
		assertThatThrownBy(session::refresh).isSameAs(kind.engine("1").failure);
	}
}
