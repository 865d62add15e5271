package org.fleetdesk.ui.internal.security;

import java.io.IOException;
import java.util.Optional;

import org.eclipse.jface.window.Window;
import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionDraft;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.TrustPrompt;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Background;
import org.fleetdesk.ui.internal.Errors;
import org.fleetdesk.ui.internal.Messages;

/** Reaches engines because the user wants it: what they need to be trusted is asked and saved. */
public final class Connecting {

	private final Console console;
	private final Shell shell;

	public Connecting(Console console, Shell shell) {
		this.console = console;
		this.shell = shell;
	}

	/** Connects a saved connection in the background, and asks for trust and credentials where they are missing. @param tell whether a failure is told */
	public void connect(Connection connection, boolean tell) {
		var kind = console.engineKind(connection.kind());
		if (kind.isEmpty()) {
			return;
		}
		String job = Texts.format(Messages.Connect_job, connection.name());
		new Background<>(job, shell, () -> {
			var reached = console.access().reach(kind.get(), ConnectionDraft.of(connection));
			if (!reached.draft().connection().equals(connection)) {
				save(reached.draft());
			}
			return reached;
		}, r -> console.fleet().refresh(connection.id()), e -> {
			console.fleet().refresh(connection.id());
			// who declines knows why there is no connection
			if (tell && !(e instanceof EngineException engine && (engine.kind() == EngineException.Kind.UNTRUSTED || engine.kind() == EngineException.Kind.UNAUTHORIZED))) {
				Errors.show(shell, job, e);
			}
		}).schedule();
	}

	/** Shows what an engine presents now; what is not trusted yet can be. */
	public void review(Connection connection) {
		String job = Texts.format(Messages.Connect_review_job, connection.name());
		new Background<>(job, shell, () -> console.access().certificate(connection), certificate -> {
			boolean trusted = connection.tls().fingerprint().map(certificate.sha256()::equals).orElse(certificate.problems().isEmpty());
			if (TrustDialog.of(shell, new TrustPrompt.Question(connection, certificate), trusted).open() == Window.OK) {
				Background.run(job, shell, () -> {
					save(ConnectionDraft.of(connection.withTls(connection.tls().withFingerprint(Optional.of(certificate.sha256())))));
					return null;
				});
			}
		}, e -> Errors.show(shell, job, e)).schedule();
	}

	/** Takes over trust and credentials; name and labels may have been changed meanwhile. */
	private void save(ConnectionDraft draft) throws IOException {
		var made = draft.connection();
		var present = console.connections().find(made.id());
		if (present.isPresent()) {
			console.connections().update(present.get().withTls(made.tls()).withCredentials(made.credentials()).withOptions(made.options(), made.secretOptions()), draft.secrets());
			console.fleet().refresh(made.id());
		}
	}
}
