package org.fleetdesk.ui.internal.details;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Link;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Navigation;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;

/** The value of a fact: a text that can be reached by Tab, marked and copied, or a link to another resource. Without a mark the whole value is copied. */
final class FactValue {

	/** Between {@code <} and what follows, so that the widget takes no text of unknown origin for markup. */
	private static final char JOINER = '\u2060';

	private final Control control;
	private Fact fact;

	FactValue(Composite page, Fact first) {
		fact = first;
		control = first.link().isPresent() ? link(page) : text(page);
		GridDataFactory.fillDefaults().grab(true, false).hint(60, SWT.DEFAULT).applyTo(control);
		Accessibles.name(control, first.label());
		var menu = new Menu(control);
		var copy = new MenuItem(menu, SWT.PUSH);
		copy.setText(Messages.Details_copy);
		copy.addListener(SWT.Selection, e -> copy());
		control.setMenu(menu);
	}

	private Control text(Composite page) {
		var value = new Text(page, SWT.READ_ONLY | SWT.WRAP | SWT.MULTI);
		value.setBackground(page.getBackground());
		if (fact.monospace()) {
			value.setFont(JFaceResources.getTextFont());
		}
		value.addListener(SWT.KeyDown, e -> {
			if (e.keyCode == 'c' && e.stateMask == SWT.MOD1 && (value.getSelectionCount() == 0 || value.getSelectionCount() == value.getCharCount())) {
				copy();
				e.doit = false;
			}
		});
		value.addListener(SWT.Traverse, e -> e.doit |= e.detail == SWT.TRAVERSE_TAB_NEXT || e.detail == SWT.TRAVERSE_TAB_PREVIOUS);
		value.addListener(SWT.FocusIn, e -> value.selectAll());
		value.addListener(SWT.FocusOut, e -> value.clearSelection());
		return value;
	}

	private Control link(Composite page) {
		var link = new Link(page, SWT.NONE);
		link.addListener(SWT.Selection, e -> fact.link().ifPresent(Navigation::show));
		link.addListener(SWT.KeyDown, e -> {
			if (e.keyCode == 'c' && e.stateMask == SWT.MOD1) {
				copy();
			}
		});
		return link;
	}

	/** Shows the value of a fact of the same label; returns whether it reads differently. */
	boolean show(Fact next) {
		fact = next;
		control.setToolTipText(next.whole().equals(next.value()) ? null : Texts.label(Texts.plain(next.whole())));
		switch (control) {
			case Link link -> {
				String markup = "<a>" + Texts.label(next.value()).replace("<", "<" + JOINER) + "</a>";
				if (link.getText().equals(markup)) {
					return false;
				}
				link.setText(markup);
			}
			case Text text -> {
				if (text.getText().equals(next.value())) {
					return false;
				}
				text.setText(next.value());
			}
			default -> throw new IllegalStateException();
		}
		return true;
	}

	private void copy() {
		if (!fact.whole().isEmpty()) {
			var clipboard = new Clipboard(control.getDisplay());
			clipboard.setContents(new Object[] { fact.whole() }, new Transfer[] { TextTransfer.getInstance() });
			clipboard.dispose();
		}
	}
}
