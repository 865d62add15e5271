package org.fleetdesk.opennebula.vm;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.fleetdesk.opennebula.wire.Xml;

/**
 * A monitoring sample of a virtual machine. A value that the hypervisor did not give is 0.
 *
 * @param cpu       in percent of one core
 * @param memory    in bytes
 * @param netRx     received since its start, in bytes
 * @param netTx     sent since its start, in bytes
 * @param diskRead  since its start, in bytes
 * @param diskWrite since its start, in bytes
 */
public record VmMonitoring(int vm, Instant time, double cpu, long memory, long netRx, long netTx, long diskRead, long diskWrite) {

	/**
	 * The samples in the answer of {@link VirtualMachine#monitoring()} or {@link VirtualMachinePool#monitoring(int, int)}, oldest first.
	 *
	 * @throws IOException when it cannot be understood
	 */
	public static List<VmMonitoring> of(String xml) throws IOException {
		var samples = new ArrayList<VmMonitoring>();
		for (var sample : Xml.elements(Xml.parse(xml).getDocumentElement(), "MONITORING")) {
			samples.add(new VmMonitoring(Xml.number(sample, "ID", -1), Instant.ofEpochSecond(Xml.longNumber(sample, "TIMESTAMP", 0)), Xml.decimal(sample, "CPU", 0),
					Xml.longNumber(sample, "MEMORY", 0) << 10, Xml.longNumber(sample, "NETRX", 0), Xml.longNumber(sample, "NETTX", 0),
					Xml.longNumber(sample, "DISKRDBYTES", 0), Xml.longNumber(sample, "DISKWRBYTES", 0)));
		}
		samples.sort(Comparator.comparing(VmMonitoring::time));
		return List.copyOf(samples);
	}
}
