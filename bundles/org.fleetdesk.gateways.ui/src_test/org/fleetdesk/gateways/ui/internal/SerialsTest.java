package org.fleetdesk.gateways.ui.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.fleetdesk.gateways.ui.internal.Serials.Format;
import org.junit.jupiter.api.Test;

class SerialsTest {

	@Test
	void aListIsPartedByLinesBlanksAndCommasAndHasEachNumberOnce() {
		var serials = Serials.list("a-1, a-2\n a-3;a-1\n\n");
		assertThat(serials.all()).containsExactly("a-1", "a-2", "a-3");
		assertThat(serials.preview()).isEqualTo("3 serial numbers, from a-1 to a-3");
		assertThat(serials.parameters().toString()).isEqualTo("{\"sn\":[\"a-1\",\"a-2\",\"a-3\"]}");
	}

	@Test
	void whatCannotStandInAnAddressIsNoSerialNumber() {
		assertThat(Serials.list("a-1 a/2").preview()).isEqualTo("\"a/2\" cannot be a serial number.");
		assertThat(Serials.list("über").all()).isEmpty();
		assertThat(Serials.list(" \n").problem()).isNotEmpty();
	}

	@Test
	void aRangeOfAddressesCarriesOverItsBytes() {
		var serials = Serials.range(Format.MAC_COLONS, "00:04:a3:00:00:fe", "00:04:A3:00:01:01");
		assertThat(serials.all()).containsExactly("00:04:A3:00:00:FE", "00:04:A3:00:00:FF", "00:04:A3:00:01:00", "00:04:A3:00:01:01");
		assertThat(Serials.range(Format.MAC_DASHES, "0004A30000FF", "0004A30000FF").all()).containsExactly("00-04-A3-00-00-FF");
		assertThat(Serials.range(Format.MAC_DOTS, "0004.A300.00FF", "0004.A300.00FF").all()).containsExactly("0004.A300.00FF");
	}

	@Test
	void numbersKeepTheDigitsOfTheFirst() {
		assertThat(Serials.range(Format.DECIMAL, "008", "010").all()).containsExactly("008", "009", "010");
		assertThat(Serials.range(Format.HEX_LOWER, "0f", "11").all()).containsExactly("0f", "10", "11");
		assertThat(Serials.range(Format.HEX_UPPER, "E", "10").all()).containsExactly("E", "F", "10");
	}

	@Test
	void saysWhatIsWrongWithARange() {
		assertThat(Serials.range(Format.DECIMAL, "1", "").problem()).isEqualTo("Write the first and the last one.");
		assertThat(Serials.range(Format.DECIMAL, "9", "1").problem()).isEqualTo("The last one is before the first one.");
		assertThat(Serials.range(Format.DECIMAL, "0x1", "2").problem()).isEqualTo("\"0x1\" is no such number.");
		assertThat(Serials.range(Format.MAC_COLONS, "00:04", "00:05").problem()).isEqualTo("\"00:04\" is no MAC address.");
		assertThat(Serials.range(Format.DECIMAL, "1", "10001").problem()).isEqualTo("These are 10,001; at most 10,000 are added at once.");
		assertThat(Serials.range(Format.DECIMAL, "1", "10000").count()).isEqualTo(10_000);
	}
}
