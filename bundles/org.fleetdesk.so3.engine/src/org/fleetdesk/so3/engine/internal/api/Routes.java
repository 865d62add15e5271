package org.fleetdesk.so3.engine.internal.api;

import org.fleetdesk.engine.web.Router;

/** A part of the API. */
public interface Routes {

	void addTo(Router router);
}
