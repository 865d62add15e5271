package org.fleetdesk.serverless.engine.internal.provision;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.opennebula.wire.OneTemplate.Vector;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig.Capacity;
import org.fleetdesk.serverless.model.DeviceInfo;
import org.fleetdesk.serverless.model.Function;
import org.fleetdesk.serverless.model.Scheduling;
import org.fleetdesk.serverless.model.ServerlessRuntime;

/**
 * What a function's VM gets beside its own template, as OpenNebula's template text. All of it is built attribute by attribute: whatever a client writes into
 * a policy or a location stays a value.
 */
final class FunctionTemplate {

	/** The attribute of a VM that names the document of its runtime, by which a VM is found whose create was cut off. */
	static final String RUNTIME = "SERVERLESS_RUNTIME";

	private static final String REQUIREMENTS = "SCHED_REQUIREMENTS";
	private static final String RANK = "SCHED_RANK";

	private final EngineConfig config;

	FunctionTemplate(EngineConfig config) {
		this.config = config;
	}

	/**
	 * What tells a VM where it belongs.
	 *
	 * @param serviceTemplate that its service is made of
	 * @param document        of its runtime
	 * @param auth            the value of SR_AUTH; empty: none
	 */
	record Belonging(int serviceTemplate, int document, Optional<String> auth) {
	}

	/**
	 * @param template of the VM
	 * @throws Refusal 500 when the VM's template has no disk
	 */
	String merge(Function wanted, OneTemplate template, ServerlessRuntime runtime, Belonging belonging) throws Refusal {
		int cpu = capacity(wanted.cpu(), template.get("VCPU", ""), config.cpu());
		int memory = capacity(wanted.memory(), template.get("MEMORY", ""), config.memory());
		var merge = new OneTemplate();
		merge.add("HOT_RESIZE", ordered("CPU_HOT_ADD_ENABLED", "YES", "MEMORY_HOT_ADD_ENABLED", "YES"));
		merge.add("MEMORY_RESIZE_MODE", config.resizeMode().name());
		disks(merge, wanted, template);
		merge.add("CPU", String.valueOf(cpu)).add("VCPU", String.valueOf(cpu)).add("MEMORY", String.valueOf(memory));
		merge.add("VCPU_MAX", String.valueOf(config.cpu().max(cpu))).add("MEMORY_MAX", String.valueOf(config.memory().max(memory)));
		context(merge, template, belonging.auth());
		wishes(merge, runtime.scheduling(), runtime.deviceInfo());
		merge.add("FLAVOURS", String.valueOf(belonging.serviceTemplate()));
		merge.add(RUNTIME, String.valueOf(belonging.document()));
		return merge.toText();
	}

	/** What of a runtime's new wishes goes over those in the user template of its VMs: scheduling comes as a whole, so that what is not wished any more is emptied there. */
	static OneTemplate wishes(Optional<Scheduling> scheduling, Optional<DeviceInfo> device) {
		var wishes = new OneTemplate();
		scheduling.ifPresent(s -> wishes.add(REQUIREMENTS, s.requirements().strip().toUpperCase(Locale.ROOT)).add(RANK, s.policy().strip().toUpperCase(Locale.ROOT)));
		device(wishes, device);
		return wishes;
	}

	private static void wishes(OneTemplate template, Optional<Scheduling> scheduling, Optional<DeviceInfo> device) {
		scheduling.map(Scheduling::requirements).filter(r -> !r.isBlank()).ifPresent(r -> template.add(REQUIREMENTS, r.toUpperCase(Locale.ROOT)));
		scheduling.map(Scheduling::policy).filter(p -> !p.isBlank()).ifPresent(p -> template.add(RANK, p.toUpperCase(Locale.ROOT)));
		device(template, device);
	}

	private static void device(OneTemplate template, Optional<DeviceInfo> device) {
		device.ifPresent(d -> {
			var values = new LinkedHashMap<String, String>();
			d.latencyToPe().ifPresent(l -> values.put("LATENCY_TO_PE", String.valueOf(l)));
			if (!d.geographicLocation().isEmpty()) {
				values.put("GEOGRAPHIC_LOCATION", d.geographicLocation());
			}
			if (!values.isEmpty()) {
				template.add("DEVICE_INFO", values);
			}
		});
	}

	/** A vector of a merged template replaces all of its name, so that the disks after the first go in as they are. */
	private void disks(OneTemplate merge, Function wanted, OneTemplate template) throws Refusal {
		var disks = template.vectors("DISK");
		if (disks.isEmpty()) {
			throw Refusal.of(500, "Function VM template does not have associated DISK");
		}
		for (int i = 0; i < disks.size(); i++) {
			var values = new LinkedHashMap<>(disks.get(i).values());
			if (i == 0) {
				values.put("SIZE", String.valueOf(capacity(wanted.disk(), disks.get(0).get("SIZE"), config.disk())));
			}
			merge.add("DISK", values);
		}
	}

	private static void context(OneTemplate merge, OneTemplate template, Optional<String> auth) {
		var context = new LinkedHashMap<String, String>(template.vector("CONTEXT").map(Vector::values).orElse(Map.of()));
		auth.ifPresent(a -> context.put("SR_AUTH", a));
		if (!context.isEmpty()) {
			merge.add("CONTEXT", context);
		}
	}

	/** What is asked for, else what the VM's template has, else the configured. */
	private static int capacity(OptionalInt wanted, String template, Capacity configured) {
		if (wanted.isPresent()) {
			return wanted.getAsInt();
		}
		return template.strip().matches("[1-9]\\d{0,8}") ? Integer.parseInt(template.strip()) : configured.standard();
	}

	private static Map<String, String> ordered(String... pairs) {
		var map = new LinkedHashMap<String, String>();
		for (int i = 0; i < pairs.length; i += 2) {
			map.put(pairs[i], pairs[i + 1]);
		}
		return map;
	}
}
