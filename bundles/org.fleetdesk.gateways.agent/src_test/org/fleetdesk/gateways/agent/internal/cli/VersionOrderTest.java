package org.fleetdesk.gateways.agent.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

class VersionOrderTest {

	@Test
	void whatLeadsUpToAVersionComesBeforeIt() {
		var ascending = List.of("0.9", "1.0-beta2", "1.0-rc1", "1.0-rc2", "1.0-rc10", "1.0rc1", "1.0~rc1", "1.0", "1.0.1-rc1", "1.0.1", "1.0.1a", "1.0.10", "1.1", "2", "10");
		var order = new VersionOrder();
		for (int i = 0; i < ascending.size(); i++) {
			for (int j = 0; j < ascending.size(); j++) {
				assertThat(Integer.signum(order.compare(ascending.get(i), ascending.get(j)))).as("%s and %s", ascending.get(i), ascending.get(j)).isEqualTo(Integer.compare(i, j));
			}
		}
	}
}
