package org.fleetdesk.gateways.ui.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.Arrays;

import org.fleetdesk.ui.Texts;
import org.junit.jupiter.api.Test;

class MessagesTest {

	/** A pattern with a wrong choice or brace would fail before the user's eyes only. */
	@Test
	void eachTextCanBeFormatted() throws Exception {
		for (var field : Arrays.stream(Messages.class.getDeclaredFields()).filter(f -> Modifier.isPublic(f.getModifiers())).toList()) {
			String pattern = (String) field.get(null);
			assertThat(pattern).as(field.getName()).doesNotContain("NLS missing");
			for (int number : new int[] { 0, 1, 2 }) {
				assertThat(Texts.format(pattern, number, number, number, number, number)).as(field.getName()).doesNotContain("{0", "{1", "choice");
			}
		}
	}
}
