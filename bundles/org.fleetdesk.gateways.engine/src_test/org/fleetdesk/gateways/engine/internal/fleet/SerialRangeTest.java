package org.fleetdesk.gateways.engine.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.ObjectMapper;

class SerialRangeTest {

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "{'format':'base10','first':8,'last':11,'length':3}|008 009 010 011", "{'format':'base10','first':'8','last':'9'}|8 9",
			"{'format':'base16','first':'fe','last':'101','length':4,'casing':'lower'}|00fe 00ff 0100 0101", "{'format':'base16','first':10,'last':11}|A B",
			"{'format':'mac:48','first':'00:00:00:00:00:ff','last':'000000000100'}|00:00:00:00:00:FF 00:00:00:00:01:00",
			"{'format':'mac-48','first':'AA-BB-CC-DD-EE-FF','last':'AA-BB-CC-DD-EE-FF','casing':'lower'}|aa-bb-cc-dd-ee-ff",
			"{'format':'mac.48','first':'0030.1BBA.02DB','last':'0030.1BBA.02DC'}|0030.1BBA.02DB 0030.1BBA.02DC" })
	void numbersAreWrittenAsTheFormatSays(String json, String numbers) throws Exception {
		var range = SerialRange.of(new ObjectMapper().readTree(json.replace('\'', '"')));
		assertThat(range.numbers()).isEqualTo(List.of(numbers.split(" ")));
		assertThat(SerialRange.of(range.toJson()).numbers()).isEqualTo(range.numbers());
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{'format':'base10','first':2,'last':1}", "{'format':'base10','first':0,'last':10000}", "{'format':'base10','first':-1,'last':1}",
			"{'format':'base10','first':'x','last':1}", "{'format':'base16','first':'g','last':'h'}", "{'format':'mac:48','first':'1','last':'2'}",
			"{'format':'base10','first':1,'last':1000,'length':2}", "{'format':'base10','first':1,'last':2,'casing':'title'}", "{'format':'base10','first':1,'last':2,'length':999}",
			"{'format':'mac:48','first':281474976710656,'last':281474976710656}" })
	void whatIsNoRangeIsRefused(String json) throws Exception {
		var node = new ObjectMapper().readTree(json.replace('\'', '"'));
		assertThatThrownBy(() -> SerialRange.of(node)).isInstanceOf(IllegalArgumentException.class);
	}
}
