package org.fleetdesk.bench;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.Secrets;
import org.fleetdesk.core.Session;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.so3.internal.So3EngineKind;

/** What the console does at each refresh of a connection: reads the engine's whole state into a snapshot. Usage: Refresh URL CONTAINERS */
final class Refresh {

	private static final int RUNS = 15;

	public static void main(String[] args) throws Exception {
		var access = (EngineAccess) Proxy.newProxyInstance(Refresh.class.getClassLoader(), new Class<?>[] { EngineAccess.class }, (p, method, given) -> given[0]);
		var connection = new Connection("bench", "so3", "bench", URI.create(args[0].replaceFirst("^http", "tcp")), Optional.empty(), Map.of(), false);
		var times = new long[RUNS];
		var secrets = (Secrets) Proxy.newProxyInstance(Refresh.class.getClassLoader(), new Class<?>[] { Secrets.class }, (p, method, given) -> Optional.empty());
		try (Session session = new So3EngineKind(new HttpClientFactory(HttpAudit.NONE), access, secrets).open(connection)) {
			for (int i = -5; i < RUNS; i++) {
				long began = System.nanoTime();
				var snapshot = session.refresh();
				if (i >= 0) {
					times[i] = System.nanoTime() - began;
				}
				if (snapshot.resources().size() < Integer.parseInt(args[1])) {
					throw new IllegalStateException("only " + snapshot.resources().size() + " resources");
				}
			}
		}
		Arrays.sort(times);
		System.out.printf("%9.2f ms%n", times[RUNS / 2] / 1e6);
		System.exit(0);
	}
}
