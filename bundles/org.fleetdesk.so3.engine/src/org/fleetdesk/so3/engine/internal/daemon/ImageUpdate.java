package org.fleetdesk.so3.engine.internal.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.fleetdesk.so3.engine.internal.daemon.DaemonException.Kind;
import org.fleetdesk.so3.engine.internal.daemon.ImageExchange.Phase;
import org.fleetdesk.so3.engine.internal.runtime.Guest;
import org.fleetdesk.so3.engine.internal.runtime.GuestExit;
import org.fleetdesk.so3.engine.internal.runtime.GuestState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves a container to another image, and back when that one does not reach living and stay there. Each phase is in the container's record before it
 * begins, so that the next engine can go on after a {@code kill -9}. Used with the container's lock, which is held until the new image has settled:
 * neither a verb nor the restart policy comes in between.
 */
final class ImageUpdate {

	private static final Logger LOG = LoggerFactory.getLogger(ImageUpdate.class);

	private final Journal journal;
	private final VerbLock lock;
	private final Seat seat;
	private final Life life;
	private final Duration settle;

	/** @param settle how long the new image must live before it is trusted */
	ImageUpdate(Journal journal, VerbLock lock, Seat seat, Life life, Duration settle) {
		this.journal = journal;
		this.lock = lock;
		this.seat = seat;
		this.life = life;
		this.settle = settle;
	}

	private ContainerRecord data() {
		return journal.data();
	}

	/**
	 * Exchanges the image. What was up is up on return; else the image is loaded only.
	 *
	 * @param next its file is in the container's folder already
	 * @throws DaemonException conflict when the new image has failed and the container is back on the old one
	 */
	void to(ImageVersion next) throws DaemonException, InterruptedException {
		boolean up = data().state().isActive();
		life.forgetRestarts();
		journal.save(data().with(data().image(), new ImageExchange(Phase.REPLACING, next, up)));
		try {
			if (data().state().isUp()) {
				life.end(Life.KILLED, 9);
			} else {
				life.terminate();
			}
		} catch (DaemonException e) {
			finish(e.getMessage());
			throw e;
		}
		try {
			replace(next, up);
		} catch (DaemonException e) {
			throw back(e);
		}
		finish();
	}

	private void replace(ImageVersion next, boolean up) throws DaemonException, InterruptedException {
		seat.inject(next);
		journal.save(data().with(next, new ImageExchange(Phase.TRYING, data().image(), up)));
		if (up) {
			life.migrate("start");
			settle();
		}
	}

	/** Waits until the new image has lived for long enough. */
	private void settle() throws DaemonException, InterruptedException {
		Guest guest = seat.present();
		var exit = guest.exit();
		String image = data().image().name();
		try {
			CompletableFuture.anyOf(exit, journal.stopping()).get(settle.toMillis(), TimeUnit.MILLISECONDS);
		} catch (TimeoutException e) {
			if (guest.state() != GuestState.LIVING) {
				throw new DaemonException(Kind.FAILED, "The image " + image + " is " + guest.state().word() + " instead of living");
			}
			return;
		} catch (ExecutionException e) {
			throw new IllegalStateException(e); // neither completes exceptionally
		}
		if (exit.isDone()) {
			GuestExit how = exit.join();
			life.diedOnTrial(guest, how);
			throw new DaemonException(Kind.FAILED, "The image " + image + " did not stay living for " + seconds() + " s: " + how.detail().replaceAll("\\.$", ""));
		}
		throw new DaemonException(Kind.FAILED, "The engine stops in the middle of the update; it is finished at the engine's next start");
	}

	private String seconds() {
		return settle.toMillis() % 1000 == 0 ? Long.toString(settle.toSeconds()) : Double.toString(settle.toMillis() / 1000.0);
	}

