package org.fleetdesk.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;

import org.junit.jupiter.api.Test;

class CredentialsTest {

	@Test
	void areReadAsTheyWereStored() {
		for (var each : new Credentials[] { new Credentials.Token("a:b c"), new Credentials.Token("plain"), new Credentials.Password("me", "Bearer x:y") }) {
			assertThat(Credentials.of(each.text())).isEqualTo(each);
			assertThat(each.toString()).doesNotContain("a:b", "plain", "x:y");
		}
	}

	@Test
	void whatWasStoredWithoutItsKindIsToldByItsColon() {
		assertThat(Credentials.of("secret-token")).isEqualTo(new Credentials.Token("secret-token"));
		assertThat(Credentials.of("me:pass:word")).isEqualTo(new Credentials.Password("me", "pass:word"));
	}

	@Test
	void whatWouldBreakTheHeaderIsRefused() {
		assertThatThrownBy(() -> new Credentials.Token("a\r\nHost: b")).isInstanceOf(IllegalArgumentException.class);
		assertThatThrownBy(() -> new Credentials.Token("")).isInstanceOf(IllegalArgumentException.class);
		assertThatThrownBy(() -> new Credentials.Password("a:b", "c")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("colon");
	}

	@Test
	void fingerprintsAreReadAsPeopleWriteThem() {
		String hex = "0123456789abcdef".repeat(4);
		for (String written : new String[] { hex, "SHA256:" + hex.toUpperCase(), "sha-256 " + hex, hex.replaceAll("(..)(?!$)", "$1:") }) {
			assertThat(ConnectionTls.NONE.withFingerprint(Optional.of(written)).fingerprint()).contains(hex);
		}
		assertThatThrownBy(() -> ConnectionTls.NONE.withFingerprint(Optional.of("SHA256:12"))).hasMessageContaining("64 hex digits");
	}
}
