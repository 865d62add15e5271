package org.fleetdesk.serverless.engine.internal.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

import org.fleetdesk.serverless.engine.internal.provision.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BasicAuthenticationTest {

	private static String header(String session) {
		return "Basic " + Base64.getEncoder().encodeToString(session.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void aPasswordKeepsItsColons() throws Refusal {
		var caller = BasicAuthentication.caller(Optional.of(header("anna:pass:word:ü")));

		assertThat(caller.user()).isEqualTo("anna");
		assertThat(caller.secret()).isEqualTo("pass:word:ü");
		assertThat(caller.session()).isEqualTo("anna:pass:word:ü");
		assertThat(caller.toString()).doesNotContain("pass");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer c2VjcmV0LXRva2Vu", "c2VjcmV0LXRva2Vu", "Basic", "Basic ", "", "Digest username=\"secret\"" })
	void anotherSchemeIsRefusedAndNotRepeated(String header) {
		var refusal = catchThrowableOfType(Refusal.class, () -> BasicAuthentication.caller(Optional.of(header)));

		assertThat(refusal.status()).isEqualTo(401);
		assertThat(refusal.plain()).isEqualTo("Unsupported authentication scheme");
		assertThat(refusal.details().asText()).doesNotContain("c2VjcmV0", "secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Basic !!!", "Basic c2VjcmV0", "Basic OnNlY3JldA==" })
	void credentialsWithoutAUserAreRefused(String header) {
		var refusal = catchThrowableOfType(Refusal.class, () -> BasicAuthentication.caller(Optional.of(header)));

		assertThat(refusal.status()).isEqualTo(401);
		assertThat(refusal.error()).isEqualTo("Authentication required");
	}
}
