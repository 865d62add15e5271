package org.fleetdesk.so3.internal;

import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Image;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;

/** What the handlers of tasks share. */
final class Targets {

	/** How often and how long a state is read again until it is the one that was asked for. */
	static final int LOOKS = 12;
	static final long PAUSE_MILLIS = 250;

	private Targets() {
	}

	interface Look {
		/** @return empty when it is as it was asked for, else how it is */
		Optional<String> look() throws EngineException, InterruptedException;
	}

	/**
	 * Reads a state until it is the one that was asked for: engines confirm before they are done, and some confirm what they do not do.
	 *
	 * @param action what the engine has confirmed, such as "stop of ticker-7"
	 */
	static void confirm(String action, Look look) throws EngineException, InterruptedException {
		Optional<String> state = look.look();
		for (int i = 1; state.isPresent() && i < LOOKS; i++) {
			Thread.sleep(PAUSE_MILLIS);
			state = look.look();
		}
		if (state.isPresent()) {
			throw new EngineException(Kind.FAILED, "The engine confirmed the %s, but %s".formatted(action, state.get()));
		}
	}

	static So3Container container(So3Session session, Step step) throws EngineException, InterruptedException {
		return session.container(step.target().resource().key())
				.orElseThrow(() -> new EngineException(Kind.NOT_FOUND, "%s is no longer there".formatted(step.target().label())));
	}

	/** The same container as it is now. */
	static So3Container again(So3Session session, So3Container container) throws EngineException, InterruptedException {
		return session.container(container.key()).orElseThrow(() -> new EngineException(Kind.FAILED, container.name() + " is gone"));
	}

	/** The image that a user's reference means. */
	static So3Image image(So3Session session, String reference) throws EngineException, InterruptedException {
		return session.images().stream().filter(i -> i.is(reference)).findFirst()
				.orElseThrow(() -> new EngineException(Kind.NOT_FOUND, "There is no image %s on %s".formatted(reference, session.connection().name())));
	}

	static So3Session session(StepContext context) throws EngineException {
		return context.session(So3Session.class);
	}
}
