package org.fleetdesk.gateways.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;

class PackageSignatureTest {

	private static final PackageName NAME = new PackageName("test_app", "1");
	private static final byte[] DIGEST = digest("a package");

	private static byte[] digest(String text) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
		} catch (java.security.GeneralSecurityException e) {
			throw new IllegalStateException(e);
		}
	}

	@Test
	void aSignatureHoldsForItsDigestAndItsKeyOnly() {
		var keys = PackageSignature.makeKeyPair();
		String signature = PackageSignature.sign(NAME, DIGEST, keys.privateKey());
		assertThat(PackageSignature.verify(NAME, DIGEST, signature, keys.publicKey())).isTrue();
		assertThat(PackageSignature.verify(NAME, digest("another package"), signature, keys.publicKey())).isFalse();
		assertThat(PackageSignature.verify(NAME, DIGEST, signature, PackageSignature.makeKeyPair().publicKey())).isFalse();
	}

	@Test
	void aSignatureHoldsForItsNameAndVersionOnly() {
		var keys = PackageSignature.makeKeyPair();
		String signature = PackageSignature.sign(NAME, DIGEST, keys.privateKey());
		assertThat(PackageSignature.verify(new PackageName("test_app", "2"), DIGEST, signature, keys.publicKey())).isFalse();
		assertThat(PackageSignature.verify(new PackageName("other", "1"), DIGEST, signature, keys.publicKey())).isFalse();
	}

	/** Made with openssl 3.0: genpkey -algorithm ed25519, and pkeyutl -sign -rawin over the text. */
	@Test
	void keysAndSignaturesAreThoseOfOpenssl() {
		String key = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIDBr5g1Hos7hRye3E2ktlUMEY9WjCaglBg3wtWx7ZkIf\n-----END PRIVATE KEY-----\n";
		String publicKey = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAgnT2dzO0/YBwLWWXb5yjF5TjR/VTHXDSKWEjLvwF5sY=\n-----END PUBLIC KEY-----\n";
		byte[] digest = HexFormat.of().parseHex("c0cd5ccfdb563a59366e33e73001b78fdb8cca5a6c48e2f90fffcde44b81f1f6");
		String signature = "pNwyMB+Fe0vjcL6fKZMLe31kJbJw63E0wiZKrcPaLkQWCBr53tsokR4zjM054kKEVbR6ay4sI8eWGz5hBT/eCw==";
		assertThat(PackageSignature.sign(NAME, digest, key)).isEqualTo(signature);
		assertThat(PackageSignature.verify(NAME, digest, signature, publicKey)).isTrue();
	}

	@Test
	void whatIsNoSignatureIsNotVerified() {
		var keys = PackageSignature.makeKeyPair();
		for (String text : new String[] { "", "no base64", Base64.getEncoder().encodeToString(new byte[63]), Base64.getEncoder().encodeToString(HexFormat.of().parseHex("ff".repeat(64))) }) {
			assertThat(PackageSignature.verify(NAME, DIGEST, text, keys.publicKey())).as(text).isFalse();
		}
		assertThat(PackageSignature.isSignature("<script>")).isFalse();
		assertThat(PackageSignature.isSignature(PackageSignature.sign(NAME, DIGEST, keys.privateKey()))).isTrue();
	}

	@Test
	void aWrongKeyIsSaidWithoutRepeatingIt() {
		var keys = PackageSignature.makeKeyPair();
		assertThatThrownBy(() -> PackageSignature.sign(NAME, DIGEST, keys.publicKey())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("private key");
		assertThatThrownBy(() -> PackageSignature.demandPublicKey("secret")).isInstanceOf(IllegalArgumentException.class).hasMessageNotContaining("secret");
		assertThatThrownBy(() -> PackageSignature.sign(NAME, DIGEST, "-----BEGIN PRIVATE KEY-----\nMC4CAQA=\n-----END PRIVATE KEY-----")).isInstanceOf(IllegalArgumentException.class);
		assertThatThrownBy(() -> PackageSignature.sign(NAME, new byte[20], keys.privateKey())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("20");
		assertThat(keys.toString()).doesNotContain("PRIVATE");
	}
}
