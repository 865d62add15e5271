package org.fleetdesk.ui.internal.fleet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.LocalResourceManager;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.DelegatingStyledCellLabelProvider;
import org.eclipse.jface.viewers.DelegatingStyledCellLabelProvider.IStyledLabelProvider;
import org.eclipse.jface.viewers.ITreeContentProvider;
import org.eclipse.jface.viewers.LabelProvider;
import org.eclipse.jface.viewers.StyledString;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.TextStyle;
import org.eclipse.swt.widgets.Composite;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.Phase;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.ResourceKind;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Shape;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.security.CertificateTexts;
import org.fleetdesk.ui.internal.shell.FleetStart;
import org.fleetdesk.ui.internal.table.Activity;

/** The tree of connections by kind, with health, counts and age. */
final class FleetTree {

	private static final Predicate<String> SOME_OF_ALL = Pattern.compile("\\d+ of \\d+").asMatchPredicate();

	/** All that a node's line and image depend on. */
	private record Look(String text, boolean current, Optional<Phase> phase, Palette palette) {
	}

	private final Console console;
	private final Activity activity;
	private final List<String> order;
	private final TreeViewer viewer;
	private final LocalResourceManager images;
	private final Labels labels = new Labels();
	private final Map<FleetNode, Look> looks = new HashMap<>();
	private List<FleetNode> shown = List.of();

	/** @param order the kinds of engines in the order in which the console shows what is on them; others come after these */
	FleetTree(Composite parent, Console console, Activity activity, List<String> order) {
		this.console = console;
		this.order = order;
		this.activity = activity;
		viewer = new TreeViewer(parent, SWT.MULTI);
		images = new LocalResourceManager(JFaceResources.getResources(), viewer.getTree());
		viewer.setUseHashlookup(true); // else each of many connections is looked for among all
		viewer.setContentProvider(new Content());
		viewer.setLabelProvider(new DelegatingStyledCellLabelProvider(labels) {
			@Override
			public String getToolTipText(Object element) {
				return element instanceof FleetNode.Engine e ? view(e).map(FleetTree::tip).orElse(null) : null;
			}
		});
		ColumnViewerToolTipSupport.enableFor(viewer);
		viewer.setInput(this);
		update();
		viewer.expandAll();
	}

	TreeViewer viewer() {
		return viewer;
	}

	/** Shows what the model holds now. */
	void update() {
		var now = nodes();
		if (now.equals(shown)) {
			viewer.update(changed(now), null);
		} else {
			Set<String> known = filled(shown);
			shown = now;
			looks.clear();
			changed(now);
			viewer.refresh();
			filled(now).stream().filter(k -> !known.contains(k)).forEach(k -> viewer.expandToLevel(new FleetNode.Kind(k), 1));
		}
	}

	/** Those that look different since the last call: for each line that is set GTK measures the whole tree. */
	private Object[] changed(List<FleetNode> nodes) {
		var palette = Palette.of(viewer.getTree());
		return nodes.stream().filter(n -> {
			var look = look(n, palette);
			return !look.equals(looks.put(n, look));
		}).toArray();
	}

	private Look look(FleetNode node, Palette palette) {
		var engine = node instanceof FleetNode.Engine e ? view(e) : Optional.<EngineView>empty();
		return new Look(labels.getStyledText(node).getString(), engine.filter(e -> e.health().current()).isPresent(), engine.map(FleetTree::phase), palette);
	}

	private static Phase phase(EngineView engine) {
		return starting(engine) ? Phase.STARTING : Palette.phase(engine.health().status());
	}

	/** The kinds that have engines: they open when the first one comes, and stay as the user leaves them then. */
	private static Set<String> filled(List<FleetNode> nodes) {
		var kinds = new TreeSet<String>();
		String last = "";
		for (FleetNode node : nodes) {
			switch (node) {
				case FleetNode.Kind kind -> last = kind.kind();
				case FleetNode.Engine engine -> kinds.add(last);
			}
		}
		return kinds;
	}

	private List<FleetNode> nodes() {
		var nodes = new ArrayList<FleetNode>();
		for (String kind : presentKinds()) {
			nodes.add(new FleetNode.Kind(kind));
			engines(kind).forEach(e -> nodes.add(new FleetNode.Engine(e.connection().id())));
		}
		return nodes;
	}

	private List<String> presentKinds() {
		var kinds = new ArrayList<String>();
		console.engineKinds().stream().map(EngineKind::id).sorted(Comparator.comparingInt(k -> order.contains(k) ? order.indexOf(k) : order.size())).forEach(kinds::add);
		console.fleet().engines().stream().map(e -> e.connection().kind()).filter(k -> !kinds.contains(k)).distinct().forEach(kinds::add);
		return kinds;
	}

