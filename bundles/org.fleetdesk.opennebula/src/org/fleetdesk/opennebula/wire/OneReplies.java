package org.fleetdesk.opennebula.wire;

import java.util.List;

import org.fleetdesk.http.xmlrpc.XmlRpc;

/** What OpenNebula puts into the replies of XML-RPC: a list that begins with whether the call was carried out. */
public final class OneReplies {

	private OneReplies() {
	}

	/** The reply of a call that OpenNebula carried out. */
	public static XmlRpc.Value success(Object message) {
		return new XmlRpc.Value(List.of(true, message, 0));
	}

	/**
	 * The reply of a call that OpenNebula refused.
	 *
	 * @param objectId that the error is about; -1 when there is none
	 */
	public static XmlRpc.Value failure(int code, String message, int objectId) {
		return new XmlRpc.Value(List.of(false, message, code, objectId, -1L));
	}
}
