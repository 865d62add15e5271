package org.fleetdesk.serverless.engine.internal.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.opennebula.wire.OneTemplate.Attribute;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig;
import org.fleetdesk.serverless.engine.internal.provision.FunctionTemplate.Belonging;
import org.fleetdesk.serverless.model.DeviceInfo;
import org.fleetdesk.serverless.model.Function;
import org.fleetdesk.serverless.model.Scheduling;
import org.fleetdesk.serverless.model.ServerlessRuntime;
import org.junit.jupiter.api.Test;

class FunctionTemplateTest {

	private static final Belonging BELONGING = new Belonging(1, 81, Optional.of("dXNlcjp0b2tlbg=="));
	private static final Function PLAIN = wanted(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

	private final FunctionTemplate templates = new FunctionTemplate(EngineConfig.DEFAULT);

	private static Function wanted(OptionalInt cpu, OptionalInt memory, OptionalInt disk) {
		return Function.wanted("nature", cpu, memory, disk);
	}

	private static ServerlessRuntime runtime(String policy, String requirements, String location) {
		return new ServerlessRuntime("", OptionalInt.empty(), OptionalInt.empty(), PLAIN, Optional.empty(), Optional.of(new Scheduling(policy, requirements)),
				Optional.of(new DeviceInfo(OptionalDouble.of(0.25), location)));
	}

	private OneTemplate merged(Function wanted, String vm, ServerlessRuntime runtime) throws Exception {
		return OneTemplate.parse(templates.merge(wanted, OneTemplate.parse(vm), runtime, BELONGING));
	}

	@Test
	void whatIsAskedForGoesOverTheTemplate() throws Exception {
		var merged = merged(wanted(OptionalInt.of(2), OptionalInt.of(512), OptionalInt.of(4096)), """
				CPU=0.1
				MEMORY=128
				DISK=[IMAGE_ID="0",SIZE="1024"]
				DISK=[IMAGE_ID="5"]
				CONTEXT=[NETWORK="YES"]""", runtime("energy", "ENERGY_RENEWABLE=yes", "43.05,-2.53"));

		assertThat(merged.get("CPU")).contains("2");
		assertThat(merged.get("VCPU")).contains("2");
		assertThat(merged.get("VCPU_MAX")).contains("4");
		assertThat(merged.get("MEMORY")).contains("512");
		assertThat(merged.get("MEMORY_MAX")).contains("1024");
		assertThat(merged.get("MEMORY_RESIZE_MODE")).contains("BALLOONING");
		assertThat(merged.vectors("DISK")).extracting(OneTemplate.Vector::values).containsExactly(Map.of("IMAGE_ID", "0", "SIZE", "4096"), Map.of("IMAGE_ID", "5"));
		assertThat(merged.vector("CONTEXT").orElseThrow().values()).isEqualTo(Map.of("NETWORK", "YES", "SR_AUTH", "dXNlcjp0b2tlbg=="));
		assertThat(merged.get("SCHED_RANK")).contains("ENERGY");
		assertThat(merged.get("SCHED_REQUIREMENTS")).contains("ENERGY_RENEWABLE=YES");
		assertThat(merged.vector("DEVICE_INFO").orElseThrow().values()).isEqualTo(Map.of("LATENCY_TO_PE", "0.25", "GEOGRAPHIC_LOCATION", "43.05,-2.53"));
		assertThat(merged.get("FLAVOURS")).contains("1");
		assertThat(merged.get("SERVERLESS_RUNTIME")).contains("81");
	}

	@Test
	void whatIsNotAskedForComesFromTheTemplateElseFromTheConfiguration() throws Exception {
		var known = merged(PLAIN, "VCPU=3\nMEMORY=256\nDISK=[SIZE=\"2048\"]", runtime("", "", ""));
		var unknown = merged(PLAIN, "DISK=[IMAGE=\"x\"]", runtime("", "", ""));

		assertThat(known.get("CPU")).contains("3");
		assertThat(known.get("MEMORY")).contains("256");
		assertThat(known.vector("DISK").orElseThrow().get("SIZE")).isEqualTo("2048");
		assertThat(unknown.get("CPU")).contains("2");
		assertThat(unknown.get("MEMORY")).contains("1024");
		assertThat(unknown.vector("DISK").orElseThrow().get("SIZE")).isEqualTo("1024");
		assertThat(unknown.get("SCHED_RANK")).isEmpty();
	}

	@Test
	void nothingAClientWritesBecomesAnAttribute() throws Exception {
		String evil = "x\"\nCONTEXT=[START_SCRIPT=\"rm -rf /\"]\nTM_MAD=\"y\\";

		var merged = merged(PLAIN, "DISK=[SIZE=\"1\"]", runtime(evil, evil + "\"]", "\",USER=\"root\"]\nRAW=[DATA=\"<evil/>\"]"));

		assertThat(merged.attributes()).extracting(Attribute::name).containsExactlyInAnyOrder("HOT_RESIZE", "MEMORY_RESIZE_MODE", "DISK", "CPU", "VCPU", "MEMORY", "VCPU_MAX",
				"MEMORY_MAX", "CONTEXT", "SCHED_REQUIREMENTS", "SCHED_RANK", "DEVICE_INFO", "FLAVOURS", "SERVERLESS_RUNTIME");
		assertThat(merged.vector("CONTEXT").orElseThrow().values()).containsOnlyKeys("SR_AUTH");
		assertThat(merged.vector("DEVICE_INFO").orElseThrow().values()).containsOnlyKeys("LATENCY_TO_PE", "GEOGRAPHIC_LOCATION");
	}

	@Test
	void aTemplateWithoutADiskIsRefused() throws IOException {
		var template = OneTemplate.parse("CPU=1");

		var refusal = catchThrowableOfType(Refusal.class, () -> templates.merge(PLAIN, template, runtime("", "", ""), BELONGING));

		assertThat(refusal.error()).isEqualTo("Function VM template does not have associated DISK");
	}
}
