package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.so3.engine.internal.daemon.ContainerRecord;
import org.fleetdesk.so3.engine.internal.daemon.Daemon;
import org.fleetdesk.so3.engine.internal.daemon.DaemonException;
import org.fleetdesk.so3.engine.internal.daemon.DockerState;
import org.fleetdesk.so3.engine.internal.images.ImageStore;
import org.fleetdesk.so3.engine.internal.images.StoredImage;

/** The filters of {@code GET /containers/json}. All that Docker knows are known; SO3 containers have neither health checks, networks, volumes nor ports. */
final class ContainerFilter {

	private static final Set<String> KNOWN = Set.of("ancestor", "before", "expose", "exited", "health", "id", "isolation", "is-task", "label", "name", "network",
			"publish", "since", "status", "volume");
	private static final Set<String> STATES = Stream.concat(Stream.of("removing"), Stream.of(DockerState.values()).map(DockerState::word)).collect(Collectors.toSet());
	private static final Set<String> HEALTH = Set.of("none", "starting", "healthy", "unhealthy");
	/** What SO3 containers have none of: a filter for it lets nothing pass. */
	private static final Set<String> NEVER = Set.of("network", "volume", "publish", "expose");

	private final Filters filters;
	private final Set<String> ancestors;
	private final List<Predicate<String>> names;
	private final Instant after;
	private final Instant before;
	private final boolean none;

	/** @throws HttpError 400 for a filter or a value that is none, in Docker's words; 404 for a container in {@code since} or {@code before} */
	ContainerFilter(Exchange exchange, Daemon daemon, ImageStore images) throws IOException, DaemonException {
		filters = Filters.of(exchange, KNOWN);
		check("status", STATES, "invalid filter 'status=%s'");
		check("health", HEALTH, "unrecognized filter value for health: %s");
		check("is-task", Set.of("true", "false", "1", "0"), "invalid filter 'is-task=[%s]'");
		for (String code : filters.values("exited")) {
			if (!code.matches("[+-]?\\d{1,9}")) {
				throw new HttpError(400, "invalid filter 'exited=" + code + "': not a number");
			}
		}
		checkPorts();
		none = NEVER.stream().anyMatch(filters::has) || !filters.any("health", "none"::equals) || !filters.any("is-task", t -> Set.of("false", "0").contains(t));
		ancestors = ancestors(images);
		names = filters.values("name").stream().map(ContainerFilter::name).toList();
		Instant latest = Instant.MIN;
		for (String reference : filters.values("since")) {
			latest = daemon.find(reference).data().created();
		}
		Instant earliest = Instant.MAX;
		for (String reference : filters.values("before")) {
			earliest = daemon.find(reference).data().created();
		}
		after = latest;
		before = earliest;
	}

	private void check(String key, Set<String> allowed, String message) {
		for (String value : filters.values(key)) {
			if (!allowed.contains(value)) {
				throw new HttpError(400, String.format(message, value));
			}
		}
	}

	private void checkPorts() {
		for (String key : List.of("publish", "expose")) {
			for (String value : filters.values(key)) {
				if (!value.matches("\\d{1,5}(-\\d{1,5})?(/(tcp|udp|sctp))?")) {
					throw new HttpError(400, "error while looking up for " + key + " " + value + ": not a port");
				}
			}
		}
	}

	/** The ids of the images that the filter {@code ancestor} names. */
	private Set<String> ancestors(ImageStore images) throws IOException {
		var ids = new HashSet<String>();
		for (String reference : filters.values("ancestor")) {
			images.find(reference).map(StoredImage::id).ifPresent(ids::add);
		}
		return ids;
	}

	/** A regular expression for a part of the name, with or without its slash; text that is none is looked for as it stands. */
	private static Predicate<String> name(String wanted) {
		Predicate<String> test;
		try {
			test = Pattern.compile(wanted).asPredicate();
		} catch (PatternSyntaxException e) {
			test = n -> n.contains(wanted);
		}
		var found = test;
		return n -> found.test(n) || found.test("/" + n);
	}

	/** Whether containers that do not run are wanted although nobody said so. */
	boolean all() {
		return filters.has("status");
	}

	boolean passes(ContainerRecord data) {
		return !none && (names.isEmpty() || names.stream().anyMatch(n -> n.test(data.name()))) && filters.any("id", data.id()::startsWith)
				&& filters.labels(data.labels()) && filters.any("status", data.state().word()::equals) && filters.any("exited", c -> exited(data, c))
				&& filters.any("ancestor", a -> ancestors.contains(data.imageId()) || a.equals(data.imageId())) && data.created().isAfter(after)
				&& data.created().isBefore(before);
	}

	private static boolean exited(ContainerRecord data, String code) {
		return !data.state().isActive() && data.exitCode() == Integer.parseInt(code) && data.state() != DockerState.CREATED;
	}
}
