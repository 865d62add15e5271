package org.fleetdesk.serverless.engine.internal.provision;

import java.util.Optional;
import java.util.OptionalInt;

import org.fleetdesk.opennebula.document.Document;
import org.fleetdesk.opennebula.vm.VirtualMachine;
import org.fleetdesk.serverless.model.Functions;
import org.fleetdesk.serverless.model.RuntimeState;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A runtime as its document, its service and its VMs are now.
 *
 * @param document  as read; its name is the runtime's
 * @param body      the document's body
 * @param serviceId OpenNebula's number of the service; empty when it has none yet
 * @param faas      what runs the FaaS
 * @param daas      what runs the DaaS; empty when there is none in the runtime
 */
public record LiveRuntime(Document document, ObjectNode body, OptionalInt serviceId, Live faas, Optional<Live> daas) {

	/** The field of a body that names the service before there is one; no client is told. */
	public static final String SERVICE_NAME = StoredBody.SERVICE_NAME;

	/** What runs a function. */
	public sealed interface Live {
	}

	/** A VM, whose data is read. */
	public record Machine(VirtualMachine vm) implements Live {
	}

	/**
	 * No VM that could be looked at.
	 *
	 * @param state  {@link RuntimeState#PENDING} when one is still to come, else {@link RuntimeState#ERROR}
	 * @param reason of an error; else empty
	 */
	public record Nothing(RuntimeState state, String reason) implements Live {

		static Nothing pending() {
			return new Nothing(RuntimeState.PENDING, "");
		}

		static Nothing error(String reason) {
			return new Nothing(RuntimeState.ERROR, reason);
		}
	}

	/** What runs a function of this name, {@code FAAS} or {@code DAAS}. */
	public Optional<Live> live(String function) {
		return function.equals(Functions.FAAS) ? Optional.of(faas) : daas;
	}
}
