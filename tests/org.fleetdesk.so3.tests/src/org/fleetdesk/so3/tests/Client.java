package org.fleetdesk.so3.tests;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Session;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

/** Sessions as the console opens them. */
final class Client {

	private Client() {
	}

	static So3Session open(URI url) throws InvalidSyntaxException {
		BundleContext context = FrameworkUtil.getBundle(Client.class).getBundleContext();
		var kind = context.getServiceReferences(EngineKind.class, null).stream().map(context::getService).filter(k -> k.id().equals(So3.KIND)).findFirst().orElseThrow();
		return (So3Session) kind.open(new Connection("peer", So3.KIND, "peer", url, Optional.empty(), Map.of(), false));
	}
}
