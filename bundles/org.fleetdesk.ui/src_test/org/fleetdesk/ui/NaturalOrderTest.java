package org.fleetdesk.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

class NaturalOrderTest {

	@Test
	void numbersCountByTheirValue() {
		var names = new ArrayList<>(List.of("t-10", "t-9b", "T-2", "t", "t-00", "t-009", "t-0", "t-9"));
		names.sort(NaturalOrder.INSTANCE);
		assertThat(names).containsExactly("t", "t-0", "t-00", "T-2", "t-009", "t-9", "t-9b", "t-10");
	}

	@Property
	void wholeNumbersOfAnyLengthCompareAsNumbers(@ForAll @CharRange(from = '0', to = '9') @StringLength(min = 1, max = 30) String a,
			@ForAll @CharRange(from = '0', to = '9') @StringLength(min = 1, max = 30) String b) {
		int expected = new BigInteger(a).compareTo(new BigInteger(b));
		if (expected != 0) {
			assertThat(Integer.signum(NaturalOrder.INSTANCE.compare(a, b))).isEqualTo(expected);
		} else {
			assertThat(NaturalOrder.INSTANCE.compare(a, b) == 0).isEqualTo(a.equals(b));
		}
	}

	@Property
	void itIsAnOrder(@ForAll @CharRange(from = '/', to = '2') @StringLength(max = 4) String a, @ForAll @CharRange(from = '/', to = '2') @StringLength(max = 4) String b,
			@ForAll @CharRange(from = '/', to = '2') @StringLength(max = 4) String c) {
		assertThat(Integer.signum(NaturalOrder.INSTANCE.compare(a, b))).isEqualTo(-Integer.signum(NaturalOrder.INSTANCE.compare(b, a)));
		if (NaturalOrder.INSTANCE.compare(a, b) <= 0 && NaturalOrder.INSTANCE.compare(b, c) <= 0) {
			assertThat(NaturalOrder.INSTANCE.compare(a, c)).isLessThanOrEqualTo(0);
		}
	}
}
