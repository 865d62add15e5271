package org.fleetdesk.serverless.engine.internal.cloud;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.vm.LcmState;
import org.fleetdesk.opennebula.vm.VmState;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.serverless.engine.internal.cloud.VmObject.Life;

/** Makes the template of a VM out of what was asked for, with everything that OpenNebula adds: ids, disks, addresses, context. Guarded by the store's lock. */
final class VmBuilder {

	/** What of a template says what a VM consists of; the rest is its users' own. */
	private static final Set<String> OWN = Set.of("CPU", "VCPU", "MEMORY", "VCPU_MAX", "MEMORY_MAX", "MEMORY_RESIZE_MODE", "MEMORY_SLOTS", "DISK", "NIC", "NIC_DEFAULT", "CONTEXT",
			"GRAPHICS", "OS", "FEATURES", "INPUT", "CPU_MODEL", "TOPOLOGY", "RAW", "CPU_COST", "MEMORY_COST", "DISK_COST", "EMULATOR", "VIDEO");
	private static final List<String> CONTEXT = List.of("DNS", "EXTERNAL", "GATEWAY", "IP", "IP6", "IP6_GATEWAY", "IP6_METHOD", "IP6_METRIC", "IP6_PREFIX_LENGTH", "IP6_ULA", "MAC", "MASK",
			"METHOD", "METRIC", "MTU", "NETWORK", "SEARCH_DOMAIN", "VLAN_ID", "VROUTER_IP", "VROUTER_IP6", "VROUTER_MANAGEMENT");
	private static final String DEFAULT_DISK = "1024";
	private static final int ADDRESSES = 60_000;

	private final long network;
	private int next;

	/** @param network the first address that guests get */
	VmBuilder(String network) {
		try {
			this.network = network(network);
		} catch (UnknownHostException e) {
			throw new IllegalArgumentException("\"" + network + "\" is no address for the guests: give one such as 127.64.0.1", e);
		}
	}

	private static long network(String address) throws UnknownHostException {
		if (!address.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
			throw new UnknownHostException(address);
		}
		return Integer.toUnsignedLong(ByteBuffer.wrap(InetAddress.getByName(address).getAddress()).getInt());
	}

	/**
	 * @param source what was asked for, all in one
	 * @param taken  whether an address is
	 * @throws CloudError ALLOCATE when a VM cannot be made of it
	 */
	VmObject build(int id, User owner, String name, int permissions, boolean hold, long now, int templateId, OneTemplate source, Predicate<String> taken) throws CloudError {
		Capacity.check(source, OneError.ALLOCATE, "Error allocating a new virtual machine. ");
		var template = new OneTemplate();
		var user = new OneTemplate();
		for (var attribute : source.attributes()) {
			var target = OWN.contains(attribute.name()) ? template : user;
			switch (attribute) {
			case OneTemplate.Single single -> target.add(single.name(), single.value());
			case OneTemplate.Vector vector -> target.add(vector.name(), vector.values());
			}
		}
		user.remove("NAME").remove("TEMPLATE_ID").remove("VMID");
		template.set("AUTOMATIC_DS_REQUIREMENTS", "(\"CLUSTERS/ID\" @> 0)").set("AUTOMATIC_REQUIREMENTS", "(CLUSTER_ID = 0) & !(PUBLIC_CLOUD = YES) & !(PIN_POLICY = PINNED)");
		var disks = template.vectors("DISK");
		template.remove("DISK");
		for (int i = 0; i < disks.size(); i++) {
			template.add("DISK", disk(disks.get(i).values(), i));
		}
		var nics = nics(template, id, taken);
		if (!nics.isEmpty()) {
			template.set("AUTOMATIC_NIC_REQUIREMENTS", "(\"CLUSTERS/ID\" @> 0)");
			for (String direction : List.of("OUTBOUND", "INBOUND")) {
				template.add("SECURITY_GROUP_RULE", sorted(Map.of("PROTOCOL", "ALL", "RULE_TYPE", direction, "SECURITY_GROUP_ID", "0", "SECURITY_GROUP_NAME", "default")));
			}
		}
		template.vector("CONTEXT").ifPresent(c -> template.set("CONTEXT", context(c.values(), nics, disks.size())));
		var os = new TreeMap<>(template.vector("OS").map(OneTemplate.Vector::values).orElse(Map.of()));
		os.put("UUID", UUID.randomUUID().toString());
		template.set("OS", os).set("TEMPLATE_ID", Integer.toString(templateId)).set("TM_MAD_SYSTEM", Lifecycle.DRIVER).set("VMID", Integer.toString(id));
		var life = new Life(hold ? VmState.HOLD : VmState.PENDING, LcmState.LCM_INIT, hold ? VmState.HOLD : VmState.PENDING, LcmState.LCM_INIT, false, now / 1000, 0, 0, "", "");
		return new VmObject(new Meta(id, owner, name, permissions), life, template, user, List.of(), List.of());
	}

