package org.fleetdesk.ui.internal.deploy;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.LocalResourceManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeColumn;
import org.eclipse.swt.widgets.TreeItem;
import org.fleetdesk.files.Severity;
import org.fleetdesk.tasks.DeploymentPlan;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Shape;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;

/** What will happen on each engine, in order, or why nothing will. */
final class PlanItems {

	private final Tree tree;
	private final LocalResourceManager images;
	private final UnaryOperator<String> names;
	private final Consumer<String> notes;

	/** @param notes takes the whole text of the row that is selected */
	PlanItems(Composite parent, UnaryOperator<String> names, Consumer<String> notes) {
		this.names = names;
		this.notes = notes;
		tree = new Tree(parent, SWT.BORDER | SWT.FULL_SELECTION);
		tree.setHeaderVisible(true);
		tree.addListener(SWT.Selection, e -> notes.accept((String) e.item.getData()));
		images = new LocalResourceManager(JFaceResources.getResources(), tree);
		column(Messages.Table_engine, 150);
		column(Messages.Deploy_item_file, 130);
		column(Messages.Deploy_item_steps, 480);
		GridDataFactory.fillDefaults().grab(true, true).hint(600, 130).applyTo(tree);
	}

	private void column(String title, int width) {
		var column = new TreeColumn(tree, SWT.NONE);
		column.setText(title);
		column.setWidth(width);
	}

	void show(DeploymentPlan plan) {
		tree.setRedraw(false);
		tree.removeAll();
		TreeItem first = null;
		for (var item : plan.items()) {
			var shown = new TreeItem(tree, SWT.NONE);
			boolean refused = !item.refusal().isEmpty();
			shown.setText(new String[] { Texts.plain(names.apply(item.connection())), Texts.plain(item.artifact().name()),
					Texts.plain(refused ? item.refusal() : String.join(" → ", item.steps())) });
			if (refused || !item.warnings().isEmpty()) {
				shown.setImage(image(refused ? Severity.ERROR : Severity.WARNING));
				first = first == null ? shown : first;
			}
			shown.setData(note(item));
		}
		tree.setRedraw(true);
		if (first != null) {
			tree.select(first);
			notes.accept((String) first.getData());
		} else {
			notes.accept(plan.items().isEmpty() ? "" : note(plan.items().getFirst()));
		}
	}

	/** What stands in a row, and the warnings, which do not fit in one. */
	static String note(DeploymentPlan.Item item) {
		String what = item.refusal().isEmpty() ? String.join(" → ", item.steps()) : item.refusal();
		return item.artifact().name() + ": " + Texts.plain(what) + item.warnings().stream().map(w -> "\n" + Texts.format(Messages.Deploy_warning, Texts.plain(w)))
				.collect(Collectors.joining());
	}

	private Image image(Severity severity) {
		return images.create(Shape.of(severity).image(Palette.of(tree).severity(severity)));
	}
}
