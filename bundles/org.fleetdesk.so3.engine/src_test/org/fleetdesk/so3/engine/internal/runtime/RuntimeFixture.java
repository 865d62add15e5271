package org.fleetdesk.so3.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A runtime with one container's folder and logs. Its guests count from 0, about twenty lines a second. */
abstract class RuntimeFixture {

	@TempDir
	Path folder;

	Rig rig;
	GuestRuntime runtime;
	Path image;
	private final List<Guest> guests = new ArrayList<>();

	abstract GuestRuntime create();

	@BeforeEach
	void open() throws Exception {
		rig = new Rig(folder);
		runtime = create();
		image = Payloads.image(folder, Payloads.TICKER);
	}

	@AfterEach
	void endAll() throws Exception {
		for (var guest : guests) {
			try {
				guest.forceTerminate();
			} catch (GuestException e) {
				// let go of; the one that adopted it is in the list too
			}
		}
		runtime.close();
		rig.close();
	}

	Guest inject() throws Exception {
		return inject(image);
	}

	Guest inject(Path file) throws Exception {
		return kept(runtime.inject(rig.spec(file)));
	}

	Guest kept(Guest guest) {
		guests.add(guest);
		return guest;
	}

	/** As after the engine's {@code kill -9}, as far as one process can tell. */
	Adoption restart() throws Exception {
		runtime.close();
		rig.reopen();
		runtime = create();
		var adoption = runtime.adopt(rig.spec(image));
		if (adoption instanceof Adoption.Alive(Guest guest)) {
			kept(guest);
		}
		return adoption;
	}

	Guest restartAlive() throws Exception {
		var adoption = restart();
		assertThat(adoption).isInstanceOf(Adoption.Alive.class);
		return ((Adoption.Alive) adoption).guest();
	}
}