	private static Map<String, String> disk(Map<String, String> asked, int id) {
		String size = asked.getOrDefault("SIZE", "");
		String real = size.strip().matches("[1-9]\\d{0,8}") ? size.strip() : DEFAULT_DISK;
		var disk = sorted(Map.ofEntries(Map.entry("ALLOW_ORPHANS", "NO"), Map.entry("CLONE", "YES"), Map.entry("CLONE_TARGET", "SYSTEM"), Map.entry("CLUSTER_ID", "0"),
				Map.entry("DATASTORE", "default"), Map.entry("DATASTORE_ID", "1"), Map.entry("DEV_PREFIX", "sd"), Map.entry("DISK_SNAPSHOT_TOTAL_SIZE", "0"),
				Map.entry("DISK_TYPE", "FILE"), Map.entry("DRIVER", "raw"), Map.entry("FORMAT", "raw"), Map.entry("IMAGE", "simulated"), Map.entry("IMAGE_ID", "0"),
				Map.entry("IMAGE_STATE", "2"), Map.entry("LN_TARGET", "NONE"), Map.entry("ORIGINAL_SIZE", real), Map.entry("READONLY", "NO"), Map.entry("SAVE", "NO"),
				Map.entry("SOURCE", "simulated"), Map.entry("TARGET", "sd" + (char) ('a' + id % 26)), Map.entry("TM_MAD", Lifecycle.DRIVER), Map.entry("TYPE", "FILE")));
		disk.putAll(asked);
		disk.put("SIZE", real);
		disk.put("DISK_ID", Integer.toString(id));
		return disk;
	}

	private List<Map<String, String>> nics(OneTemplate template, int vm, Predicate<String> taken) throws CloudError {
		var asked = template.vectors("NIC");
		template.remove("NIC");
		var nics = new ArrayList<Map<String, String>>();
		var mine = new ArrayList<String>();
		for (int i = 0; i < asked.size(); i++) {
			String ip = free(a -> taken.test(a) || mine.contains(a));
			mine.add(ip);
			var nic = sorted(Map.of("NETWORK", "simulated", "NETWORK_ID", "0", "NETWORK_UNAME", "oneadmin", "SECURITY_GROUPS", "0"));
			nic.putAll(asked.get(i).values());
			nic.putAll(Map.of("AR_ID", "0", "BRIDGE", "lo", "BRIDGE_TYPE", "linux", "CLUSTER_ID", "0", "IP", ip, "MAC", mac(ip), "NAME", "NIC" + i, "NIC_ID", Integer.toString(i),
					"TARGET", "one-" + vm + "-" + i, "VN_MAD", Lifecycle.DRIVER));
			template.add("NIC", nic);
			nics.add(nic);
		}
		return nics;
	}

	/** The next one behind the last that was given, so that an address that was a guest's does not become another's at once. */
	private String free(Predicate<String> taken) throws CloudError {
		for (int i = 0; i < ADDRESSES; i++) {
			String address = address(network + next);
			next = (next + 1) % ADDRESSES;
			if (!address.endsWith(".0") && !address.endsWith(".255") && !taken.test(address)) {
				return address;
			}
		}
		throw new CloudError(OneError.ALLOCATE, "Error allocating a new virtual machine. Cannot get IP/MAC lease from virtual network 0.");
	}

	private static String address(long number) {
		return (number >> 24 & 0xff) + "." + (number >> 16 & 0xff) + "." + (number >> 8 & 0xff) + "." + (number & 0xff);
	}

	private static String mac(String ip) {
		var mac = new StringBuilder("02:00");
		for (String part : ip.split("\\.")) {
			mac.append(":%02x".formatted(Integer.parseInt(part)));
		}
		return mac.toString();
	}

	private static Map<String, String> context(Map<String, String> asked, List<Map<String, String>> nics, int disk) {
		var context = new TreeMap<>(asked);
		if (asked.getOrDefault("NETWORK", "").equalsIgnoreCase("YES")) {
			for (int i = 0; i < nics.size(); i++) {
				for (String name : CONTEXT) {
					boolean known = name.equals("IP") || name.equals("MAC");
					context.put("ETH" + i + "_" + name, known ? nics.get(i).get(name) : "");
				}
			}
		}
		context.put("DISK_ID", Integer.toString(disk));
		context.put("TARGET", "hda");
		return context;
	}

	private static Map<String, String> sorted(Map<String, String> values) {
		return new TreeMap<>(values);
	}
}
