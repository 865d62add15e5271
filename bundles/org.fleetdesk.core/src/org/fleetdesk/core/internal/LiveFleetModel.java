package org.fleetdesk.core.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.FleetListener;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.Health;
import org.fleetdesk.core.Health.Status;
import org.fleetdesk.core.Registration;
import org.fleetdesk.core.ServerCertificate;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.core.UntrustedException;
import org.fleetdesk.files.Severity;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The fleet as last seen. Its lock guards memory only: everything that takes time happens in the followers. */
@Component
public final class LiveFleetModel implements FleetModel, AutoCloseable {

	private static final int MOST_EVENTS = 10_000;
	private static final Duration LISTENER_PERIOD = Duration.ofMillis(100);

	private final Connections connections;
	private final Sessions sessions;
	private final EventTexts texts;
	private final Pace pace;
	private final InstantSource clock;
	private final Notifier notifier = new Notifier(LISTENER_PERIOD);
	private final List<Registration> registrations;

	private final Map<String, EngineView> views = new HashMap<>();
	/** How many snapshots were handed in, by connection. */
	private final Map<String, Long> accepted = new HashMap<>();
	private final Map<String, Follower> followers = new HashMap<>();
	private final Map<String, Flapping> flapping = new HashMap<>();
	private final ArrayDeque<FleetEvent> events = new ArrayDeque<>();
	private final EventFile eventFile;
	/** From the start on: a command line reads no engine for the fleet's timeline. */
	private Timeline timeline;
	/** Connections and certificates of whose end an event told. */
	private final Set<String> warned = new HashSet<>();
	private Surroundings surroundings;
	/** How many connections may be followed. */
	private int most;
	private boolean closed;

