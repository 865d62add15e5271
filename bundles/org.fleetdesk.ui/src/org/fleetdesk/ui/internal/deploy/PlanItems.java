package org.fleetdesk.ui.internal.deploy;

import java.util.function.UnaryOperator;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.LocalResourceManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeColumn;
import org.eclipse.swt.widgets.TreeItem;
import org.fleetdesk.core.Severity;
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

	PlanItems(Composite parent, UnaryOperator<String> names) {
		this.names = names;
		tree = new Tree(parent, SWT.BORDER | SWT.FULL_SELECTION);
		tree.setHeaderVisible(true);
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
		for (var item : plan.items()) {
			var shown = new TreeItem(tree, SWT.NONE);
			boolean refused = !item.refusal().isEmpty();
			String what = refused ? item.refusal() : String.join(" → ", item.steps());
			shown.setText(new String[] { Texts.plain(names.apply(item.connection())), Texts.plain(item.artifact().name()) });
			Wrapped.into(shown, 2, Texts.plain(what));
			if (refused) {
				shown.setImage(image(Severity.ERROR));
			} else if (!item.warnings().isEmpty()) {
				shown.setImage(image(Severity.WARNING));
			}
			for (String warning : item.warnings()) {
				var child = new TreeItem(shown, SWT.NONE);
				child.setImage(2, image(Severity.WARNING));
				Wrapped.into(child, 2, Texts.plain(warning));
			}
		}
		Wrapped.expand(tree.getItems());
		tree.setRedraw(true);
	}

	private Image image(Severity severity) {
		return images.create(Shape.of(severity).image(Palette.of(tree).severity(severity)));
	}
}
