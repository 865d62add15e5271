package org.fleetdesk.so3.engine.internal.runtime;

import org.junit.jupiter.api.Test;

class QemuCheckpointTest extends CheckpointContract {

	@Override
	GuestRuntime create() {
		return new QemuRuntime(QemuRuntime.Options.DEFAULT);
	}

	@Test
	void refusesAnotherSize() throws Exception {
		started(1).checkpoint(file("good"));
		var header = header(file("good"));
		assertRefused(changed(file("good"), new CheckpointFile.Header(header.runtime(), header.image(), 64, header.machine(), header.openLine())), "64 MiB");
	}
}
