package org.fleetdesk.ui.internal.table;

import java.util.List;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.fleetdesk.ui.Texts;

/** What an empty view shows: a heading, one sentence, and what can be done. */
public final class EmptyState extends Composite {

	/** A button of an empty view. */
	public record Offer(String label, Runnable action) {
	}

	/** The content; equal content is not laid out again. */
	public record Content(String heading, String sentence, List<Offer> offers) {

		boolean sameWords(Content other) {
			return other != null && heading.equals(other.heading) && sentence.equals(other.sentence)
					&& offers.stream().map(Offer::label).toList().equals(other.offers.stream().map(Offer::label).toList());
		}
	}

	private Content content;

	public EmptyState(Composite parent) {
		super(parent, SWT.NONE);
		setBackgroundMode(SWT.INHERIT_FORCE);
		setBackground(parent.getBackground());
	}

	/** Shows this instead of what was shown. */
	public void show(Content next) {
		if (next.sameWords(content)) {
			content = next;
			return;
		}
		content = next;
		setRedraw(false);
		for (var child : getChildren()) {
			child.dispose();
		}
		GridLayoutFactory.fillDefaults().margins(24, 24).spacing(8, 10).applyTo(this);
		var box = new Composite(this, SWT.NONE);
		GridLayoutFactory.fillDefaults().spacing(8, 10).applyTo(box);
		GridDataFactory.fillDefaults().align(SWT.CENTER, SWT.CENTER).grab(true, true).applyTo(box);
		if (!next.heading.isEmpty()) {
			var heading = new Label(box, SWT.WRAP | SWT.CENTER);
			heading.setText(Texts.label(next.heading));
			heading.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT));
			GridDataFactory.fillDefaults().align(SWT.CENTER, SWT.CENTER).applyTo(heading);
		}
		var sentence = new Label(box, SWT.WRAP | SWT.CENTER);
		sentence.setText(Texts.label(next.sentence));
		GridDataFactory.fillDefaults().align(SWT.CENTER, SWT.CENTER).hint(Math.min(520, sentence.computeSize(SWT.DEFAULT, SWT.DEFAULT).x), SWT.DEFAULT)
				.applyTo(sentence);
		for (int i = 0; i < next.offers.size(); i++) {
			var button = new Button(box, SWT.PUSH);
			int index = i;
			button.setText(Texts.label(next.offers.get(i).label()));
			button.addListener(SWT.Selection, e -> content.offers.get(index).action().run());
			GridDataFactory.fillDefaults().align(SWT.CENTER, SWT.CENTER).indent(0, i == 0 ? 6 : 0).applyTo(button);
		}
		layout(true, true);
		setRedraw(true);
	}

	@Override
	public boolean setFocus() {
		return getChildren().length > 0 && getChildren()[0].setFocus();
	}
}
