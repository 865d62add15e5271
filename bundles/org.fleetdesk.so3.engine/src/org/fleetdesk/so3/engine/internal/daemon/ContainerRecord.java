package org.fleetdesk.so3.engine.internal.daemon;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * All of a container that must survive the engine. Immutable; the container's folder holds the newest one.
 *
 * @param id       64 hexadecimal digits
 * @param name     without slash
 * @param created  when
 * @param slot     held until the container is removed; 0 when it holds none, because its record is damaged
 * @param options  what the user asked for
 * @param image    what it is made of now
 * @param run      its last run
 * @param update   the exchange of its image that is under way; null when none is
 * @param removing whether its removal has begun and must be finished
 */
public record ContainerRecord(String id, String name, Instant created, int slot, Options options, ImageVersion image, Run run, ImageExchange update, boolean removing) {

	/** The format that is written. Format 1 had all members on one level. */
	static final int FORMAT = 2;

	/**
	 * What the user asked for.
	 *
	 * @param labels      as given
	 * @param environment as given; SO3 guests do not see it
	 * @param command     as given; SO3 guests do not see it
	 * @param tty         whether its log is a raw stream, as that of a terminal
	 * @param autoRemove  whether the engine removes the container when it has ended
	 * @param restart     what follows when its guest ends
	 */
	public record Options(Map<String, String> labels, List<String> environment, List<String> command, boolean tty, boolean autoRemove, RestartPolicy restart) {

		public Options {
			labels = Map.copyOf(labels);
			environment = List.copyOf(environment);
			command = List.copyOf(command);
			restart = restart == null ? RestartPolicy.NEVER : restart;
		}

		Options with(Map<String, String> newLabels) {
			return new Options(newLabels, environment, command, tty, autoRemove, restart);
		}

		Options with(RestartPolicy policy) {
			return new Options(labels, environment, command, tty, autoRemove, policy);
		}
	}

	/** Reads what {@link #FORMAT} or an earlier format says. */
	static ContainerRecord read(JsonNode stored, ObjectMapper mapper) throws JsonProcessingException {
		if (stored.has("options")) {
			return mapper.treeToValue(stored, ContainerRecord.class);
		}
		return new ContainerRecord(stored.path("id").asText(), stored.path("name").asText(), mapper.treeToValue(stored.path("created"), Instant.class),
				stored.path("slot").asInt(), mapper.treeToValue(stored, Options.class), mapper.treeToValue(stored, ImageVersion.class),
				mapper.treeToValue(stored, Run.class), null, stored.path("removing").asBoolean());
	}

	public String shortId() {
		return id.substring(0, 12);
	}

	public Map<String, String> labels() {
		return options.labels();
	}

	public String imageId() {
		return image.id();
	}

	public String imageName() {
		return image.name();
	}

	/** {@code qemu} or {@code simulated}. */
	public String runtime() {
		return image.runtime();
	}

	public DockerState state() {
		return run.state();
	}

	public Instant started() {
		return run.started();
	}

	public int exitCode() {
		return run.exitCode();
	}

	public int exits() {
		return run.exits();
	}

	ContainerRecord named(String newName) {
		return new ContainerRecord(id, newName, created, slot, options, image, run, update, removing);
	}

	ContainerRecord with(Options newOptions) {
		return new ContainerRecord(id, name, created, slot, newOptions, image, run, update, removing);
	}

	ContainerRecord with(Run newRun) {
		return new ContainerRecord(id, name, created, slot, options, image, newRun, update, removing);
	}

	/** @param exchange what is now under way; null for nothing any more */
	ContainerRecord with(ImageVersion newImage, ImageExchange exchange) {
		return new ContainerRecord(id, name, created, slot, options, newImage, run, exchange, removing);
	}

	ContainerRecord goingAway() {
		return new ContainerRecord(id, name, created, slot, options, image, run, update, true);
	}
}
