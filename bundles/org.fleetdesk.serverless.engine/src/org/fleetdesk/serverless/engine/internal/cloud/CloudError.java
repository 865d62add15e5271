package org.fleetdesk.serverless.engine.internal.cloud;

import org.fleetdesk.opennebula.OneError;

/** Why the cloud refuses something, in OpenNebula's codes and words. The name of the method in brackets is put before it by whoever answers. */
public final class CloudError extends Exception {

	private static final long serialVersionUID = 1L;

	private final OneError error;
	private final int objectId;

	public CloudError(OneError error, String message) {
		this(error, message, -1);
	}

	/** @param objectId which object is meant, -1 for none */
	public CloudError(OneError error, String message, int objectId) {
		super(message, null, false, false);
		this.error = error;
		this.objectId = objectId;
	}

	public OneError error() {
		return error;
	}

	/** The object that is meant; -1 for none. */
	public int objectId() {
		return objectId;
	}
}
