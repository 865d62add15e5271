package org.fleetdesk.so3.engine.internal.daemon;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All of a container that must survive the engine. Immutable; the container's folder holds the newest one.
 *
 * @param id           64 hexadecimal digits
 * @param name         without slash
 * @param imageId      {@code sha256:...}
 * @param imageName    the image as the user named it
 * @param imageSize    of the container's own link to the image, in bytes
 * @param imageTime    when that was last changed; both tell whether somebody changed the file in place
 * @param labels       as given
 * @param environment  as given; SO3 guests do not see it
 * @param command      as given; SO3 guests do not see it
 * @param created      when
 * @param slot         held until the container is removed
 * @param runtime      {@code qemu} or {@code simulated}
 * @param spid         species id of a capsule, else empty
 * @param shortDesc    a capsule's description of itself, else empty
 * @param state        in Docker's words
 * @param exitCode     of the last run
 * @param started      of the last run; null when it never ran
 * @param finished     of the last run; null when none has ended
 * @param error        why the last verb failed; empty when it did not
 * @param restartCount how often it was restarted
 * @param exits        how many runs have ended
 * @param removing     whether its removal has begun and must be finished
 */
public record ContainerRecord(String id, String name, String imageId, String imageName, long imageSize, Instant imageTime, Map<String, String> labels,
		List<String> environment, List<String> command, Instant created, int slot, String runtime, String spid, String shortDesc, DockerState state, int exitCode,
		Instant started, Instant finished, String error, int restartCount, int exits, boolean removing) {

	public ContainerRecord {
		labels = Map.copyOf(labels);
		environment = List.copyOf(environment);
		command = List.copyOf(command);
	}

	public String shortId() {
		return id.substring(0, 12);
	}

	ContainerRecord running(Instant at) {
		return new ContainerRecord(id, name, imageId, imageName, imageSize, imageTime, labels, environment, command, created, slot, runtime, spid, shortDesc,
				DockerState.RUNNING, 0, at, finished, "", restartCount, exits, removing);
	}

	ContainerRecord in(DockerState newState) {
		return new ContainerRecord(id, name, imageId, imageName, imageSize, imageTime, labels, environment, command, created, slot, runtime, spid, shortDesc, newState,
				exitCode, started, finished, "", restartCount, exits, removing);
	}

	ContainerRecord exited(int code, Instant at, String why) {
		return new ContainerRecord(id, name, imageId, imageName, imageSize, imageTime, labels, environment, command, created, slot, runtime, spid, shortDesc,
				DockerState.EXITED, code, started, at, why, restartCount, exits + 1, removing);
	}

	ContainerRecord failed(String why) {
		return new ContainerRecord(id, name, imageId, imageName, imageSize, imageTime, labels, environment, command, created, slot, runtime, spid, shortDesc, state,
				exitCode, started, finished, why, restartCount, exits, removing);
	}

	ContainerRecord restarted() {
		return new ContainerRecord(id, name, imageId, imageName, imageSize, imageTime, labels, environment, command, created, slot, runtime, spid, shortDesc, state,
				exitCode, started, finished, error, restartCount + 1, exits, removing);
	}

	ContainerRecord named(String newName) {
		return new ContainerRecord(id, newName, imageId, imageName, imageSize, imageTime, labels, environment, command, created, slot, runtime, spid, shortDesc, state,
				exitCode, started, finished, error, restartCount, exits, removing);
	}

	ContainerRecord goingAway() {
		return new ContainerRecord(id, name, imageId, imageName, imageSize, imageTime, labels, environment, command, created, slot, runtime, spid, shortDesc, state,
				exitCode, started, finished, error, restartCount, exits, true);
	}
}
