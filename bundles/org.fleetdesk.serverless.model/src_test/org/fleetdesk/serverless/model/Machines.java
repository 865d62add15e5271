package org.fleetdesk.serverless.model;

import java.io.IOException;

import org.fleetdesk.opennebula.vm.LcmState;
import org.fleetdesk.opennebula.vm.VirtualMachine;
import org.fleetdesk.opennebula.vm.VmState;
import org.fleetdesk.opennebula.wire.Xml;

/** VMs as OpenNebula describes them. */
final class Machines {

	private Machines() {
	}

	static VirtualMachine of(VmState state, LcmState lcm, String template, String userTemplate) throws IOException {
		return new VirtualMachine(Xml.parse("<VM><ID>7</ID><STATE>" + state.number() + "</STATE><LCM_STATE>" + lcm.number() + "</LCM_STATE><TEMPLATE>" + template
				+ "</TEMPLATE><USER_TEMPLATE>" + userTemplate + "</USER_TEMPLATE></VM>").getDocumentElement(), null);
	}

	static VirtualMachine active(LcmState lcm) throws IOException {
		return of(VmState.ACTIVE, lcm, "", "");
	}

	static VirtualMachine in(VmState state) throws IOException {
		return of(state, LcmState.LCM_INIT, "", "");
	}
}
