package org.fleetdesk.serverless.engine.internal.cloud;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.opennebula.wire.OneTemplate;

/**
 * A change of capacity or of a disk that a phase of a VM is about. While it lasts the VM takes the larger of the old and the new capacity, so that neither its success nor its failure
 * can need what another VM has got meanwhile. Kept with the VM as text, because a restart comes in between.
 */
final class CapacityChange {

	private static final List<String> CAPACITY = List.of("CPU", "VCPU", "MEMORY");

	private CapacityChange() {
	}

	/** The VM with both capacities taken. @param now the wanted values of CPU, VCPU and MEMORY, all of them */
	static VmObject begin(VmObject vm, Map<String, String> now) {
		var before = new LinkedHashMap<String, String>();
		var template = vm.template().copy();
		for (String name : CAPACITY) {
			Optional<String> old = template.get(name);
			old.ifPresent(o -> before.put(name, o));
			if (now.containsKey(name) && (old.isEmpty() || Double.parseDouble(old.get()) < Double.parseDouble(now.get(name)))) {
				template.set(name, now.get(name));
			}
		}
		var pending = new OneTemplate().add("BEFORE", before).add("NOW", now);
		return vm.withTemplate(template).with(vm.life().withPending(pending.toText()));
	}

	/** The VM with a disk that will have another size, in MB. */
	static VmObject begin(VmObject vm, int disk, int size) {
		var pending = new OneTemplate().add("DISK_ID", Integer.toString(disk)).add("SIZE", Integer.toString(size));
		return vm.with(vm.life().withPending(pending.toText()));
	}

	/** The VM after its change, if there was one. */
	static VmObject apply(VmObject vm, boolean succeeded) {
		if (vm.life().pending().isEmpty()) {
			return vm;
		}
		var pending = parse(vm.life().pending());
		var template = vm.template().copy();
		pending.vector(succeeded ? "NOW" : "BEFORE").ifPresent(capacity -> {
			CAPACITY.forEach(template::remove);
			capacity.values().forEach(template::set);
		});
		if (succeeded && pending.get("DISK_ID").isPresent()) {
			resize(template, pending.get("DISK_ID").get(), pending.get("SIZE", "0"));
		}
		return vm.withTemplate(template).with(vm.life().withPending(""));
	}

	private static void resize(OneTemplate template, String disk, String size) {
		var disks = template.vectors("DISK");
		template.remove("DISK");
		for (var each : disks) {
			var values = new LinkedHashMap<>(each.values());
			if (each.get("DISK_ID").equals(disk)) {
				values.put("SIZE", size);
			}
			template.add("DISK", values);
		}
	}

	private static OneTemplate parse(String text) {
		try {
			return OneTemplate.parse(text);
		} catch (IOException e) {
			throw new IllegalStateException("A change that was kept cannot be read", e);
		}
	}
}
