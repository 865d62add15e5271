package org.fleetdesk.ui.internal.logs;

import static org.assertj.core.api.Assertions.assertThat;

import org.fleetdesk.core.ResourceId;
import org.junit.jupiter.api.Test;

class OpenLogTest {

	@Test
	void aResourceIsFoundAgainFromTheIdOfItsView() {
		var id = new ResourceId("c:1", "container", "a/b:c\nd ü");
		assertThat(OpenLog.encode(id)).doesNotContain(":");
		assertThat(OpenLog.decode(OpenLog.encode(id))).contains(id);
	}

	@Test
	void whatIsNoSuchIdIsNoResource() {
		assertThat(OpenLog.decode(null)).isEmpty();
		assertThat(OpenLog.decode("%%%")).isEmpty();
		assertThat(OpenLog.decode("YWJj")).isEmpty();
	}
}
