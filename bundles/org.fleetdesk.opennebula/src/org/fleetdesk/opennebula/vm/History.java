package org.fleetdesk.opennebula.vm;

import java.time.Instant;
import java.util.Optional;

import org.fleetdesk.opennebula.wire.Xml;
import org.w3c.dom.Element;

/**
 * A stay of a virtual machine on a host.
 *
 * @param sequence from 0, one more with each stay
 * @param host     the id of the host
 * @param start    when it was given to the host
 * @param running  since when it ran there
 * @param end      when it left
 * @param action   the number of the action that ended or began the stay (History.h of OpenNebula), 0 for none
 */
public record History(int sequence, int host, String hostname, Optional<Instant> start, Optional<Instant> running, Optional<Instant> end, int action) {

	static History of(Element xml) {
		return new History(Xml.number(xml, "SEQ", -1), Xml.number(xml, "HID", -1), Xml.text(xml, "HOSTNAME"), time(xml, "STIME"), time(xml, "RSTIME"), time(xml, "ETIME"),
				Xml.number(xml, "ACTION", 0));
	}

	private static Optional<Instant> time(Element xml, String name) {
		long seconds = Xml.longNumber(xml, name, 0);
		return seconds > 0 ? Optional.of(Instant.ofEpochSecond(seconds)) : Optional.empty();
	}
}
