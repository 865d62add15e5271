package org.fleetdesk.so3.engine.internal.runtime;

import java.nio.file.Path;

/** Takes over the guest in a {@link Rig}'s folder, or starts one, and watches it until it is killed. */
final class EngineInAnotherProcess {

	private EngineInAnotherProcess() {
	}

	public static void main(String[] args) throws Exception {
		var rig = new Rig(Path.of(args[0]));
		var spec = rig.spec(Path.of(args[1]));
		var runtime = new QemuRuntime(QemuRuntime.Options.DEFAULT);
		Guest guest = runtime.adopt(spec) instanceof Adoption.Alive(Guest alive) ? alive : runtime.inject(spec);
		if (guest.state() == GuestState.BOOTING) {
			guest.finalMigration();
		}
		guest.exit().join();
	}
}
