package org.fleetdesk.gateways.agent.internal.checkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

import org.fleetdesk.http.HttpEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command whose agent ends before or behind each of its requests, and in the midst of an installation: the next agent brings it to the same end. */
class KillTest {

	private static final String COMMAND = "{\"install\": [{\"name\": \"lib.v1.tar.gz\"}, {\"name\": \"test_app.v1.tar.gz\"}]}";

	@TempDir
	Path folder;

	/** As kill -9 ends a process. */
	private static final class Killed extends Error {
		private static final long serialVersionUID = 1L;
	}

	@Test
	void atEachRequest() throws Exception {
		int kills = 0;
		for (boolean before : new boolean[] { true, false }) {
			for (int n = 1; killedAt(n, before); n++) {
				kills++;
			}
		}
		assertThat(kills).isGreaterThan(20);
	}

	private boolean killedAt(int n, boolean before) throws Exception {
		try (var cloud = new ScriptedCloud(); var gateway = new TestGateway(folder.resolve(before + "-" + n), cloud)) {
			command(cloud);
			boolean killed = false;
			try {
				gateway.loop(killing(n, before)).once();
			} catch (Killed e) {
				killed = true;
			}
			gateway.loop().once();
			ended(cloud, gateway);
			return killed;
		}
	}

	@Test
	void inTheMidstOfAnInstallation() throws Exception {
		try (var cloud = new ScriptedCloud(); var gateway = new TestGateway(folder, cloud)) {
			command(cloud);
			gateway.installer.kill = new Killed();
			assertThatThrownBy(() -> gateway.loop().once()).isInstanceOf(Killed.class);
			assertThatThrownBy(() -> gateway.loop().once()).isInstanceOf(Killed.class);
			gateway.installer.kill = null;
			gateway.loop().once();
			ended(cloud, gateway);
		}
	}

	@Test
	void aCommandThatCameMeanwhileIsNotEmptiedWithTheOldOne() throws Exception {
		try (var cloud = new ScriptedCloud(); var gateway = new TestGateway(folder, cloud)) {
			command(cloud);
			// killed behind the request that emptied the alias, before the journal knows
			assertThatThrownBy(() -> gateway.loop(killing(4, false)).once()).isInstanceOf(Killed.class);
			assertThat(cloud.get("engine_fetch")).isEmpty();
			cloud.content("next.v1.tar.gz", new byte[5]);
			cloud.set("engine_fetch", "{\"install\": [{\"name\": \"next.v1.tar.gz\"}]}");

			gateway.loop().once();
			assertThat(gateway.installer.installed()).containsExactly("lib.v1.tar.gz:10", "test_app.v1.tar.gz:100", "next.v1.tar.gz:5");
		}
	}

	private static void command(ScriptedCloud cloud) {
		cloud.content("lib.v1.tar.gz", new byte[10]);
		cloud.content("test_app.v1.tar.gz", new byte[100]);
		cloud.set("engine_fetch", COMMAND);
	}

	private static void ended(ScriptedCloud cloud, TestGateway gateway) throws Exception {
		assertThat(gateway.installer.installed()).containsExactly("lib.v1.tar.gz:10", "test_app.v1.tar.gz:100");
		assertThat(cloud.get("fetch_status")).startsWith("lib v1: installed\ntest_app v1: installed\n").contains("output of lib").contains("output of test_app");
		assertThat(cloud.get("engine_fetch")).isEmpty();
		assertThat(gateway.journal().command()).isEmpty();
		assertThat(gateway.home.downloads()).isEmptyDirectory();
	}

	private static UnaryOperator<HttpEndpoint> killing(int n, boolean before) {
		int[] count = { 0 };
		return endpoint -> (HttpEndpoint) Proxy.newProxyInstance(KillTest.class.getClassLoader(), new Class<?>[] { HttpEndpoint.class }, (proxy, method, arguments) -> {
			boolean kill = (method.getName().equals("send") || method.getName().equals("open")) && ++count[0] == n;
			if (kill && before) {
				throw new Killed();
			}
			try {
				Object result = method.invoke(endpoint, arguments);
				if (kill) {
					throw new Killed();
				}
				return result;
			} catch (InvocationTargetException e) {
				throw e.getCause();
			}
		});
	}
}
