package org.fleetdesk.gateways.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.fleetdesk.gateways.model.AliasForm.Pair;
import org.junit.jupiter.api.Test;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;

class AliasFormTest {

	@Test
	void valuesThatWereNotEncodedAreTakenAsTheyAre() {
		assertThat(AliasForm.values("engine_fetch={\"install\": [{\"name\": \"a=b\"}]}&n=50%&m=%4")).containsExactly(
				new Pair("engine_fetch", "{\"install\": [{\"name\": \"a=b\"}]}"), new Pair("n", "50%"), new Pair("m", "%4"));
	}

	@Test
	void anAmpersandThatWasNotEncodedStaysInItsValue() {
		assertThat(AliasForm.values("text=salt&pepper&more=1")).containsExactly(new Pair("text", "salt&pepper"), new Pair("more", "1"));
	}

	@Test
	void encodedOnesAreDecoded() {
		assertThat(AliasForm.values("a=1%2B1+%3D+2%26%25&b=%C3%A4")).containsExactly(new Pair("a", "1+1 = 2&%"), new Pair("b", "ä"));
	}

	@Test
	void bytesThatWereNotEncodedAreUtf8() {
		assertThat(AliasForm.values(new String("b=ä".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))).containsExactly(new Pair("b", "ä"));
	}

	@Test
	void namesMayRepeatInRecordsAndHaveAnOrder() {
		assertThat(AliasForm.values("alias=A&1=x&2=y&alias=B&1=z")).extracting(Pair::name).containsExactly("alias", "1", "2", "alias", "1");
	}

	@Test
	void aValueMayBeEmptyAndANameNot() {
		assertThat(AliasForm.values("engine_fetch=&=x")).containsExactly(new Pair("engine_fetch", ""));
		assertThat(AliasForm.values("")).isEmpty();
	}

	@Test
	void aQueryNamesAliases() {
		assertThat(AliasForm.names("a1&a%202&a1&b=&")).isEqualTo(List.of("a1", "a 2", "b"));
	}

	@Property
	void whatIsWrittenReadsAsTheSame(@ForAll Map<@NotEmpty String, String> values) {
		var unicode = values.entrySet().stream().filter(e -> encodable(e.getKey() + e.getValue())).collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
		assertThat(AliasForm.values(AliasForm.encode(unicode))).hasSize(unicode.size()).allMatch(p -> p.value().equals(unicode.get(p.name())));
	}

	private static boolean encodable(String text) {
		return StandardCharsets.UTF_8.newEncoder().canEncode(text);
	}

	@Test
	void aBodyOfAmpersandsIsReadInOneGo() {
		String body = "a=1" + "&".repeat(1 << 20) + "x&b=2";
		var values = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> AliasForm.values(body));
		assertThat(values).hasSize(2);
		assertThat(values.getFirst().value()).startsWith("1&&").endsWith("&x").hasSize((1 << 20) + 2);
	}
}
