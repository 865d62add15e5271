package org.fleetdesk.gateways.engine.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.fleetdesk.engine.EngineContext;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VendorTokenTest {

	private static final String TOKEN = "a-token-of-some-length";

	@TempDir
	Path data;
	private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

	private VendorToken token(Map<String, String> options) throws EngineException {
		return VendorToken.of(new EngineContext(data, new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY, options), now::get);
	}

	@Test
	void oneIsMadeAndStaysAndOnlyItsOwnerCanReadIt() throws Exception {
		Path credentials = token(Map.of()).credentials().orElseThrow();
		String line = Files.readString(credentials).strip();
		assertThat(line).matches("vendor:[0-9a-f]{40}");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(credentials))).isEqualTo("rw-------");
		String made = line.substring("vendor:".length());
		assertThat(token(Map.of()).matches(made)).isTrue();
		assertThat(token(Map.of()).matches(made.substring(1))).isFalse();
		assertThat(token(Map.of()).matches("")).isFalse();
		assertThat(Files.readString(data.resolve("vendor-token"))).doesNotContain(made);
		Files.delete(credentials);
		assertThat(token(Map.of()).credentials()).as("nobody is let in any more").isEmpty();
		assertThat(token(Map.of()).matches(made)).isTrue();
	}

	@Test
	void oneCanBeGiven() throws Exception {
		assertThat(token(Map.of(VendorToken.TOKEN, TOKEN)).matches(TOKEN)).isTrue();
		Path file = Files.writeString(data.resolve("given"), "vendor:" + TOKEN + "\n");
		assertThat(token(Map.of(VendorToken.TOKEN_FILE, file.toString())).matches(TOKEN)).isTrue();
		assertThat(token(Map.of(VendorToken.TOKEN_FILE, file.toString())).credentials()).contains(file);
		Files.writeString(file, TOKEN);
		assertThat(token(Map.of(VendorToken.TOKEN_FILE, file.toString())).credentials()).as("not in the form of credentials").isEmpty();
		assertThat(data.resolve("credentials")).doesNotExist();
	}

	@Test
	void whatIsNoneIsRefusedWithoutRepeatingIt() throws Exception {
		assertThatThrownBy(() -> token(Map.of(VendorToken.TOKEN, "short"))).isInstanceOf(IllegalArgumentException.class).hasMessageNotContaining("short").hasMessageContaining("20");
		assertThatThrownBy(() -> token(Map.of(VendorToken.TOKEN, TOKEN, VendorToken.TOKEN_FILE, "x"))).isInstanceOf(IllegalArgumentException.class);
		assertThatThrownBy(() -> token(Map.of(VendorToken.TOKEN_FILE, data.resolve("none").toString()))).isInstanceOf(EngineException.class).hasMessageContaining("none");
		Files.writeString(data.resolve("vendor-token"), "damaged");
		assertThatThrownBy(() -> token(Map.of())).isInstanceOf(EngineException.class).hasMessageContaining("damaged");
	}

	@Test
	void aLoginCountsForADay() {
		var token = VendorToken.of(TOKEN, (InstantSource) now::get);
		assertThat(token.login("wrong")).isEmpty();
		String session = token.login(TOKEN).orElseThrow();
		assertThat(session).isNotEqualTo(TOKEN);
		assertThat(token.matches(session)).isTrue();
		assertThat(token.login(session)).as("a session does not prolong itself").isEmpty();
		now.set(Instant.EPOCH.plus(Duration.ofHours(25)));
		assertThat(token.matches(session)).isFalse();
		assertThat(token.matches(TOKEN)).isTrue();
		assertThat(token.toString()).doesNotContain(TOKEN);
	}
}
