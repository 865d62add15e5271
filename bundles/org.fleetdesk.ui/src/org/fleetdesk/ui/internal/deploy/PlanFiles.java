package org.fleetdesk.ui.internal.deploy;

import java.util.function.Consumer;

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
import org.fleetdesk.tasks.Artifact;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Shape;
import org.fleetdesk.ui.Texts;

/** The dropped files with what was found in them, worst first; refused ones with their reason. */
final class PlanFiles {

	private static final int ROW = 26;

	private final Tree tree;
	private final LocalResourceManager images;

	/** @param notes takes the whole text of the row that was selected */
	PlanFiles(Composite parent, Inspection inspection, Consumer<String> notes) {
		tree = new Tree(parent, SWT.BORDER | SWT.FULL_SELECTION);
		images = new LocalResourceManager(JFaceResources.getResources(), tree);
		column(190);
		column(570);
		int rows = 0;
		for (var found : inspection.found()) {
			rows += 1 + add(found.artifact());
		}
		for (var refused : inspection.refused()) {
			var item = new TreeItem(tree, SWT.NONE);
			item.setText(new String[] { refused.name(), refused.reason() });
			item.setImage(image(Severity.ERROR));
			rows++;
		}
		tree.addListener(SWT.Selection, e -> notes.accept(((TreeItem) e.item).getText(0) + ": " + ((TreeItem) e.item).getText(1)));
		GridDataFactory.fillDefaults().grab(true, false).hint(600, Math.clamp(rows, 1, 7) * ROW + 4).applyTo(tree);
	}

	private void column(int width) {
		new TreeColumn(tree, SWT.NONE).setWidth(width);
	}

	/** @return how many rows the findings take */
	private int add(Artifact artifact) {
		int rows = 0;
		var item = new TreeItem(tree, SWT.NONE);
		item.setText(new String[] { Texts.plain(String.valueOf(artifact.file().getFileName())), Texts.plain(artifact.title()) + ", " + Texts.size(artifact.size()) });
		if (!artifact.findings().isEmpty()) {
			item.setImage(image(artifact.findings().getFirst().severity()));
		}
		for (var finding : artifact.findings()) {
			var child = new TreeItem(item, SWT.NONE);
			child.setText(new String[] { Texts.plain(finding.where()), Texts.plain(finding.message()) });
			child.setImage(image(finding.severity()));
			rows++;
		}
		if (artifact.findings().stream().allMatch(f -> f.severity() == Severity.INFO)) {
			return 0;
		}
		item.setExpanded(true);
		return rows;
	}

	private Image image(Severity severity) {
		return images.create(Shape.of(severity).image(Palette.of(tree).severity(severity)));
	}
}
