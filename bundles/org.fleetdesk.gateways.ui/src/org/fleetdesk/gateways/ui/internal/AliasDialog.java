package org.fleetdesk.gateways.ui.internal;

import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.gateways.AliasValue;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.AskDialog;
import org.fleetdesk.ui.Texts;

/** Asks for another value of an alias. */
final class AliasDialog extends AskDialog {

	private final AliasValue alias;
	private String value;

	AliasDialog(Shell shell, String gateway, AliasValue alias) {
		super(shell, Messages.Alias_title, Texts.format(Messages.Alias_heading, alias.alias(), gateway), Messages.Alias_what, Messages.Alias_button);
		this.alias = alias;
		value = alias.value();
	}

	@Override
	protected void createFields(Composite area) {
		GridDataFactory.fillDefaults().span(2, 1).applyTo(label(area, Texts.format(Messages.Alias_format, Texts.label(alias.format()))));
		var field = new Text(area, SWT.BORDER | SWT.MULTI | SWT.V_SCROLL | SWT.WRAP);
		field.setFont(JFaceResources.getTextFont());
		field.setText(value);
		field.selectAll();
		Accessibles.name(field, Messages.Value);
		GridDataFactory.fillDefaults().span(2, 1).grab(true, true).hint(400, 90).applyTo(field);
		field.addListener(SWT.Modify, e -> {
			value = field.getText();
			changed();
		});
		field.addListener(SWT.Traverse, e -> e.doit |= e.detail == SWT.TRAVERSE_TAB_NEXT || e.detail == SWT.TRAVERSE_TAB_PREVIOUS);
	}

	@Override
	protected Optional<String> problem() {
		return switch (alias.format()) {
			case "integer" -> value.strip().matches("-?\\d{1,18}") ? Optional.empty() : Optional.of(Messages.Alias_no_integer);
			case "float" -> value.strip().matches("-?\\d+(\\.\\d+)?([eE]-?\\d+)?") ? Optional.empty() : Optional.of(Messages.Alias_no_number);
			default -> Optional.empty();
		};
	}

	String value() {
		return value;
	}
}
