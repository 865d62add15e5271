package org.fleetdesk.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One certificate and its key in the forms in which people have them; made with keytool and openssl, valid from 2020 for 100 years. */
class ClientIdentityTest {

	static final String CERTIFICATE = """
			-----BEGIN CERTIFICATE-----
			MIIBMjCB2qADAgECAgkA+l7SpyeXIQwwCgYIKoZIzj0EAwMwDTELMAkGA1UEAxMC
			bWUwIBcNMjAwMTAxMDAwMDAwWhgPMjExOTEyMDgwMDAwMDBaMA0xCzAJBgNVBAMT
			Am1lMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEmLSv0oEzh85V04leZlip3rMw
			pPk1QKkaZ0EZ9ZGoBBGrVedGU1XtIdr2JQhmUG3l4xuB3H7n1VTC56s4CPT5o6Mh
			MB8wHQYDVR0OBBYEFFZavoZfaDXO1aKbkwGV2y4bIG35MAoGCCqGSM49BAMDA0cA
			MEQCIEOwn86s1kKdN1T68EX961RMrRREMFgir1ga1X3nRsRQAiBfhGAke3w4qRng
			RPRZaADSP/jak+U8G/CcmjJhyN7wpA==
			-----END CERTIFICATE-----
			""";
	/** PKCS#8. */
	static final String KEY = """
			-----BEGIN PRIVATE KEY-----
			MEECAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQcEJzAlAgEBBCAhGaexIC2M0FCyRN/t
			L3H7TXawJGNba/zLNxXKbMzAxA==
			-----END PRIVATE KEY-----
			""";
	/** OpenSSL's own form of an EC key (SEC1). */
	private static final String SEC1 = """
			-----BEGIN EC PRIVATE KEY-----
			MHcCAQEEICEZp7EgLYzQULJE3+0vcftNdrAkY1tr/Ms3FcpszMDEoAoGCCqGSM49
			AwEHoUQDQgAEmLSv0oEzh85V04leZlip3rMwpPk1QKkaZ0EZ9ZGoBBGrVedGU1Xt
			Idr2JQhmUG3l4xuB3H7n1VTC56s4CPT5ow==
			-----END EC PRIVATE KEY-----
			""";
	/** PKCS#8 under the passphrase secret1. */
	private static final String PKCS8_ENCRYPTED = """
			-----BEGIN ENCRYPTED PRIVATE KEY-----
			MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjO9W05jx3BZAICCAAw
			DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEK98tuSfPEyAQ3SPyVLlur4EgZAF
			nV5nS4HDBKry3+maJ+YawT7lCl2BiampMhcRCyQwkbJ9i37x4kxzQUfx1Gjcy5wb
			iDbPx3wu+U67D/2stDr6F1Dh1uqq0vn1WaJ3sJLetg/IzP6YvyNvAwjbEUyvnZiz
			A67e0VOnaQ2V7sUKoBSuNVuZ1uPjx4ocxXkc4/ARd+Hu2hTdPwaANeo+UJMZfXY=
			-----END ENCRYPTED PRIVATE KEY-----
			""";
	/** OpenSSL's own form under the passphrase secret1. */
	private static final String SEC1_ENCRYPTED = """
			-----BEGIN EC PRIVATE KEY-----
			Proc-Type: 4,ENCRYPTED
			DEK-Info: AES-128-CBC,24B36DA7D9A5E532392211E9B12A9C27
			
			hgvtwvFcExSJAcwDM9ozejct50C0BjdmTCORdXvpOyYbiljITVf7qEJ2X3AgsThq
			lniwYmGo1Og1+6OxBZnJcLx0ac7W/acRHZ91z8O2EmTFmsDpjasS6KvAE8MVUJDM
			UDVqg32jBRJ//Q45MktlBiBn+KpUG4mzMcaMDRl4Nmc=
			-----END EC PRIVATE KEY-----
			""";
	private static final String OTHER_KEY = """
			-----BEGIN PRIVATE KEY-----
			MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgkHcdByXzi2EaaQeG
			5HGW8LwENMSLnCj2dVFZfkVu4yyhRANCAAReM5Jn8JDE5sHr160u8nr06heDsONw
			z+/+4D7WZvfMOyr4OjIRSvuxSoRvkM8wfU0lIAwH4J+m928BfiTB1qi9
			-----END PRIVATE KEY-----
			""";
	/** Under the passphrase secret1. */
	private static final String PKCS12 = """
			MIIDvAIBAzCCA3IGCSqGSIb3DQEHAaCCA2MEggNfMIIDWzCCAhIGCSqGSIb3DQEHBqCCAgMwggH/
			AgEAMIIB+AYJKoZIhvcNAQcBMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjQYEwCv0cZ
			XwICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEOmQ3jm12zHV59Ep0wyGOkSAggGQWvzE
			4TsMmt0y47r+3b1RwIfyWssAtoEuy0GSVP5XpPZWncMW3V9CMJ77beKLEs3kfu1k1cLWRPwkSiJf
			SgG/4bny5F/XO0CATZR0Bly9KRi2SqrJLaZKMjSQytrTLCQCP7VB6qHJ+ItQaj4oMTDvG0xqW/UG
			KWwuSUVbK5BwGS8/E6+XYskn8Ivd+ZwPbILzQSBCXG5rYSC8YP6Jaw6pQYco0ASbFmuGuhXfr0Kr
			RDNqVSdXJcIVLIWuOx0YuMnC6MNRuFQrL5axiu5ekJG5gHr3+0HmJ7Ep9UcwUP/g8+9UdKgmQbGS
			Xhd5fkSlg7v5/zG3cu3Fmpl5DlN/ckOAQVdGSb++wci/1OtcN4FvWAJhWoR4wurF45v4uZRFaxRd
			qQib/k5ECgd5yd067Anxs0GocfFm+M+H986vWydsvV/mpY0TNiG913sq74hHiJHZxjqVJXpaNBqj
			4KfZTfIvFqfmZqRNmVuVsFNok1bEFxTGaqI8FGQGhUi9MPty2lfReneMzhd10jgFeHCHao0wvzCC
			AUEGCSqGSIb3DQEHAaCCATIEggEuMIIBKjCCASYGCyqGSIb3DQEMCgECoIHvMIHsMFcGCSqGSIb3
			DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhZy2QGePga3AICCAAwDAYIKoZIhvcNAgkFADAdBglghkgB
			ZQMEASoEEDE6xcvfqL3TnE2Ux76DYDYEgZD1BrI+cezwPBwqZ89jnVJKAPWY3lHswMK6qy7GaxmK
			9mOv/EfVCX7Yj+UsFFm/56f+r8whYEvs5vBzY1IQFpw3XkX/u+4E9h9X8lmZZmSHp29RaHNHzA+b
			rMao+2QfLCE1Rn7TjiarVG1f7NdB0EeVjWh9hmGMk6zmesr2h3S71v43GSmoPL3yvBmCX8zx2kUx
			JTAjBgkqhkiG9w0BCRUxFgQUFqHmzV91fWeAsZFuBjh4DlCWXK0wQTAxMA0GCWCGSAFlAwQCAQUA
			BCBczaBcJCjmGRrR/o02lR4Qk2v7PZKKl+hgRk39D538ZgQIXmHcbkoSMZUCAggA
			""";

