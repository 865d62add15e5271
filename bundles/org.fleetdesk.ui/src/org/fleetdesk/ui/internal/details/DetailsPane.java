package org.fleetdesk.ui.internal.details;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.LocalResourceManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.ScrolledComposite;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.RowLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.fleetdesk.core.Phase;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Contributions;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Shape;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.actions.ActionRequest;

/** Shows a {@link DetailsContent}; while only texts change, the widgets stay, so that nothing flickers. */
final class DetailsPane extends Composite {

	private final ScrolledComposite scroll;
	private final Composite whole;
	private final Composite page;
	private final DetailsPanels panels;
	private final Consumer<ActionRequest> start;
	private final Consumer<String> command;
	private final LocalResourceManager images = new LocalResourceManager(JFaceResources.getResources(), this);
	private final List<FactValue> values = new ArrayList<>();
	private final List<Button> buttons = new ArrayList<>();
	private DetailsContent content;
	private Label icon;
	private Label title;
	private Label subtitle;
	private Label reasons;

	DetailsPane(Composite parent, Consumer<ActionRequest> start, Consumer<String> command, Console console, Contributions contributions) {
		super(parent, SWT.NONE);
		this.start = start;
		this.command = command;
		setLayout(new FillLayout());
		scroll = new ScrolledComposite(this, SWT.V_SCROLL);
		scroll.setExpandHorizontal(true);
		scroll.setExpandVertical(true);
		scroll.setShowFocusedControl(true);
		scroll.getVerticalBar().setIncrement(20);
		whole = new Composite(scroll, SWT.NONE);
		scroll.setContent(whole);
		scroll.addListener(SWT.Resize, e -> resize());
		GridLayoutFactory.fillDefaults().margins(10, 8).spacing(0, 0).applyTo(whole);
		page = new Composite(whole, SWT.NONE);
		GridLayoutFactory.fillDefaults().spacing(8, 3).numColumns(2).applyTo(page);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(page);
		panels = new DetailsPanels(whole, console, contributions, this::fit);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(panels);
	}

	void show(DetailsContent next) {
		if (next.equals(content)) {
			panels.update(next.subject());
			return;
		}
		boolean other = content == null || !content.subject().same(next.subject());
		setRedraw(false);
		try {
			if (!next.sameShape(content)) {
				build(next);
			}
			content = next;
			fill();
			panels.update(next.subject());
			if (other) {
				scroll.setOrigin(0, 0); // what is read first stands first
			}
		} finally {
			setRedraw(true);
		}
	}

	private void build(DetailsContent next) {
		for (var child : page.getChildren()) {
			child.dispose();
		}
		values.clear();
		buttons.clear();
		var head = new Composite(page, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(2).spacing(5, 0).applyTo(head);
		GridDataFactory.fillDefaults().span(2, 1).grab(true, false).applyTo(head);
		icon = new Label(head, SWT.NONE);
		icon.setLayoutData(new GridData());
		title = new Label(head, SWT.NONE);
		title.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT));
		GridDataFactory.fillDefaults().grab(true, false).applyTo(title);
		subtitle = new Label(page, SWT.WRAP);
		GridDataFactory.fillDefaults().span(2, 1).grab(true, false).hint(100, SWT.DEFAULT).applyTo(subtitle);
		next.sections().stream().limit(1).forEach(this::buildSection);
		next.offer().ifPresent(this::buildOffer);
		buildActions(next);
		next.sections().stream().skip(1).forEach(this::buildSection);
	}

	private void buildOffer(DetailsContent.Offer offer) {
		var button = new Button(page, SWT.PUSH);
		button.setText(Texts.label(offer.label()));
		button.addListener(SWT.Selection, e -> command.accept(offer.command()));
		GridDataFactory.fillDefaults().span(2, 1).indent(0, 6).align(SWT.BEGINNING, SWT.CENTER).applyTo(button);
	}

	private void buildActions(DetailsContent next) {
		if (!next.actions().isEmpty()) {
			heading(Messages.Details_actions);
			var row = new Composite(page, SWT.NONE);
			var layout = new RowLayout(SWT.HORIZONTAL);
			layout.marginLeft = 0;
			layout.spacing = 4;
			layout.pack = false; // all of one size
			row.setLayout(layout);
			GridDataFactory.fillDefaults().span(2, 1).grab(true, false).hint(100, SWT.DEFAULT).applyTo(row);
			for (int i = 0; i < next.buttons().size(); i++) {
				int index = i;
				var button = new Button(row, SWT.PUSH);
				button.setText(Texts.label(next.buttons().get(i).label()));
				button.addListener(SWT.Selection, e -> start.accept(content.buttons().get(index)));
				buttons.add(button);
			}
			reasons = new Label(page, SWT.WRAP);
			reasons.setForeground(Palette.of(page).faint());
			GridDataFactory.fillDefaults().span(2, 1).grab(true, false).hint(100, SWT.DEFAULT).applyTo(reasons);
		}
	}

	private void heading(String text) {
		var heading = new Label(page, SWT.NONE);
		heading.setText(text);
		heading.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT));
		GridDataFactory.fillDefaults().span(2, 1).indent(0, 12).applyTo(heading);
	}

	private void buildSection(DetailsContent.Section section) {
		if (!section.facts().isEmpty()) { // an image has no state
			heading(section.title());
		}
		for (Fact fact : section.facts()) {
			var label = new Label(page, SWT.NONE);
			label.setText(Texts.label(fact.label()));
			label.setForeground(Palette.of(page).faint());
			GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.BEGINNING).applyTo(label);
			values.add(new FactValue(page, fact));
		}
	}

	private void fill() {
		boolean changed = set(title, content.title()) | set(subtitle, content.subtitle());
		icon.setImage(content.phase() == Phase.NONE ? null : images.create(Shape.of(content.phase()).image(Palette.of(page).phase(content.phase()))));
		((GridData) icon.getLayoutData()).exclude = content.phase() == Phase.NONE;
		icon.setVisible(content.phase() != Phase.NONE);
		var facts = content.sections().stream().flatMap(s -> s.facts().stream()).toList();
		for (int i = 0; i < facts.size(); i++) {
			changed |= values.get(i).show(facts.get(i));
		}
		for (int i = 0; i < buttons.size(); i++) {
			Palette.enable(buttons.get(i), !content.buttons().get(i).rows().isEmpty());
		}
		if (!content.actions().isEmpty()) {
			changed |= set(reasons, content.reasons());
		}
		if (changed) {
			fit();
		}
	}

	private void fit() {
		whole.layout(true, true);
		resize();
	}

	private static boolean set(Label label, String text) {
		String shown = text.replace("&", "&&");
		if (label.getText().equals(shown)) {
			return false;
		}
		label.setText(shown);
		return true;
	}

	private void resize() {
		int width = scroll.getClientArea().width;
		if (width > 0) {
			scroll.setMinSize(whole.computeSize(width, SWT.DEFAULT));
		}
	}

	/** The first button would be scrolled into sight: a click that activates the view would then miss what was under the mouse. */
	@Override
	public boolean setFocus() {
		if (scroll.getOrigin().y > 0) {
			return scroll.forceFocus();
		}
		return buttons.stream().filter(Button::isEnabled).findFirst().map(Button::setFocus).orElseGet(scroll::setFocus);
	}
}