	private List<EngineView> engines(String kind) {
		return console.fleet().engines().stream().filter(e -> e.connection().kind().equals(kind)).toList();
	}

	private Optional<EngineView> view(FleetNode.Engine node) {
		return console.fleet().engine(node.connection());
	}

	/** Whether it is one of this machine's engines, which the console is starting just now. */
	private static boolean starting(EngineView engine) {
		return engine.connection().local() && !engine.health().current() && FleetStart.running();
	}

	private static String tip(EngineView engine) {
		var health = engine.health();
		var text = new StringBuilder(engine.connection().url().toString()).append('\n').append(HealthWords.of(health.status()));
		health.lastContact().ifPresent(t -> text.append('\n').append(Texts.format(Messages.Fleet_last_contact, Texts.dateTime(t))));
		var encryption = CertificateTexts.encryption(engine.connection(), engine.certificate());
		text.append('\n').append(encryption.label()).append(": ").append(encryption.value());
		if (!health.lastError().isEmpty()) {
			text.append('\n').append(Texts.shortIds(Texts.plain(health.lastError())));
		}
		return text.toString();
	}

	private final class Content implements ITreeContentProvider {

		@Override
		public Object[] getElements(Object input) {
			return presentKinds().stream().map(FleetNode.Kind::new).toArray();
		}

		@Override
		public Object[] getChildren(Object parent) {
			return parent instanceof FleetNode.Kind k ? engines(k.kind()).stream().map(e -> new FleetNode.Engine(e.connection().id())).toArray() : new Object[0];
		}

		@Override
		public Object getParent(Object element) {
			return element instanceof FleetNode.Engine e ? view(e).map(v -> new FleetNode.Kind(v.connection().kind())).orElse(null) : null;
		}

		@Override
		public boolean hasChildren(Object element) {
			return getChildren(element).length > 0;
		}
	}

	private final class Labels extends LabelProvider implements IStyledLabelProvider {

		private final StyledString.Styler warning = new StyledString.Styler() {
			@Override
			public void applyStyles(TextStyle style) {
				style.foreground = Palette.of(viewer.getTree()).error();
			}
		};
		private final StyledString.Styler faint = new StyledString.Styler() {
			@Override
			public void applyStyles(TextStyle style) {
				style.foreground = Palette.of(viewer.getTree()).faint();
			}
		};

		@Override
		public StyledString getStyledText(Object element) {
			return switch ((FleetNode) element) {
				case FleetNode.Kind kind -> new StyledString(console.engineKind(kind.kind()).map(k -> k.label()).orElse(kind.kind()));
				case FleetNode.Engine engine -> view(engine).map(this::engine).orElse(new StyledString());
			};
		}

		private StyledString engine(EngineView engine) {
			var health = engine.health();
			boolean faded = !health.current();
			var text = new StyledString(Texts.plain(engine.connection().name()), faded ? faint : null);
			var doing = activity.of(ResourceId.engine(engine.connection().id()));
			if (doing.isPresent()) {
				return text.append("  " + doing.get(), faint);
			}
			String more = starting(engine) ? Messages.Health_starting : switch (health.status()) {
				case CONNECTING -> Messages.Health_connecting;
				case UNAUTHORIZED -> Messages.Health_unauthorized;
				case UNTRUSTED -> Messages.Health_untrusted;
				case UNREACHABLE -> health.lastContact().map(t -> Texts.format(Messages.Fleet_ago, Texts.age(t))).orElse(Messages.Health_unreachable);
				case ONLINE, DEGRADED -> count(engine);
			};
			text.append("  " + more, faint);
			return health.current() ? engine.certificate().filter(c -> c.endsSoon(Instant.now()))
					.map(c -> text.append("  " + CertificateTexts.end(c), warning)).orElse(text) : text;
		}

		/** The engine's own count when it has one, such as slots, else how many of the main kind there are. */
		private String count(EngineView engine) {
			return engine.snapshot().map(s -> s.facts().values().stream().filter(SOME_OF_ALL).findFirst()
					.map(v -> v.replace(" of ", "/")).orElseGet(() -> mainCount(engine))).orElse("");
		}

		private String mainCount(EngineView engine) {
			return console.engineKind(engine.connection().kind()).map(k -> k.resourceKinds().getFirst())
					.map(r -> counted(engine.snapshot().orElseThrow().ofKind(r.id()).size(), r)).orElse("");
		}

		private static String counted(int number, ResourceKind kind) {
			return number + " " + (number == 1 ? kind.label() : kind.plural());
		}

		@Override
		public Image getImage(Object element) {
			if (element instanceof FleetNode.Engine node) {
				return view(node).map(FleetTree::phase)
						.map(p -> images.create(Shape.of(p).image(Palette.of(viewer.getTree()).phase(p)))).orElse(null);
			}
			return null;
		}
	}
}
