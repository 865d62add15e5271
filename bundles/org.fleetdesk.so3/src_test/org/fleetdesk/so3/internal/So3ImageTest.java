package org.fleetdesk.so3.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.so3.So3Image;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class So3ImageTest {

	private static final So3Image IMAGE = new So3Image("sha256:1885712abfddcfab", List.of("local/peer:1", "ticker"), 1, Optional.empty(), "", "", "", "", "");

	@ParameterizedTest
	@ValueSource(strings = { "sha256:1885712abfddcfab", "1885712abf", "sha256:188571", "local/peer:1", "ticker", "ticker:latest", "ticker.itb", "/mnt/ME/ticker.itb" })
	void isWhatItIsCalled(String reference) {
		assertThat(IMAGE.is(reference)).isTrue();
	}

	/** The last two have a tag with which the id begins. */
	@ParameterizedTest
	@ValueSource(strings = { "", "18857", "md5:1885712abfddcfab", "ticker:2", "local/peer", "other:1", "others/peer-b:1885712" })
	void isNothingElse(String reference) {
		assertThat(IMAGE.is(reference)).isFalse();
	}
}