	/** Ends with the process, before the bundles stop one after the other: engines whose kind has gone by then are no news. */
	@Activate
	public LiveFleetModel(BundleContext context, @Reference Connections connections, @Reference Sessions sessions, @Reference EngineKinds kinds, @Reference DataFolder data) {
		this(connections, sessions, kinds, data);
		context.addBundleListener((SynchronousBundleListener) event -> {
			if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
				close();
			}
		});
	}

	public LiveFleetModel(Connections connections, Sessions sessions, EngineKinds kinds, DataFolder data) {
		this(connections, sessions, kinds, Pace.USUAL, InstantSource.system(), new EventFile(data.path().resolve("events.jsonl"), MOST_EVENTS));
	}

	LiveFleetModel(Connections connections, Sessions sessions, EngineKinds kinds, Pace pace, InstantSource clock, EventFile eventFile) {
		this.eventFile = eventFile;
		this.connections = connections;
		this.sessions = sessions;
		this.pace = pace;
		this.clock = clock;
		texts = new EventTexts(kinds);
		registrations = List.of(connections.addListener(this::follow), kinds.addListener(this::wakeAll));
		follow();
	}

	@Override
	public void startFew() {
		start(Pace.FIRST);
	}

	@Override
	public void start() {
		start(Integer.MAX_VALUE);
	}

	private void start(int number) {
		begin();
		synchronized (this) {
			most = Math.max(most, number);
			follow();
		}
	}

	private void begin() {
		var kept = new Timeline(eventFile);
		var past = kept.past(); // without the lock: it takes time
		synchronized (this) {
			if (timeline != null || closed) {
				kept.close();
				return;
			}
			timeline = kept;
			var since = List.copyOf(events);
			events.clear();
			past.forEach(this::remember);
			since.forEach(this::happened);
			connections.problem().ifPresent(problem -> happened(new FleetEvent(clock.instant(), "", Optional.empty(), Severity.ERROR, problem)));
			surroundings = new Surroundings(this::anew);
		}
	}

	/** Brings views and followers in line with the connections. */
	private synchronized void follow() {
		if (closed) {
			return;
		}
		var present = new LinkedHashMap<String, Connection>();
		connections.list().forEach(c -> present.put(c.id(), c));
		views.keySet().stream().filter(id -> !present.containsKey(id)).toList().forEach(id -> {
			views.remove(id);
			accepted.remove(id);
			flapping.remove(id);
			unfollow(id);
			notifier.changed(id);
		});
		for (Connection connection : present.values()) {
			String id = connection.id();
			var view = views.get(id);
			if (view == null || !view.connection().sameWay(connection)) {
				unfollow(id);
				show(new EngineView(connection, new Health(Status.CONNECTING, clock.instant(), Optional.empty(), ""), Optional.empty()));
			} else if (!view.connection().equals(connection)) {
				show(new EngineView(connection, view.health(), view.snapshot(), view.certificate()));
			}
		}
		var fresh = present.keySet().stream().filter(id -> !followers.containsKey(id)).limit(Math.max(0, most - followers.size())).toList();
		for (int i = 0; i < fresh.size(); i++) {
			var sink = new Sink(fresh.get(i));
			sink.follower = new Follower(fresh.get(i), sessions, pace, Pace.delay(i, fresh.size()), sink);
			followers.put(fresh.get(i), sink.follower);
			sink.follower.start();
		}
	}

	private void unfollow(String id) {
		var follower = followers.remove(id);
		if (follower != null) {
			follower.close();
		}
	}

	private void show(EngineView view) {
		if (!view.equals(views.put(view.connection().id(), view))) { // one that is away is the same after each attempt
			notifier.changed(view.connection().id());
		}
	}

	@Override
	public synchronized List<EngineView> engines() {
		return views.values().stream().sorted(Comparator.comparing((EngineView v) -> v.connection().name(), String.CASE_INSENSITIVE_ORDER)
				.thenComparing(v -> v.connection().kind())).toList();
	}

	@Override
	public synchronized Optional<EngineView> engine(String connection) {
		return Optional.ofNullable(views.get(connection));
	}

	@Override
	public synchronized void refresh(String connection) {
		var follower = followers.get(connection);
		if (follower != null) {
			follower.wake();
		}
	}

	private synchronized void wakeAll() {
		followers.values().forEach(Follower::wake);
	}

	/** All engines are asked at once, on new connections. After a sleep nobody knows of their states but how old they are. */
	synchronized void anew(Surroundings.Change change) {
		if (change == Surroundings.Change.SLEPT) {
			List.copyOf(views.values()).stream().filter(v -> v.health().current()).forEach(view -> show(new EngineView(view.connection(),
					new Health(Status.CONNECTING, clock.instant(), view.health().lastContact(), ""), view.snapshot(), view.certificate())));
		}
		followers.values().forEach(Follower::anew);
	}

	@Override
	public void accept(Snapshot read) {
		while (true) {
			var answer = compared(read);
			synchronized (this) {
				var view = views.get(read.connection());
				if (view == null || view.snapshot().filter(s -> !s.taken().isBefore(read.taken())).isPresent()) {
					return;
				}
				if (answer.follows(view)) {
					accepted.merge(read.connection(), 1L, Long::sum);
					answered(view, answer, view.certificate(), new Health(Status.ONLINE, read.taken(), Optional.of(read.taken()), ""));
					return;
				}
			}
		}
	}

	/** What was read of an engine. @param before what was known when it was compared @param changes since then */
	private record Answer(Optional<Snapshot> before, Snapshot snapshot, List<FleetEvent> changes) {
		boolean follows(EngineView view) {
			return view.snapshot().orElse(null) == before.orElse(null);
		}
	}

	/** Without the lock: with very many resources it takes time. */
	private Answer compared(Snapshot read) {
		var view = engine(read.connection());
		var before = view.flatMap(EngineView::snapshot);
		var snapshot = before.map(read::sharing).orElse(read);
		return new Answer(before, snapshot, before.map(b -> texts.changes(view.get().connection(), b, snapshot)).orElse(List.of()));
	}

	/** @param health as it is now; its {@code since} holds when its status is a new one */
	private void answered(EngineView view, Answer answer, Optional<ServerCertificate> certificate, Health health) {
		var snapshot = answer.snapshot();
		var old = view.health();
		var since = old.status() == health.status() ? old.since() : health.since();
		show(new EngineView(view.connection(), new Health(health.status(), since, health.lastContact(), health.lastError()), Optional.of(snapshot), certificate));
		boolean slept = old.status() == Status.CONNECTING && answer.before().isPresent();
		if (!old.current() && !slept) {
			tell(view.connection(), flapping(view).reached(clock.instant()), true, texts.reached(view.connection(), old, snapshot.taken()));
		} else {
			tell(view.connection(), flapping(view).same(clock.instant()), true, null);
		}
		certificate.filter(c -> c.endsSoon(clock.instant()) && warned.add(view.connection().id() + " " + c.sha256()))
				.ifPresent(c -> happened(texts.ending(view.connection(), c, clock.instant())));
		answer.changes().forEach(this::happened);
	}

	private Flapping flapping(EngineView view) {
		return flapping.computeIfAbsent(view.connection().id(), id -> new Flapping());
	}

	/** @param change what happened now; null when nothing did */
	private void tell(Connection connection, Flapping.Tell what, boolean answers, FleetEvent change) {
		switch (what) {
		case CHANGE -> happened(change);
		case BEGIN -> happened(texts.flapping(change));
		case END -> happened(texts.steady(connection, answers, flapping.get(connection.id()).count(), clock.instant()));
		case NOTHING -> {
			// the timeline has told that it comes and goes
		}
		}
	}

	private void happened(FleetEvent told) {
		var view = views.get(told.connection());
		var event = told.engine().isEmpty() && view != null ? told.named(view.connection().name()) : told;
		remember(event);
		if (timeline != null) {
			timeline.keep(event);
		}
		notifier.happened(event);
	}

	private void remember(FleetEvent event) {
		events.addLast(event);
		if (events.size() > MOST_EVENTS) {
			events.removeFirst();
		}
	}

	@Override
	public synchronized void report(FleetEvent event) {
		happened(event);
	}

	@Override
	public synchronized List<FleetEvent> events() {
		return List.copyOf(events);
	}

	@Override
	public Registration addListener(FleetListener listener) {
		return notifier.add(listener);
	}

	@Deactivate
	@Override
	public synchronized void close() {
		if (closed) {
			return;
		}
		closed = true;
		registrations.forEach(Registration::close);
		if (surroundings != null) {
			surroundings.close();
		}
		followers.values().forEach(Follower::close);
		followers.clear();
		notifier.close();
		if (timeline != null) {
			timeline.close();
		}
	}

	/** Takes what one follower finds, as long as it is the one that follows this connection. */
	private final class Sink implements Follower.Sink {

		private final String id;
		private Follower follower;

		Sink(String id) {
			this.id = id;
		}

		@Override
		public long asking() {
			synchronized (LiveFleetModel.this) {
				return accepted.getOrDefault(id, 0L);
			}
		}

		@Override
		public void refreshed(Snapshot snapshot, Optional<ServerCertificate> certificate, long asked, Duration took) {
			Answer answer;
			do {
				answer = compared(snapshot);
			} while (!refreshed(answer, certificate, asked, took));
		}

		/** @return false when it is to be compared again, as another one came meanwhile */
		private boolean refreshed(Answer answer, Optional<ServerCertificate> certificate, long asked, Duration took) {
			synchronized (LiveFleetModel.this) {
				var view = views.get(id);
				if (followers.get(id) != follower || view == null) {
					return true;
				}
				// what a task read meanwhile knows its action; this answer may be from before it. Not told from times: clocks are set back
				if (asking() != asked) {
					follower.wake();
					return true;
				}
				if (!answer.follows(view)) {
					return false;
				}
				boolean late = took.compareTo(pace.late()) > 0;
				answered(view, answer, certificate, new Health(late ? Status.DEGRADED : Status.ONLINE, clock.instant(), Optional.of(answer.snapshot().taken()),
						late ? "Answered only after " + Follower.seconds(took) : ""));
				return true;
			}
		}

		@Override
		public void failed(EngineException error) {
			synchronized (LiveFleetModel.this) {
				var view = views.get(id);
				if (followers.get(id) != follower || view == null) {
					return;
				}
				// a connection that was just changed or removed takes its session with it; this model hears of it in a moment
				if (connections.list().stream().noneMatch(c -> c.id().equals(id) && c.sameWay(view.connection()))) {
					return;
				}
				var old = view.health();
				var now = clock.instant();
				if (starting(view, now)) {
					show(new EngineView(view.connection(), new Health(old.status(), old.since(), old.lastContact(), error.getMessage()), view.snapshot(), view.certificate()));
					return;
				}
				var status = status(error, old, now);
				var since = old.status() == status ? old.since() : now;
				var shown = error instanceof UntrustedException untrusted ? Optional.of(untrusted.certificate()) : view.certificate();
				show(new EngineView(view.connection(), new Health(status, since, old.lastContact(), error.getMessage()), view.snapshot(), shown));
				if (status != old.status()) {
					tell(view.connection(), flapping(view).lost(now), false, texts.lost(view.connection(), status, error.getMessage(), now));
				} else {
					tell(view.connection(), flapping(view).same(now), false, null);
				}
			}
		}

		/** An engine of this machine comes up together with its console: that it does not answer yet is nothing to tell. */
		private boolean starting(EngineView view, Instant now) {
			return view.connection().local() && view.health().status() == Status.CONNECTING && now.isBefore(view.health().since().plus(pace.start()));
		}

		private Status status(EngineException error, Health old, Instant now) {
			return switch (error.kind()) {
			case UNAUTHORIZED -> Status.UNAUTHORIZED;
			case UNTRUSTED -> Status.UNTRUSTED;
			case UNREACHABLE, TIMED_OUT -> Status.UNREACHABLE;
			// it answers, but not with its state: that may be shown as the present one only for a while
			default -> old.current() && old.lastContact().map(t -> t.plus(pace.grace()).isAfter(now)).orElse(false) ? Status.DEGRADED : Status.UNREACHABLE;
			};
		}
	}
}
