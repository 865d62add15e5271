package org.fleetdesk.gateways.ui.internal;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.AskDialog;
import org.fleetdesk.ui.Texts;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Asks how a machine is reached that becomes a gateway, and what it is called then. */
final class SshDialog extends AskDialog {

	private static final String PORT = "22";

	private Text host;
	private Text port;
	private Text user;
	private Text password;
	private Text key;
	private Text release;
	private Text uuid;
	private Text network;
	private Text hostKey;
	private ObjectNode parameters = Inputs.parameters();
	private String shownHost = "";

	SshDialog(Shell shell, String product) {
		super(shell, Messages.Ssh_title, Texts.format(Messages.Ssh_heading, product), Messages.Ssh_what, Messages.Ssh_button);
	}

	@Override
	protected void createFields(Composite area) {
		host = textField(area, Messages.Ssh_host, "");
		host.setMessage(Messages.Ssh_host_hint);
		port = textField(area, Messages.Ssh_port, PORT);
		user = textField(area, Messages.Ssh_user, "root");
		label(area, Messages.Ssh_password);
		password = new Text(area, SWT.BORDER | SWT.PASSWORD);
		Accessibles.name(password, Messages.Ssh_password);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(password);
		password.addListener(SWT.Modify, e -> changed());
		key = file(area, Messages.Ssh_key, Messages.Ssh_key_hint, "*");
		release = file(area, Messages.Ssh_release, Messages.Ssh_release_hint, "*.tar.gz");
		uuid = textField(area, Messages.Ssh_uuid, "");
		uuid.setMessage(Messages.Ssh_uuid_hint);
		network = textField(area, Messages.Ssh_interface, "");
		network.setMessage(Messages.Ssh_interface_hint);
		hostKey = textField(area, Messages.Ssh_host_key, "");
		hostKey.setMessage(Messages.Ssh_host_key_hint);
	}

	private Text file(Composite area, String name, String hint, String pattern) {
		label(area, name);
		var line = new Composite(area, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(2).applyTo(line);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(line);
		var field = new Text(line, SWT.BORDER);
		field.setMessage(hint);
		Accessibles.name(field, name);
		GridDataFactory.fillDefaults().grab(true, false).hint(260, SWT.DEFAULT).applyTo(field);
		field.addListener(SWT.Modify, e -> changed());
		var browse = new Button(line, SWT.PUSH);
		browse.setText(Messages.Browse);
		browse.addListener(SWT.Selection, e -> {
			var dialog = new FileDialog(getShell(), SWT.OPEN);
			dialog.setFilterExtensions(pattern, "*");
			if (dialog.open() instanceof String path) {
				field.setText(path);
			}
		});
		return field;
	}

	@Override
	protected Optional<String> problem() {
		if (hostKey == null || host.getText().isBlank()) {
			return Optional.of(Messages.Ssh_no_host);
		}
		if (!port.getText().strip().matches("[1-9]\\d{0,4}") || Integer.parseInt(port.getText().strip()) > 65_535) {
			return Optional.of(Messages.Ssh_wrong_port);
		}
		if (user.getText().isBlank()) {
			return Optional.of(Messages.Ssh_no_user);
		}
		if (password.getText().isEmpty() && key.getText().isBlank()) {
			return Optional.of(Messages.Ssh_no_secret);
		}
		if (release.getText().isBlank()) {
			return Optional.of(Messages.Ssh_no_release);
		}
		for (var field : new Text[] { key, release }) {
			var missing = missing(field.getText().strip());
			if (missing.isPresent()) {
				return missing;
			}
		}
		if (!hostKey.getText().isBlank() && !hostKey.getText().strip().startsWith("SHA256:")) {
			return Optional.of(Messages.Ssh_wrong_key);
		}
		return uuid.getText().isBlank() == network.getText().isBlank() ? Optional.of(Messages.Ssh_one_identity) : Optional.empty();
	}

	private static Optional<String> missing(String path) {
		try {
			return path.isEmpty() || Files.isRegularFile(Path.of(path)) ? Optional.empty() : Optional.of(Texts.format(Messages.File_missing, path));
		} catch (InvalidPathException e) {
			return Optional.of(Texts.format(Messages.File_no_path, path));
		}
	}

	@Override
	protected boolean incomplete() {
		return host.getText().isBlank() || release.getText().isBlank() || password.getText().isEmpty() && key.getText().isBlank() || uuid.getText().isBlank() && network.getText().isBlank();
	}

	@Override
	protected void okPressed() {
		shownHost = host.getText().strip();
		parameters = Inputs.parameters().put("host", shownHost).put("port", Integer.parseInt(port.getText().strip())).put("user", user.getText().strip())
				.put("package", absolute(release));
		put("password", password.getText());
		put("key", key.getText().isBlank() ? "" : absolute(key));
		put("uuid", uuid.getText().strip());
		put("interface", network.getText().strip());
		put("hostKey", hostKey.getText().strip());
		super.okPressed();
	}

	private static String absolute(Text field) {
		return Path.of(field.getText().strip()).toAbsolutePath().normalize().toString();
	}

	private void put(String name, String value) {
		if (!value.isEmpty()) {
			parameters.put(name, value);
		}
	}

	String host() {
		return shownHost;
	}

	ObjectNode parameters() {
		return parameters;
	}
}
