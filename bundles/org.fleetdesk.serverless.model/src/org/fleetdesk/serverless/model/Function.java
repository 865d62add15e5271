package org.fleetdesk.serverless.model;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

import org.fleetdesk.opennebula.vm.VirtualMachine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One function of a serverless runtime (FaaS or DaaS), which one VM runs.
 *
 * @param flavour  names the template that it was made of, together with the other function's; empty: none, as for a DaaS that is not wanted
 * @param cpu      cores
 * @param memory   MB
 * @param disk     MB
 * @param vmId     output: the VM's number in OpenNebula
 * @param state    output
 * @param error    output: why the state is {@link RuntimeState#ERROR}; else empty
 * @param endpoint output: the VM's address without scheme and port; empty when it has no network, or none yet
 */
public record Function(String flavour, OptionalInt cpu, OptionalInt memory, OptionalInt disk, OptionalInt vmId, Optional<RuntimeState> state, String error,
		String endpoint) {

	/** A function that is asked for, without any output. */
	public static Function wanted(String flavour, OptionalInt cpu, OptionalInt memory, OptionalInt disk) {
		return new Function(flavour, cpu, memory, disk, OptionalInt.empty(), Optional.empty(), "", "");
	}

	/** A function as its VM shows it. The VM's data is read. */
	public static Function of(String flavour, VirtualMachine vm) {
		var state = RuntimeState.of(vm);
		var cores = positive(vm.xpath("TEMPLATE/VCPU"));
		return new Function(flavour, cores.isPresent() ? cores : positive(vm.xpath("TEMPLATE/CPU")), positive(vm.xpath("TEMPLATE/MEMORY")), firstDisk(vm),
				OptionalInt.of(vm.id()), Optional.of(state), state == RuntimeState.ERROR ? RuntimeState.reason(vm) : "", address(vm));
	}

	/** The size of disk 0 in MB. */
	private static OptionalInt firstDisk(VirtualMachine vm) {
		return vm.template().vectors("DISK").stream().filter(d -> d.get("DISK_ID").equals("0")).findFirst().map(d -> positive(d.get("SIZE"))).orElse(OptionalInt.empty());
	}

	/** The address of NIC 0 that is reached from the furthest; empty when there is none. */
	private static String address(VirtualMachine vm) {
		return vm.template().vectors("NIC").stream().filter(n -> n.get("NIC_ID").equals("0")).findFirst()
				.flatMap(n -> Stream.of("EXTERNAL_IP", "IP6", "IP").map(n::get).filter(a -> !a.isBlank()).findFirst()).orElse("");
	}

	/** Numbers of templates may have a fraction, as that of the CPU share. */
	private static OptionalInt positive(String text) {
		try {
			double number = Double.parseDouble(text);
			return number >= 0 && number <= Integer.MAX_VALUE ? OptionalInt.of((int) Math.ceil(number)) : OptionalInt.empty();
		} catch (NumberFormatException e) {
			return OptionalInt.empty();
		}
	}

	/** From the API's object {@code FAAS} or {@code DAAS}, with numbers as numbers or as texts. */
	public static Function fromJson(JsonNode json) {
		return new Function(Fields.text(json, "FLAVOUR"), Fields.integer(json, "CPU"), Fields.integer(json, "MEMORY"), Fields.integer(json, "DISK_SIZE"),
				Fields.integer(json, "VM_ID"), RuntimeState.parse(Fields.text(json, "STATE")), Fields.text(json, "ERROR"), Fields.text(json, "ENDPOINT"));
	}

	/** The API's object {@code FAAS} or {@code DAAS}; what is not known is left away, but the flavour. */
	public ObjectNode toJson() {
		var json = JsonNodeFactory.instance.objectNode().put("FLAVOUR", flavour);
		vmId.ifPresent(v -> json.put("VM_ID", v));
		state.ifPresent(s -> json.put("STATE", s.name()));
		put(json, "ERROR", error);
		cpu.ifPresent(v -> json.put("CPU", v));
		memory.ifPresent(v -> json.put("MEMORY", v));
		disk.ifPresent(v -> json.put("DISK_SIZE", v));
		if (vmId.isPresent() || !endpoint.isEmpty()) {
			json.put("ENDPOINT", endpoint);
		}
		return json;
	}

	static void put(ObjectNode json, String name, String text) {
		if (!text.isEmpty()) {
			json.put(name, text);
		}
	}
}
