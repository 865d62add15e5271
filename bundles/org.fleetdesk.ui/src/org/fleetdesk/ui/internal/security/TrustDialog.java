package org.fleetdesk.ui.internal.security;

import java.util.List;
import java.util.Optional;

import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.core.TrustPrompt;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;

/** Shows an engine's certificate, or the key of an SSH server that belongs to it; asks whether to trust it, unless it is trusted. Cancel is the default. */
public final class TrustDialog extends TitleAreaDialog {

	/**
	 * What is shown.
	 *
	 * @param severity one of {@link IMessageProvider}
	 * @param changes  what was trusted until now and what is shown instead, or nothing
	 * @param problems why it is not trusted by itself, or nothing
	 * @param facts    what it says of itself
	 * @param button   by which it is trusted; empty when it is only shown
	 */
	private record Content(String window, String title, String message, int severity, List<Fact> changes, List<String> problems, List<Fact> facts, Optional<String> button) {
	}

	private final Content content;

	private TrustDialog(Shell shell, Content content) {
		super(shell);
		this.content = content;
		setReturnCode(CANCEL); // also when the console ends while it is open
		setHelpAvailable(false);
		setShellStyle(getShellStyle() | SWT.RESIZE | SWT.SHEET);
	}

	/** @param trusted whether it is only shown */
	public static TrustDialog of(Shell shell, TrustPrompt.Question question, boolean trusted) {
		var certificate = question.certificate();
		String server = Texts.plain(question.connection().url().getAuthority());
		boolean changed = question.changedFrom().isPresent();
		var changes = question.changedFrom().map(old -> List.of(CertificateTexts.fingerprint(Messages.Trust_before, old),
				CertificateTexts.fingerprint(Messages.Trust_now, certificate.sha256()))).orElse(List.of());
		return new TrustDialog(shell, new Content(Messages.Trust_window,
				Texts.format(trusted ? Messages.Trust_known_title : changed ? Messages.Trust_changed_title : Messages.Trust_title, server),
				trusted ? Messages.Trust_known : changed ? Messages.Trust_changed : Messages.Trust_message,
				trusted ? IMessageProvider.INFORMATION : changed ? IMessageProvider.ERROR : IMessageProvider.WARNING, changes,
				trusted ? List.of() : CertificateTexts.problems(certificate, question.connection().url().getHost()), CertificateTexts.facts(certificate),
				trusted ? Optional.empty() : Optional.of(Messages.Trust_button)));
	}

	/** For the key of an SSH server. */
	public static TrustDialog of(Shell shell, TrustPrompt.HostKeyQuestion question) {
		var key = question.key();
		boolean changed = question.changedFrom().isPresent();
		var changes = question.changedFrom().map(old -> List.of(Fact.code(Messages.Trust_before, Texts.plain(old)), Fact.code(Messages.Trust_now, key.fingerprint()))).orElse(List.of());
		return new TrustDialog(shell, new Content(Messages.Host_key_window, Texts.format(changed ? Messages.Host_key_changed_title : Messages.Trust_title, Texts.plain(key.server())),
				changed ? Messages.Host_key_changed : Messages.Host_key_message, changed ? IMessageProvider.ERROR : IMessageProvider.WARNING, changes, List.of(),
				List.of(Fact.of(Messages.Host_key_server, Texts.plain(key.server())), Fact.of(Messages.Host_key_type, Texts.plain(key.type())), Fact.code(Messages.Host_key_fingerprint, key.fingerprint())),
				Optional.of(Messages.Host_key_button)));
	}

	@Override
	protected void configureShell(Shell shell) {
		super.configureShell(shell);
		shell.setText(content.window());
	}

	@Override
	protected Control createDialogArea(Composite parent) {
		var area = new Composite((Composite) super.createDialogArea(parent), SWT.NONE);
		GridLayoutFactory.swtDefaults().numColumns(2).margins(12, 12).spacing(10, 6).applyTo(area);
		GridDataFactory.fillDefaults().grab(true, true).applyTo(area);
		setTitle(content.title());
		setMessage(content.message(), content.severity());
		content.changes().forEach(f -> fact(area, f));
		if (!content.changes().isEmpty()) {
			line(area);
		}
		problems(area, content.problems());
		content.facts().forEach(f -> fact(area, f));
		return area;
	}

	private static void problems(Composite area, List<String> problems) {
		if (problems.isEmpty()) {
			return;
		}
		label(area, Messages.Trust_problems);
		var text = value(area, Messages.Trust_problems, String.join("\n", problems));
		text.setForeground(Palette.of(area).error());
		line(area);
	}

	private static void line(Composite area) {
		GridDataFactory.fillDefaults().span(2, 1).grab(true, false).applyTo(new Label(area, SWT.SEPARATOR | SWT.HORIZONTAL));
	}

	private static void fact(Composite area, Fact fact) {
		label(area, fact.label());
		var text = value(area, fact.label(), fact.value());
		if (fact.monospace()) {
			text.setFont(JFaceResources.getTextFont());
		}
	}

	private static void label(Composite area, String text) {
		var label = new Label(area, SWT.NONE);
		label.setText(Texts.label(text) + ":");
		GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.BEGINNING).applyTo(label);
	}

	/** Can be reached by Tab, marked and copied. */
	private static Text value(Composite area, String name, String value) {
		var text = new Text(area, SWT.READ_ONLY | SWT.WRAP | SWT.MULTI);
		text.setText(value);
		text.setBackground(area.getBackground());
		text.addListener(SWT.Traverse, e -> e.doit |= e.detail == SWT.TRAVERSE_TAB_NEXT || e.detail == SWT.TRAVERSE_TAB_PREVIOUS);
		text.getAccessible().addAccessibleListener(new AccessibleAdapter() {
			@Override
			public void getName(AccessibleEvent e) {
				e.result = name;
			}
		});
		GridDataFactory.fillDefaults().grab(true, false).hint(430, SWT.DEFAULT).applyTo(text);
		return text;
	}

	@Override
	protected void createButtonsForButtonBar(Composite parent) {
		if (content.button().isEmpty()) {
			createButton(parent, IDialogConstants.CANCEL_ID, Messages.Close, true);
		} else {
			createButton(parent, IDialogConstants.OK_ID, content.button().get(), false);
			createButton(parent, IDialogConstants.CANCEL_ID, Messages.Cancel, true);
		}
		getButton(IDialogConstants.CANCEL_ID).setFocus();
	}

	/** As high as what it shows. */
	@Override
	protected Point getInitialSize() {
		int width = getShell().computeSize(SWT.DEFAULT, SWT.DEFAULT, true).x;
		return new Point(width, getShell().computeSize(width, SWT.DEFAULT, true).y);
	}
}
