package org.fleetdesk.gateways.engine.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.fleetdesk.gateways.model.AliasForm;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Encoding, whatever devices send. */
class TextsPropertyTest {

	@Property
	void whatIsStoredCanBeStored(@ForAll String text) {
		String storable = Texts.storable(text);
		assertThat(storable.indexOf('\0')).isNegative();
		assertThat(new String(storable.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)).isEqualTo(storable);
		assertThat(Texts.storable(storable)).isEqualTo(storable);
	}

	@Property
	void whatIsEncodedIsReadAsItWas(@ForAll @Size(min = 1, max = 5) List<String> texts) {
		var pairs = texts.stream().map(t -> new AliasForm.Pair("a" + t.length(), Texts.storable(t))).toList();
		String form = AliasForm.encode(pairs);
		assertThat(form).matches("[\\x21-\\x7e]*");
		assertThat(AliasForm.values(form)).isEqualTo(pairs);
	}

	/** Any bytes: read without failing, as a form and as names. */
	@Property
	void anyBytesAreReadSomehow(@ForAll byte[] bytes) {
		String body = new String(bytes, StandardCharsets.ISO_8859_1);
		assertThat(AliasForm.values(body)).noneMatch(p -> p.name() == null || p.value() == null);
		assertThat(AliasForm.names(body)).doesNotContain("");
	}
}
