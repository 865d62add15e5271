package org.fleetdesk.so3.engine.internal.runtime;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.StateFile;
import org.fleetdesk.so3.model.FitException;
import org.fleetdesk.so3.model.FitImage;
import org.fleetdesk.so3.model.Identity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Pretends to run any image: life cycle and a log, no instruction executed. Everything it prints says {@code simulated}. A guest's folder holds
 * {@code guest.json}: what {@link SimulatedGuest.Entry} says.
 */
public final class SimulatedRuntime implements GuestRuntime {

	static final String NAME = "simulated";
	private static final Logger LOG = LoggerFactory.getLogger(SimulatedRuntime.class);
	private static final JsonMapper JSON = new JsonMapper();
	private static final int VERSION = 1;
	private static final Path HOST = Path.of("/proc/sys/kernel/random/boot_id");

	private final Duration tick;
	private final InstantSource clock;
	private final Set<SimulatedGuest> guests = ConcurrentHashMap.newKeySet();

	/** One line a second. */
	public SimulatedRuntime() {
		this(Duration.ofSeconds(1), InstantSource.system());
	}

	/** @param tick time between two lines of a guest, whole milliseconds */
	SimulatedRuntime(Duration tick, InstantSource clock) {
		this.tick = tick;
		this.clock = clock;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public Optional<String> refusal(Path image) throws GuestException {
		try {
			FitImage.readUnchecked(image);
			return Optional.empty();
		} catch (IOException | FitException e) {
			throw unreadable(image, e);
		}
	}

	private static GuestException unreadable(Path image, Exception e) {
		return new GuestException("The image " + image.getFileName() + " cannot be read. " + e.getMessage(), e);
	}

	@Override
	public Guest inject(GuestSpec spec) throws GuestException, InterruptedException {
		String name;
		try {
			String file = spec.image().getFileName().toString();
			name = FitImage.readUnchecked(spec.image()).identity().map(Identity::name).filter(n -> !n.isBlank()).orElse(file);
		} catch (ClosedByInterruptException e) {
			throw Interrupts.taken();
		} catch (IOException | FitException e) {
			throw unreadable(spec.image(), e);
		}
		return make(spec, "made", () -> new SimulatedGuest.Entry(0, host(), name, false, 0, 0, 0));
	}

	@Override
	public Guest restore(GuestSpec spec, Path checkpoint) throws GuestException, InterruptedException {
		return make(spec, "restored", () -> SimulatedGuest.read(CheckpointFile.check(checkpoint, NAME, spec), host()));
	}

	private interface Preparation {
		/** The number of the boot comes later. */
		SimulatedGuest.Entry entry() throws IOException, GuestException, InterruptedException;
	}

	private Guest make(GuestSpec spec, String done, Preparation preparation) throws GuestException, InterruptedException {
		try {
			Files.createDirectories(spec.directory());
			var prepared = preparation.entry();
			for (var earlier : guests) {
				if (earlier.isIn(spec.directory())) {
					earlier.forceTerminate();
				}
			}
			var entry = prepared.of(spec.log().position().boot() + 1);
			var file = file(spec);
			file.write(entry);
			return guest(spec, file, entry);
		} catch (ClosedByInterruptException e) {
			throw Interrupts.taken();
		} catch (IOException e) {
			throw new GuestException("The simulated guest of container " + spec.containerId() + " could not be " + done + ": " + EngineException.reason(e), e);
		}
	}

	@Override
	public Adoption adopt(GuestSpec spec) throws GuestException, InterruptedException {
		try {
			var file = file(spec);
			var state = file.read();
			if (state.isEmpty()) {
				return new Adoption.None();
			}
			var entry = JSON.treeToValue(state.get(), SimulatedGuest.Entry.class);
			if (!entry.host().equals(host())) {
				return new Adoption.Ended(new GuestExit(GuestExit.Reason.UNKNOWN, GuestExit.UNKNOWN_CODE, clock.instant(),
						"The host has restarted since, and its guests have ended with it."));
			}
			return new Adoption.Alive(guest(spec, file, entry));
		} catch (ClosedByInterruptException e) {
			throw Interrupts.taken();
		} catch (JsonProcessingException e) {
			throw new GuestException("The state of the simulated guest of container " + spec.containerId() + " is damaged; remove the container.", e);
		} catch (IOException e) {
			throw new GuestException("The simulated guest of container " + spec.containerId() + " could not be taken over: " + e.getMessage(), e);
		}
	}

	private Guest guest(GuestSpec spec, StateFile file, SimulatedGuest.Entry entry) throws IOException {
		var output = new GuestOutput(spec.log(), spec.slotLog(), name(), entry.boot(), clock);
		var guest = new SimulatedGuest(spec, file, entry, output, tick, clock, guests::remove);
		guests.add(guest);
		return guest;
	}

	private static StateFile file(GuestSpec spec) {
		return new StateFile(spec.directory().resolve("guest.json"), VERSION, JSON);
	}

	/** Nothing is left to adopt. */
	static void forget(StateFile file) {
		try {
			Files.deleteIfExists(file.file());
		} catch (IOException e) {
			LOG.warn("The file {} of a terminated guest cannot be removed: {}", file.file(), e.getMessage());
		}
	}

	/** Which run of the host this is; empty where the system does not tell. */
	private static String host() throws IOException {
		return Files.exists(HOST) ? Files.readString(HOST).strip() : "";
	}

	@Override
	public void close() {
		guests.forEach(SimulatedGuest::detach);
	}
}
