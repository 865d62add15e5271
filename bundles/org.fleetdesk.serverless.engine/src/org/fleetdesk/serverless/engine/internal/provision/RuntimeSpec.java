package org.fleetdesk.serverless.engine.internal.provision;

import java.util.List;

import org.fleetdesk.serverless.model.RuntimeDocuments;
import org.fleetdesk.serverless.model.ServerlessRuntime;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a client asks for, checked.
 *
 * @param body    the object in {@code SERVERLESS_RUNTIME} without the output fields
 * @param runtime the same
 */
record RuntimeSpec(ObjectNode body, ServerlessRuntime runtime) {

	/** Fields of a runtime, and of each of its functions, that only the engine sets. */
	static final List<String> OUTPUTS = List.of("ID", "SERVICE_ID", StoredBody.SERVICE_NAME, StoredBody.REGISTERED);
	static final List<String> FUNCTION_OUTPUTS = List.of("VM_ID", "STATE", "ERROR", "ENDPOINT");

	/** The flavours as one name. */
	String tuple() {
		return RuntimeDocuments.tuple(runtime);
	}

	/** Whether a DaaS is wanted: one without a flavour is none. */
	boolean hasDaas() {
		return runtime.daas().isPresent() && !runtime.daas().get().flavour().isEmpty();
	}
}
