package org.fleetdesk.so3.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import org.fleetdesk.so3.model.Samples;
import org.junit.jupiter.api.Test;

class SimulatedRuntimeTest extends GuestRuntimeContract {

	private Duration ahead = Duration.ZERO;

	@Override
	GuestRuntime create() {
		return new SimulatedRuntime(Duration.ofMillis(50), () -> Instant.now().plus(ahead));
	}

	@Test
	void runsACapsuleAndSaysThatItIsSimulated() throws Exception {
		var capsule = folder.resolve("capsule.itb");
		Samples.write("capsule", capsule);
		assertThat(runtime.refusal(capsule)).isEmpty();
		inject(capsule).finalMigration();
		rig.awaitTick(1);
		assertThat(rig.lines()).allMatch(l -> l.startsWith("simulated: ")).anyMatch(l -> l.contains("capsule up in slot 3"));
	}

	@Test
	void doesNotOutliveTheHost() throws Exception {
		inject().finalMigration();
		rig.awaitTick(1);
		runtime.close();
		Path state = folder.resolve("guest/guest.json");
		Files.writeString(state, Files.readString(state).replaceFirst("\"host\":\"", "\"host\":\"earlier-"));
		assertThat(restart()).isInstanceOfSatisfying(Adoption.Ended.class, e -> assertThat(e.exit()).matches(x -> x.reason() == GuestExit.Reason.UNKNOWN
				&& x.code() == GuestExit.UNKNOWN_CODE && x.detail().contains("host has restarted")));
	}

	@Test
	void printsWhatItWouldHaveWhileNoEngineRanWithTheTimesOfThen() throws Exception {
		var guest = inject();
		guest.finalMigration();
		rig.awaitTick(1);
		guest.detach();
		ahead = Duration.ofSeconds(10);
		restartAlive();
		rig.awaitTick(190);
		Rig.assertCounts(rig.ticks());
		var late = LogQuery.nanos(InstantSource.system().instant().plus(ahead).minusSeconds(9));
		assertThat(Rig.ticks(rig.lines(new LogQuery(0, late, -1, false)))).as("printed during the first second of the gap").hasSizeBetween(5, 120);
	}
}
