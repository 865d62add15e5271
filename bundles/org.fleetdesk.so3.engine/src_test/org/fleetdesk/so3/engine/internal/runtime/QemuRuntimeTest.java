package org.fleetdesk.so3.engine.internal.runtime;

class QemuRuntimeTest extends GuestRuntimeContract {

	@Override
	GuestRuntime create() {
		return new QemuRuntime(QemuRuntime.Options.DEFAULT);
	}
}
