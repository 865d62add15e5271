package org.fleetdesk.gateways.ui.internal;

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
import org.fleetdesk.gateways.CloudAddress;
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
	private PathField key;
	private PathField release;
	private Text uuid;
	private Text network;
	private Text hostKey;
	private Text cloud;
	private Button takeOver;
	private final String url;
	private ObjectNode parameters = Inputs.parameters();
	private String shownHost = "";

	/** @param url where the console reaches the cloud */
	SshDialog(Shell shell, String product, String url) {
		super(shell, Messages.Ssh_title, Texts.format(Messages.Ssh_heading, product), Messages.Ssh_what, Messages.Ssh_button);
		this.url = url;
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
		cloud = textField(area, Messages.Ssh_cloud, url);
		cloud.setMessage(Messages.Ssh_cloud_hint);
		uuid = textField(area, Messages.Ssh_uuid, "");
		uuid.setMessage(Messages.Ssh_uuid_hint);
		network = textField(area, Messages.Ssh_interface, "");
		network.setMessage(Messages.Ssh_interface_hint);
		hostKey = textField(area, Messages.Ssh_host_key, "");
		hostKey.setMessage(Messages.Ssh_host_key_hint);
		takeOver = box(area, Messages.Ssh_take_over, false);
	}

	private PathField file(Composite area, String name, String hint, String pattern) {
		label(area, name);
		var line = new Composite(area, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(2).applyTo(line);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(line);
		var field = new Text(line, SWT.BORDER);
		field.setMessage(hint);
		Accessibles.name(field, name);
		GridDataFactory.fillDefaults().grab(true, false).hint(260, SWT.DEFAULT).applyTo(field);
		var browse = new Button(line, SWT.PUSH);
		browse.setText(Messages.Browse);
		browse.addListener(SWT.Selection, e -> {
			var dialog = new FileDialog(getShell(), SWT.OPEN);
			dialog.setFilterExtensions(pattern, "*");
			if (dialog.open() instanceof String path) {
				field.setText(path);
			}
		});
		return new PathField(field, PathField.Kind.FILE, this::changed);
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
		if (password.getText().isEmpty() && empty(key)) {
			return Optional.of(Messages.Ssh_no_secret);
		}
		if (empty(release)) {
			return Optional.of(Messages.Ssh_no_release);
		}
		var missing = key.problem().or(release::problem);
		if (missing.isPresent()) {
			return missing;
		}
		var unreachable = CloudAddress.problem(cloud.getText(), host.getText().strip());
		if (unreachable.isPresent()) {
			return unreachable;
		}
		if (!hostKey.getText().isBlank() && !hostKey.getText().strip().startsWith("SHA256:")) {
			return Optional.of(Messages.Ssh_wrong_key);
		}
		return uuid.getText().isBlank() == network.getText().isBlank() ? Optional.of(Messages.Ssh_one_identity) : Optional.empty();
	}

	private static boolean empty(PathField field) {
		return field.path().isEmpty() && field.problem().isEmpty();
	}

	@Override
	protected boolean incomplete() {
		return host.getText().isBlank() || empty(release) || key.looking() || release.looking() || password.getText().isEmpty() && empty(key) || uuid.getText().isBlank() && network.getText().isBlank();
	}

	@Override
	protected void okPressed() {
		shownHost = host.getText().strip();
		parameters = Inputs.parameters().put("host", shownHost).put("port", Integer.parseInt(port.getText().strip())).put("user", user.getText().strip())
				.put("package", release.path().orElseThrow().toString());
		put("password", password.getText());
		put("identity", key.path().map(Path::toString).orElse(""));
		put("uuid", uuid.getText().strip());
		put("interface", network.getText().strip());
		put("cloud", cloud.getText().strip());
		put("fingerprint", hostKey.getText().strip());
		if (takeOver.getSelection()) {
			parameters.put("takeOver", true);
		}
		super.okPressed();
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
