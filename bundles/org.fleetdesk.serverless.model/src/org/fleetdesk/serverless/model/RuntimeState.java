package org.fleetdesk.serverless.model;

/** The state of a function of a serverless runtime, in the words of the Provisioning Engine's API. */
public enum RuntimeState {
	PENDING, RUNNING, UPDATING, ERROR
}