	/** Returns to the old image; what the caller is told. */
	private DaemonException back(DaemonException why) throws DaemonException, InterruptedException {
		if (journal.stopping().isDone()) {
			return why; // no failure of the image: the next engine goes on
		}
		var exchange = data().update();
		var old = exchange.phase() == Phase.TRYING ? exchange.other() : data().image();
		var failed = exchange.phase() == Phase.TRYING ? data().image() : exchange.other();
		LOG.warn("Container {} returns to the image {} ({}): {}", data().name(), old.name(), old.shortId(), why.getMessage());
		journal.save(data().with(old, new ImageExchange(Phase.RETURNING, failed, exchange.up())));
		try {
			load(old, failed);
			if (exchange.up()) {
				life.migrate("start");
			}
		} catch (DaemonException e) {
			finish(why.getMessage());
			life.startFailed("The update failed and the old image cannot be started: " + e.getMessage(), exchange.up());
			return new DaemonException(Kind.FAILED, why.getMessage() + "; the old image cannot be started either: " + e.getMessage(), e);
		}
		finish(why.getMessage());
		return new DaemonException(Kind.CONFLICT, why.getMessage() + "; it is back on the old image", why);
	}

	private void load(ImageVersion image, ImageVersion other) throws DaemonException, InterruptedException {
		if (data().state().isUp()) {
			life.end(Life.KILLED, 9);
		}
		seat.terminate(other); // what runs there may be of its runtime
		life.inject();
	}

	private void finish() throws DaemonException {
		var old = data().update().other();
		journal.save(data().with(data().image(), null).with(data().run().loaded()));
		forget(old);
		journal.tell("update", Map.of("imageID", data().imageId(), "oldImage", old.name(), "oldImageID", old.id()));
	}

	private void finish(String why) throws DaemonException {
		var failed = data().update().other();
		journal.save(data().with(data().image(), null).with(data().run().loaded()));
		forget(failed);
		journal.tell("update", Map.of("imageID", data().imageId(), "failedImage", failed.name(), "failedImageID", failed.id(), "error", why));
	}

	private void forget(ImageVersion image) {
		try {
			Files.deleteIfExists(journal.folder().resolve(image.file()));
		} catch (IOException e) {
			LOG.warn("The image {} that container {} has no more use for cannot be removed: {}", image.file(), data().name(), e.toString());
		}
	}

	/** Goes on with what an engine that was killed has left; its guest, if there is one, has been taken over. */
	void resume() throws DaemonException, InterruptedException {
		var exchange = data().update();
		LOG.info("The update of container {} was interrupted ({}); it is brought to an end", data().name(), exchange.phase());
		Guest guest = seat.guest();
		boolean living = guest != null && (guest.state() == GuestState.LIVING || guest.state() == GuestState.SUSPENDED);
		switch (exchange.phase()) {
			case REPLACING -> {
				if (exchange.up() && living) { // nothing had happened yet
					finish("The engine was killed before the update began");
				} else {
					returnTo(interrupted());
				}
			}
			case TRYING -> {
				if (!exchange.up()) {
					finish();
					life.settleIn();
				} else if (living) {
					if (data().state() != DockerState.RUNNING) {
						journal.save(data().run().started(Instant.now()));
						journal.tell("start", Map.of());
					}
					lock.inBackground(this::settleResumed);
				} else {
					returnTo(interrupted());
				}
			}
			case RETURNING -> returnTo(interrupted());
		}
	}

	private static DaemonException interrupted() {
		return new DaemonException(Kind.FAILED, "The engine was killed in the middle of the update");
	}

	private void returnTo(DaemonException why) throws DaemonException, InterruptedException {
		var outcome = back(why);
		LOG.warn("Container {}: {}", data().name(), outcome.getMessage());
	}

	private void settleResumed() throws DaemonException, InterruptedException {
		if (data().update() == null) {
			return;
		}
		try {
			settle();
		} catch (DaemonException e) {
			returnTo(e);
			return;
		}
		finish();
	}
}
