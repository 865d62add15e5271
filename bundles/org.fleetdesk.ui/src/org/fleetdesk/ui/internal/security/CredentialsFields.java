package org.fleetdesk.ui.internal.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.core.Credentials;
import org.fleetdesk.ui.Grids;
import org.fleetdesk.ui.internal.Messages;

/** How to sign in: a choice, and the fields that belong to it. Made in an area of two columns. */
final class CredentialsFields {

	private enum Way {
		NOTHING(Messages.Credentials_nothing), KEEP(Messages.Credentials_keep), TOKEN(Messages.Credentials_token_way), PASSWORD(Messages.Credentials_password_way);

		private final String text;

		Way(String text) {
			this.text = text;
		}
	}

	private final Composite area;
	private final List<Way> ways;
	private final Combo way;
	private final Text token;
	private final Text user;
	private final Text password;
	private final Runnable changed;

	/** @param none whether there may be no credentials */
	CredentialsFields(Composite area, boolean none, Runnable changed) {
		this(area, none ? List.of(Way.NOTHING, Way.TOKEN, Way.PASSWORD) : List.of(Way.TOKEN, Way.PASSWORD), changed);
	}

	/** For a connection that has credentials already. */
	static CredentialsFields kept(Composite area, Runnable changed) {
		return new CredentialsFields(area, List.of(Way.KEEP, Way.NOTHING, Way.TOKEN, Way.PASSWORD), changed);
	}

	private CredentialsFields(Composite area, List<Way> ways, Runnable changed) {
		this.area = area;
		this.ways = new ArrayList<>(ways);
		this.changed = changed;
		label(Messages.Credentials_way);
		way = new Combo(area, SWT.READ_ONLY | SWT.DROP_DOWN);
		ways.forEach(w -> way.add(w.text));
		way.select(0);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(way);
		token = text(Messages.Credentials_token, SWT.PASSWORD);
		user = text(Messages.Credentials_user, SWT.NONE);
		password = text(Messages.Credentials_password, SWT.PASSWORD);
		way.addListener(SWT.Selection, e -> {
			show();
			changed.run();
		});
		show();
	}

	private Label label(String text) {
		var label = new Label(area, SWT.NONE);
		label.setText(text);
		GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.CENTER).applyTo(label);
		return label;
	}

	private Text text(String label, int style) {
		var before = label(label);
		var text = new Text(area, SWT.BORDER | style);
		text.setData(before);
		text.addListener(SWT.Modify, e -> changed.run());
		GridDataFactory.fillDefaults().grab(true, false).hint(280, SWT.DEFAULT).applyTo(text);
		return text;
	}

	private Way chosen() {
		return ways.get(way.getSelectionIndex());
	}

	private void show() {
		show(token, chosen() == Way.TOKEN);
		show(user, chosen() == Way.PASSWORD);
		show(password, chosen() == Way.PASSWORD);
		area.requestLayout();
	}

	private static void show(Text text, boolean shown) {
		for (Control control : List.of((Label) text.getData(), text)) {
			Grids.show(control, shown);
		}
	}

	/** What was given elsewhere stays as it is. */
	void keep() {
		if (!ways.contains(Way.KEEP)) {
			ways.addFirst(Way.KEEP);
			way.add(Way.KEEP.text, 0);
		}
		way.select(ways.indexOf(Way.KEEP));
		show();
	}

	/** The first field that is to be filled in. */
	void focus() {
		(token.getVisible() ? token : user.getVisible() ? user : way).setFocus();
	}

	/** Whether what is stored stays as it is. */
	boolean kept() {
		return chosen() == Way.KEEP;
	}

	/** Whether the user signs in with anything. */
	boolean any() {
		return chosen() != Way.NOTHING;
	}

	Optional<String> problem() {
		return switch (chosen()) {
			case NOTHING, KEEP -> Optional.empty();
			case TOKEN -> token.getText().isBlank() ? Optional.of(Messages.Credentials_no_token) : Optional.empty();
			case PASSWORD -> user.getText().isBlank() ? Optional.of(Messages.Credentials_no_user) : user.getText().indexOf(':') >= 0 ? Optional.of(Messages.Credentials_colon)
					: password.getText().isEmpty() ? Optional.of(Messages.Credentials_no_password) : Optional.empty();
		};
	}

	/** What was given, when there is no {@link #problem}; empty for nothing. */
	Optional<Credentials> credentials() {
		return switch (chosen()) {
			case NOTHING, KEEP -> Optional.empty();
			case TOKEN -> Optional.of(new Credentials.Token(token.getText().strip()));
			case PASSWORD -> Optional.of(new Credentials.Password(user.getText().strip(), password.getText()));
		};
	}
}
