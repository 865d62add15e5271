package org.fleetdesk.gateways.engine.internal.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.fleetdesk.gateways.engine.internal.store.AliasState.Point;
import org.fleetdesk.gateways.engine.internal.store.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A device API with an empty database, and what devices say to it. */
@Timeout(120)
abstract class DeviceCase {

	static final String ALIAS = "/onep:v1/stack/alias";

	@RegisterExtension
	final TestDatabase database = new TestDatabase();
	TestCloud cloud;
	RawHttp http;

	@BeforeEach
	void start() throws Exception {
		cloud = new TestCloud(database.address());
		http = cloud.http;
	}

	@AfterEach
	void stop() {
		cloud.close();
	}

	void restart() throws Exception {
		cloud.close();
		start();
	}

	String read(String token, String... aliases) throws Exception {
		var answer = http.get(ALIAS + "?" + String.join("&", aliases), token);
		assertThat(answer.status()).isEqualTo(answer.body().length == 0 ? 204 : 200);
		return answer.text();
	}

	void write(String token, String body) throws Exception {
		assertThat(http.post(ALIAS, token, body).status()).isEqualTo(204);
	}

	String current(String sn, String alias) {
		return cloud.values.states(cloud.key(sn)).get(alias).current().map(Point::text).orElseThrow();
	}

	void command(String sn, String alias, String text) throws Exception {
		assertThat(cloud.values.writeByCloud(cloud.key(sn), alias, text)).isTrue();
	}
}
