package org.fleetdesk.ui;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExtensionRegistry;
import org.eclipse.core.runtime.ILog;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the domains contribute to the console by extension points; a service. */
@Component(service = Contributions.class)
public final class Contributions {

	private static final String POINT = "org.fleetdesk.ui.";

	/**
	 * A kind of resource, most of them with a table.
	 *
	 * @param view the id of the view with its table; empty for one that is shown in Details only
	 */
	public record Kind(String engineKind, String resourceKind, Optional<String> view, boolean stateful, KindUi ui) {
	}

	/** A titled part of Details with widgets of its own. */
	public record Panel(String title, DetailsPanel panel) {
	}

	/** A titled section of Details. */
	public record Section(String title, DetailsSection section) {
	}

	private final IExtensionRegistry registry;
	/** Read once: they are asked for with each menu and button. */
	private volatile List<Kind> kinds;

	@Activate
	public Contributions(@Reference IExtensionRegistry registry) {
		this.registry = registry;
	}

	/** All kinds of resources that domains show, in the order that they say. */
	public List<Kind> kinds() {
		List<Kind> known = kinds;
		if (known == null) {
			known = List.copyOf(readKinds());
			kinds = known;
		}
		return known;
	}

	private List<Kind> readKinds() {
		var kinds = new ArrayList<Kind>();
		declaredKinds().forEach(e -> make(e, KindUi.class).ifPresent(ui -> kinds.add(new Kind(e.getAttribute("engine"), e.getAttribute("resource"),
				Optional.ofNullable(e.getAttribute("view")), !"false".equals(e.getAttribute("stateful")), ui))));
		return kinds;
	}

	/**
	 * The ids of the views with the tables, without loading anything of the domains.
	 *
	 * @param open whether those that are there at first are meant, else those that the user opens
	 */
	public List<String> views(boolean open) {
		return declaredKinds().filter(e -> open != "false".equals(e.getAttribute("open"))).map(e -> e.getAttribute("view")).filter(Objects::nonNull).toList();
	}

	/** What opens for files that go to engines of this kind; empty for the plan that domains share. */
	public Optional<FilePlan> filePlan(String engineKind) {
		return elements("drops").filter(e -> engineKind.equals(e.getAttribute("engine")) && e.getAttribute("class") != null).findFirst().flatMap(e -> make(e, FilePlan.class));
	}

	/** The registry has them in the order in which it came to know the domains. */
	private Stream<IConfigurationElement> declaredKinds() {
		return elements("kinds").sorted(Comparator.comparingInt(Contributions::order));
	}

	private static int order(IConfigurationElement kind) {
		try {
			return kind.getAttribute("order") instanceof String order ? Integer.parseInt(order) : Integer.MAX_VALUE;
		} catch (NumberFormatException e) {
			return Integer.MAX_VALUE;
		}
	}

	public Optional<Kind> kind(String engineKind, String resourceKind) {
		return kinds().stream().filter(k -> k.engineKind().equals(engineKind) && k.resourceKind().equals(resourceKind)).findFirst();
	}

	/** The sections of Details for a kind of resource, in order of declaration. */
	public List<Section> sections(String engineKind, String resourceKind) {
		var sections = new ArrayList<Section>();
		elements("details").filter(e -> e.getName().equals("section") && engineKind.equals(e.getAttribute("engine")) && resourceKind.equals(e.getAttribute("resource")))
				.forEach(e -> make(e, DetailsSection.class).ifPresent(s -> sections.add(new Section(e.getAttribute("title"), s))));
		return sections;
	}

	/** All suffixes that can be dropped anywhere, such as ".itb", for the file dialog. */
	public List<String> suffixes() {
		return elements("drops").map(e -> e.getAttribute("suffix")).distinct().toList();
	}

	/** New panels of Details for a kind of resource, in order of declaration. */
	public List<Panel> panels(String engineKind, String resourceKind) {
		var panels = new ArrayList<Panel>();
		elements("details").filter(e -> e.getName().equals("panel") && engineKind.equals(e.getAttribute("engine")) && resourceKind.equals(e.getAttribute("resource")))
				.forEach(e -> make(e, DetailsPanel.class).ifPresent(p -> panels.add(new Panel(e.getAttribute("title"), p))));
		return panels;
	}

	private Stream<IConfigurationElement> elements(String point) {
		return Arrays.stream(registry.getConfigurationElementsFor(POINT + point));
	}

	private static <T> Optional<T> make(IConfigurationElement element, Class<T> type) {
		try {
			return Optional.of(type.cast(element.createExecutableExtension("class")));
		} catch (CoreException | ClassCastException e) {
			ILog.of(Contributions.class).error("The contribution " + element.getAttribute("class") + " of " + element.getContributor().getName()
					+ " cannot be used", e);
			return Optional.empty();
		}
	}
}
