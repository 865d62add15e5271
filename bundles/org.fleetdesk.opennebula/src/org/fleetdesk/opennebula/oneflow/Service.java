package org.fleetdesk.opennebula.oneflow;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.opennebula.OneException;
import org.fleetdesk.opennebula.document.Document;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Roles of virtual machines that are deployed together.
 *
 * @param uname    the name of the owner
 * @param gname    the name of the group
 * @param started  when its deployment began
 * @param log      oldest first
 * @param document all of it, as OneFlow gave it: the content of DOCUMENT
 */
public record Service(int id, String name, int uid, int gid, String uname, String gname, ServiceState state, Optional<Instant> started, List<Role> roles, List<LogEntry> log,
		JsonNode document) {

	/** The type of their documents. */
	public static final int TYPE = 100;

	public Service {
		roles = List.copyOf(roles);
		log = List.copyOf(log);
	}

	/**
	 * A service from its document in OpenNebula, where OneFlow keeps it and reads it from as well.
	 *
	 * @throws OneException when it is none
	 */
	public static Service of(Document document) throws OneException {
		return FlowJson.service(document);
	}
}
