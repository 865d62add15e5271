package org.fleetdesk.serverless.engine.internal.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ExpressionTest {

	private static final Map<String, String> HOST = Map.of("ID", "3", "NAME", "host-3", "HYPERVISOR", "kvm", "FREE_CPU", "250", "ENERGY_RENEWABLE", "yes", "RUNNING_VMS", "4",
			"CLUSTERS/ID", "0,7");

	@ParameterizedTest
	@CsvSource(delimiter = '~', textBlock = """
			'' ~ true
			ID = 3 ~ true
			ID = "3" ~ true
			ID != 3 ~ false
			ID = 30 ~ false
			FREE_CPU > 100 ~ true
			FREE_CPU < 100 ~ false
			HYPERVISOR="KVM" & ID=3 ~ true
			HYPERVISOR="xen" | ID=3 ~ true
			!(HYPERVISOR="xen") & !(ID=4) ~ true
			ID = 4 | ID = 3 & HYPERVISOR = xen ~ false
			NAME = "host-*" ~ true
			NAME = "h?st-3" ~ true
			NAME = "host" ~ false
			ENERGY_RENEWABLE=YES ~ true
			NOT_THERE = 1 ~ false
			NOT_THERE != 1 ~ true
			CLUSTERS/ID @> 7 ~ true
			"CLUSTERS/ID" @> 8 ~ false""")
	void requirements(String requirements, boolean met) {
		assertThat(Expression.matches(requirements, HOST::get)).isEqualTo(met);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '~', textBlock = """
			'' ~ 0
			FREE_CPU ~ 250
			-RUNNING_VMS ~ -4
			FREE_CPU - RUNNING_VMS * 2 ~ 242
			FREE_CPU-RUNNING_VMS ~ 246
			(FREE_CPU - 50) / RUNNING_VMS ~ 50
			ENERGY ~ 0
			FREE_CPU / NOT_THERE ~ 0""")
	void ranks(String rank, double value) {
		assertThat(Expression.rank(rank, HOST::get)).isEqualTo(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ID", "ID =", "= 3", "(ID = 3", "ID = 3)", "ID = 3 &", "ID == 3", "ID = \"3", "a b c d", "ID = 3; DROP" })
	void whatIsNoExpressionIsRefused(String text) {
		assertThatThrownBy(() -> Expression.matches(text, HOST::get)).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("syntax error at ");
	}

	@Test
	void depthIsBounded() {
		assertThatThrownBy(() -> Expression.matches("(".repeat(100_000), HOST::get)).isInstanceOf(IllegalArgumentException.class);
		assertThatThrownBy(() -> Expression.rank("-".repeat(900), HOST::get)).isInstanceOf(IllegalArgumentException.class);
	}

	@Property(tries = 500)
	void anyTextIsReadOrRefused(@ForAll String text) {
		try {
			Expression.matches(text, HOST::get);
			Expression.rank(text, HOST::get);
		} catch (IllegalArgumentException e) {
			assertThat(e).hasMessageContaining("syntax error");
		}
	}
}
