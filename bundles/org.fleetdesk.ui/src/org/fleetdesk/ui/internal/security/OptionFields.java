package org.fleetdesk.ui.internal.security;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionDraft;
import org.fleetdesk.core.ConnectionOption;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;

/** What a kind of engine wants to know beside the URL: one field an option. Made in an area of two columns, over both. */
public final class OptionFields {

	private final Fold fold;
	private final Composite rows;
	private final Optional<Connection> edited;
	private final Runnable changed;
	private final Map<ConnectionOption, Text> fields = new LinkedHashMap<>();
	/** Whether the values come from elsewhere than the user. */
	private boolean taking;

	public OptionFields(Composite area, Optional<Connection> edited, Runnable changed) {
		this.edited = edited;
		this.changed = changed;
		fold = new Fold(area, Messages.Options, Messages.Options_group, this::summary);
		rows = fold.group();
		fold.show(false);
	}

	/** Shows the options of this kind. */
	public void show(Optional<EngineKind> kind) {
		var options = kind.map(EngineKind::connectionOptions).orElse(List.of());
		if (options.equals(List.copyOf(fields.keySet()))) {
			return;
		}
		for (var child : rows.getChildren()) {
			child.dispose();
		}
		fields.clear();
		options.forEach(this::add);
		fold.show(!options.isEmpty());
		fold.update();
		if (set() > 0) {
			fold.open(true);
		}
	}

	private String summary() {
		return Texts.format(Messages.Options_summary, set(), fold.isOpen() ? Messages.Security_hide : Messages.Security_show);
	}

	private long set() {
		return fields.entrySet().stream().filter(e -> !e.getValue().getText().isBlank() || stored(e.getKey())).count();
	}

	private boolean stored(ConnectionOption option) {
		return edited.map(c -> c.secretOptions().containsKey(option.id())).orElse(false);
	}

	private void add(ConnectionOption option) {
		var label = new Label(rows, SWT.NONE);
		label.setText(Texts.label(option.label()) + ":");
		GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.CENTER).applyTo(label);
		var field = new Text(rows, SWT.BORDER | (option.secret() ? SWT.PASSWORD : SWT.NONE));
		field.setText(edited.map(c -> c.options().get(option.id())).orElse(option.defaultValue()));
		field.setMessage(stored(option) ? Messages.Security_option_kept : option.hint());
		field.setToolTipText(Texts.label(option.hint()));
		field.addListener(SWT.Modify, e -> {
			fold.update();
			if (!taking) {
				changed.run();
			}
		});
		GridDataFactory.fillDefaults().grab(true, false).hint(280, SWT.DEFAULT).applyTo(field);
		fields.put(option, field);
	}

	/** Takes over what was found out by connecting, such as a key that the user trusted. */
	public void reached(ConnectionDraft draft) {
		taking = true;
		fields.forEach((option, field) -> {
			String value = draft.connection().options().getOrDefault(option.id(), "");
			if (!option.secret() && !value.equals(field.getText().strip())) {
				field.setText(value);
			}
		});
		taking = false;
	}

	/** What is wrong with a value, as a sentence. */
	public Optional<String> problem() {
		return fields.entrySet().stream().filter(e -> !e.getValue().getText().isBlank()).flatMap(e -> e.getKey().problem().apply(e.getValue().getText().strip()).stream()).findFirst();
	}

	/** With what stands in the fields; an empty secret field keeps what is stored. */
	public ConnectionDraft apply(ConnectionDraft draft) {
		var plain = new HashMap<>(draft.connection().options());
		var applied = draft;
		for (var entry : fields.entrySet()) {
			String id = entry.getKey().id();
			String value = entry.getValue().getText().strip();
			if (!entry.getKey().secret()) {
				plain.put(id, value);
			} else if (!value.isEmpty()) {
				applied = applied.withSecretOption(id, Optional.of(value));
			}
		}
		plain.values().removeIf(String::isEmpty);
		return applied.with(applied.connection().withOptions(plain, applied.connection().secretOptions()));
	}
}
