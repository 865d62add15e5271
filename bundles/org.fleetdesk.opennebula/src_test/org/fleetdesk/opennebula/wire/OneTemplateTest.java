package org.fleetdesk.opennebula.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

import org.fleetdesk.http.xmlrpc.WireException;
import org.fleetdesk.opennebula.wire.OneTemplate.Single;
import org.fleetdesk.opennebula.wire.OneTemplate.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class OneTemplateTest {

	/** Mostly of what has a meaning in templates and in XML. */
	@Provide
	Arbitrary<String> values() {
		var pieces = Arbitraries.of("\"", "\\", "\\\"", "\n", "]", "[", "]]>", "]]", ">", "=", ",", "#", " ", "\t", "A", "é", "&", "<", "B=\"x\"", "\"]\nCPU=\"64\"\n#", "\\\\");
		return Arbitraries.oneOf(pieces.list().ofMaxSize(12).map(list -> String.join("", list)),
				Arbitraries.strings().withCharRange(' ', '\ud7ff').withChars('\t', '\n', '"', '\\').ofMaxLength(30));
	}

	/** What the text form makes of a value that it has no way to write. */
	private static String writable(String value) {
		String safe = value.replace("]]>", "]] >");
		return safe.endsWith("\\") ? safe + " " : safe;
	}

	@Property(tries = 1000)
	void whateverAValueHoldsItStaysAValue(@ForAll("values") String first, @ForAll("values") String second, @ForAll("values") String third) throws IOException {
		var template = new OneTemplate().add("SCHED_RANK", first).add("DEVICE_INFO", new LinkedHashMap<>(Map.of("LATENCY", second))).add("FLAVOURS", third).add("CPU", "1");

		var read = OneTemplate.parse("MEMORY=128\n" + template.toText() + "LAST=\"yes\"\n");

		assertThat(read.attributes()).containsExactly(new Single("MEMORY", "128"), new Single("SCHED_RANK", writable(first)),
				new Vector("DEVICE_INFO", Map.of("LATENCY", writable(second))), new Single("FLAVOURS", writable(third)), new Single("CPU", "1"), new Single("LAST", "yes"));
	}

	/** OpenNebula's lexer (template_parser.l) has one more rule: a line with the end of a CDATA section behind the equals sign ends everything. */
	@Property(tries = 300)
	void noLineHoldsTheEndOfACdataSection(@ForAll("values") String value) {
		assertThat(new OneTemplate().add("A", value).add("B", Map.of("C", value, "D", value)).toText()).doesNotContain("]]>");
	}

	@Property(tries = 300)
	void xmlHoldsValuesAsTheyAre(@ForAll("values") String single, @ForAll("values") String inner) throws IOException {
		var template = new OneTemplate().add("A", single).add("NIC", Map.of("IP", inner)).add("A", inner);

		assertThat(OneTemplate.parse(template.toXml("TEMPLATE"))).isEqualTo(template);
	}

	@Test
	void theTextOfTheDocumentation() throws IOException {
		var template = OneTemplate.parse("""
				NAME     = vm_from_java    CPU = 0.1    MEMORY = 64
				#DISK     = [
				#	source   = "/home/user/disk.img",
				#	readonly = "no" ]
				  # NIC     = [ NETWORK = "Non existing network" ]
				EMPTY =
				FEATURES = [ acpi="no" , pae = YES]
				NIC=[NETWORK="a",
				     IP=10.0.0.1
				]
				NIC = []
				QUOTE="say \\"hi\\" # no comment"
				PATH="C:\\\\dir"
				LONG="two
				lines"
				""");

		assertThat(template.attributes()).containsExactly(new Single("NAME", "vm_from_java"), new Single("CPU", "0.1"), new Single("MEMORY", "64"), new Single("EMPTY", ""),
				new Vector("FEATURES", Map.of("ACPI", "no", "PAE", "YES")), new Vector("NIC", Map.of("NETWORK", "a", "IP", "10.0.0.1")), new Vector("NIC", Map.of()),
				new Single("QUOTE", "say \"hi\" # no comment"), new Single("PATH", "C:\\\\dir"), new Single("LONG", "two\nlines"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "NAME", "NAME value", "=x", "A=[B=1", "A=[B=1,]", "A=[B]", "A=]", "A=1 2", "1A=x", "é=x", "A==", "A=[B=[C=1]]", "<TEMPLATE><A>1</TEMPLATE>" })
	void whatIsNoTemplateIsRefused(String text) {
		assertThatThrownBy(() -> OneTemplate.parse("GOOD=1\n\n" + text)).isInstanceOf(WireException.class);
	}

	@Test
	void anErrorNamesItsLine() {
		assertThatThrownBy(() -> OneTemplate.parse("A=1\nB=[C=2,\nD 3]")).hasMessageContaining("line 3").hasMessageContaining("=");
	}

	@Test
	void namesAreUpperCaseAndMayRepeat() {
		var template = new OneTemplate().add("disk", Map.of("size", "1")).add("Disk", Map.of("SIZE", "2")).add("cpu", "1").set("CPU", "2");

		assertThat(template.vectors("DISK")).extracting(disk -> disk.get("Size")).containsExactly("1", "2");
		assertThat(template.get("Cpu")).contains("2");
		assertThat(template.get("DISK")).as("it is a vector").isEmpty();
		assertThat(template.remove("disk").attributes()).containsExactly(new Single("CPU", "2"));
		assertThatThrownBy(() -> template.add("A=\"1\"\nB", "x")).isInstanceOf(IllegalArgumentException.class);
		assertThatThrownBy(() -> template.add("A", Map.of("x]", "x"))).isInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void mergingReplacesByName() throws IOException {
		var base = OneTemplate.parse("CPU=1 DISK=[ID=0] DISK=[ID=1] MEMORY=64");

		base.merge(OneTemplate.parse("MEMORY=128 DISK=[ID=7] NEW=1"));

		assertThat(base).isEqualTo(OneTemplate.parse("CPU=1 DISK=[ID=7] MEMORY=128 NEW=1"));
	}

	@Test
	void itDoesNotPrintItsValues() {
		assertThat(new OneTemplate().add("PASSWORD", "hidden")).asString().contains("PASSWORD").doesNotContain("hidden");
	}
}
