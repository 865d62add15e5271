package org.fleetdesk.tasks.internal;

import java.io.IOException;

/** An entry of a journal that is whole, and of a kind that only a later version of Fleetdesk knows. */
public final class NewerEntryException extends IOException {

	private static final long serialVersionUID = 1L;

	public NewerEntryException(String kind) {
		super("an entry of the kind \"" + kind + "\" is not known");
	}
}