	static ClientIdentity identity() throws IOException {
		return read(Optional.empty(), CERTIFICATE, KEY);
	}

	private static ClientIdentity read(Optional<String> passphrase, String... files) throws IOException {
		return ClientIdentity.read(List.of(files).stream().map(f -> f.getBytes(StandardCharsets.US_ASCII)).toList(), passphrase.map(String::toCharArray));
	}

	@ParameterizedTest
	@ValueSource(strings = { KEY, SEC1 })
	void readsAnOpenKeyInItsOwnFileOrBesideTheCertificate(String key) throws Exception {
		assertThat(read(Optional.empty(), CERTIFICATE, key)).isEqualTo(read(Optional.empty(), key + CERTIFICATE));
		assertThat(read(Optional.empty(), CERTIFICATE, key).subject()).isEqualTo("CN=me");
	}

	@ParameterizedTest
	@ValueSource(strings = { PKCS8_ENCRYPTED, SEC1_ENCRYPTED })
	void asksForThePassphraseOfAKey(String key) throws Exception {
		assertThatThrownBy(() -> read(Optional.empty(), CERTIFICATE, key)).isInstanceOf(ClientIdentity.PassphraseNeeded.class).hasMessageContaining("protected");
		assertThatThrownBy(() -> read(Optional.of("wrong"), CERTIFICATE, key)).isInstanceOf(ClientIdentity.PassphraseNeeded.class).hasMessageContaining("does not open");
		assertThat(read(Optional.of("secret1"), CERTIFICATE, key).chain()).isEqualTo(identity().chain());
	}

	@Test
	void readsPkcs12() throws Exception {
		var file = List.of(Base64.getMimeDecoder().decode(PKCS12));
		assertThatThrownBy(() -> ClientIdentity.read(file, Optional.empty())).isInstanceOf(ClientIdentity.PassphraseNeeded.class);
		assertThatThrownBy(() -> ClientIdentity.read(file, Optional.of("wrong".toCharArray()))).isInstanceOf(ClientIdentity.PassphraseNeeded.class);
		assertThat(ClientIdentity.read(file, Optional.of("secret1".toCharArray())).chain()).isEqualTo(identity().chain());
	}

	@Test
	void keepsWhatWasReadInOneTextThatNeedsNoPassphrase() throws Exception {
		var identity = read(Optional.of("secret1"), CERTIFICATE, PKCS8_ENCRYPTED);
		assertThat(ClientIdentity.ofPem(identity.pem())).isEqualTo(identity);
		assertThat(identity.toString()).contains("CN=me").doesNotContain("BEGIN", "PrivateKey");
	}

	@Test
	void explainsFilesThatDoNotFit() {
		assertThatThrownBy(() -> read(Optional.empty(), CERTIFICATE)).hasMessage("There is no private key in the files");
		assertThatThrownBy(() -> read(Optional.empty(), KEY)).hasMessage("There is no certificate in the files");
		assertThatThrownBy(() -> read(Optional.empty(), CERTIFICATE, OTHER_KEY)).hasMessage("The key does not belong to the certificate CN=me");
		assertThatThrownBy(() -> read(Optional.empty(), "nonsense")).isInstanceOf(IOException.class).hasMessageContaining("neither PEM nor PKCS#12");
		assertThatThrownBy(() -> read(Optional.empty(), CERTIFICATE, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")).isInstanceOf(IOException.class)
				.hasMessageContaining("cannot be read as PEM");
	}
}
