package org.fleetdesk.ui.internal.security;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Group;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionDraft;
import org.fleetdesk.core.ConnectionTls;
import org.fleetdesk.ui.Grids;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;

/** The second part of the connection dialog: encryption, whom to trust, what to show. Folded while nothing of it is used. Made in an area of two columns. */
public final class SecuritySection {

	private final Runnable changed;
	private final Optional<Connection> edited;
	private final Fold fold;
	private final Group group;
	private final Button encrypt;
	private final Text trusted;
	private final Button forget;
	private final Text authorities;
	private final Button systemOnly;
	private final Text certificate;
	private final Text key;
	private final Button noCertificate;
	private final CredentialsFields credentials;
	private boolean wanted;
	private String scheme = "";

	public SecuritySection(Composite area, Optional<Connection> edited, Runnable changed) {
		this.edited = edited;
		this.changed = changed;
		var tls = edited.map(Connection::tls).orElse(ConnectionTls.NONE);
		wanted = tls.on();
		fold = new Fold(area, Messages.Security, Messages.Security_group, this::summary);
		group = fold.group();
		encrypt = check(Messages.Security_encrypt);
		encrypt.addListener(SWT.Selection, e -> wanted = encrypt.getSelection());
		label(Messages.Security_trusted);
		var trust = row();
		trusted = new Text(trust, SWT.READ_ONLY);
		show(tls.fingerprint());
		trusted.setBackground(group.getBackground());
		GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).applyTo(trusted);
		forget = new Button(trust, SWT.CHECK);
		forget.setText(Messages.Security_forget);
		Grids.show(forget, tls.fingerprint().isPresent());
		authorities = file(Messages.Security_authorities,
				tls.authorities().map(a -> Texts.format(Messages.Security_kept, Texts.plain(String.join(", ", ConnectionDraft.authorities(tls))))).orElse(Messages.Security_system));
		systemOnly = check(Messages.Security_system_only);
		Grids.show(systemOnly, tls.authorities().isPresent());
		certificate = file(Messages.Security_certificate, tls.identity().isPresent() ? Messages.Security_certificate_kept : Messages.Security_certificate_hint);
		key = file(Messages.Security_key, Messages.Security_key_hint);
		noCertificate = check(Messages.Security_no_certificate);
		Grids.show(noCertificate, tls.identity().isPresent());
		credentials = edited.flatMap(Connection::credentials).isPresent() ? CredentialsFields.kept(group, this::edited) : new CredentialsFields(group, true, this::edited);
		for (Button button : List.of(encrypt, forget, systemOnly, noCertificate)) {
			button.addListener(SWT.Selection, e -> edited());
		}
		update();
	}

	private void label(String text) {
		var label = new Label(group, SWT.NONE);
		label.setText(text);
		GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.CENTER).applyTo(label);
	}

	private Composite row() {
		var row = new Composite(group, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(2).spacing(6, 0).applyTo(row);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(row);
		return row;
	}

	private Button check(String text) {
		var box = new Button(group, SWT.CHECK);
		box.setText(text);
		GridDataFactory.fillDefaults().span(2, 1).applyTo(box);
		return box;
	}

	/** A path that can be typed, pasted or chosen. */
	private Text file(String label, String message) {
		label(label);
		var row = row();
		var name = new Label(row, SWT.NONE); // so that the field has its name also within its row
		name.setText(label);
		Grids.show(name, false);
		var text = new Text(row, SWT.BORDER);
		text.setMessage(message);
		text.addListener(SWT.Modify, e -> edited());
		GridDataFactory.fillDefaults().grab(true, false).hint(260, SWT.DEFAULT).applyTo(text);
		var choose = new Button(row, SWT.PUSH);
		choose.setText(Messages.Security_choose);
		choose.setToolTipText(Texts.format(Messages.Security_choose_tip, label.replace(":", "")));
		choose.addListener(SWT.Selection, e -> {
			var dialog = new FileDialog(group.getShell(), SWT.OPEN | SWT.SHEET);
			dialog.setText(label.replace(":", ""));
			Optional.ofNullable(dialog.open()).ifPresent(text::setText);
		});
		return text;
	}

	private void edited() {
		update();
		fold.fit();
		changed.run();
	}

	/** Follows the URL: its scheme decides about encryption, and what is not on this machine shows the section. */
	public void url(String text) {
		String before = scheme;
		scheme = text.contains(":") ? text.substring(0, text.indexOf(':')).toLowerCase(Locale.ROOT) : "";
		if (!scheme.equals(before)) {
			update();
		}
		if (!fold.isOpen() && (scheme.equals("https") || edited.filter(c -> c.encrypted() || c.secrets().findAny().isPresent()).isPresent())) {
			fold.open(true);
		}
	}

	/** Whether the connection to this URL would be readable on its way, with the credentials. */
	public boolean exposes(URI url) {
		return credentials.any() && !encrypted() && !"unix".equalsIgnoreCase(url.getScheme()) && !CertificateTexts.loopback(url.getHost());
	}

	private boolean encrypted() {
		return scheme.equals("https") || scheme.equals("tcp") && wanted;
	}

	private void update() {
		encrypt.setEnabled(scheme.equals("tcp"));
		encrypt.setSelection(encrypted());
		boolean tls = encrypted();
		authorities.setEnabled(tls && !systemOnly.getSelection());
		certificate.setEnabled(tls && !noCertificate.getSelection());
		key.setEnabled(tls && !noCertificate.getSelection());
		for (Button button : List.of(forget, systemOnly, noCertificate)) {
			button.setEnabled(tls);
		}
		fold.update();
	}

	private String summary() {
		return Texts.format(Messages.Security_summary, encrypted() ? Messages.Security_is_encrypted : Messages.Security_is_plain,
				credentials.any() ? Messages.Security_signs_in : Messages.Security_no_credentials, fold.isOpen() ? Messages.Security_hide : Messages.Security_show);
	}

	/** Shows what the user has trusted and given since. */
	public void reached(ConnectionDraft draft) {
		show(draft.connection().tls().fingerprint());
		if (draft.connection().credentials().isPresent()) {
			credentials.keep();
		}
		update();
		fold.fit();
	}

	private void show(Optional<String> fingerprint) {
		trusted.setText(fingerprint.map(f -> "SHA256:" + f.substring(0, 12) + "…").orElse(Messages.Security_asked));
		trusted.setToolTipText(fingerprint.orElse(null));
	}

	/** What is wrong with the fields, as a sentence. */
	public Optional<String> problem() {
		if (!key.getText().isBlank() && certificate.getText().isBlank()) {
			return Optional.of(Messages.Security_key_alone);
		}
		return credentials.problem();
	}

	/** What stands in the fields now; its files are read in the background. */
	public SecurityInput input() {
		return new SecurityInput(scheme.equals("tcp") && wanted, forget.getSelection(), systemOnly.getSelection(), authorities.getText().strip(), noCertificate.getSelection(),
				certificate.getText().strip(), key.getText().strip(), credentials.kept(), credentials.credentials());
	}
}
