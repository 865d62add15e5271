package org.fleetdesk.serverless.ui.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.DetailsPanel;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

/** The addresses of a runtime's functions: to copy, and to ask whether anybody answers there. */
public final class EndpointPanel implements DetailsPanel {

	/** One function's address with its buttons, and what was answered last. */
	private final class Line {

		private final String function;
		private final UnaryOperator<String> attribute;
		private final Text url;
		private final Button copy;
		private final Button probe;
		private final Label answer;
		private String endpoint = "";
		private String connection = "";
		private Runnable asking = () -> {
		};

		Line(Composite parent, String function, UnaryOperator<String> attribute) {
			this.function = function;
			this.attribute = attribute;
			url = new Text(parent, SWT.READ_ONLY | SWT.SINGLE);
			url.setBackground(parent.getBackground());
			url.setFont(JFaceResources.getTextFont());
			Accessibles.name(url, Texts.format(Messages.Endpoint_of, function));
			GridDataFactory.fillDefaults().align(SWT.FILL, SWT.CENTER).grab(true, false).hint(60, SWT.DEFAULT).applyTo(url);
			copy = button(parent, Messages.Endpoint_copy, Messages.Endpoint_copy_tip);
			copy.addListener(SWT.Selection, e -> Endpoints.copy(copy.getDisplay(), List.of(url.getText())));
			probe = button(parent, Messages.Endpoint_probe, Messages.Endpoint_probe_tip);
			probe.addListener(SWT.Selection, e -> ask());
			answer = new Label(parent, SWT.WRAP);
			answer.setForeground(Palette.of(parent).faint());
			GridDataFactory.fillDefaults().span(3, 1).grab(true, false).hint(60, SWT.DEFAULT).applyTo(answer);
		}

		private Button button(Composite parent, String text, String tip) {
			var button = new Button(parent, SWT.PUSH);
			button.setText(text);
			button.setToolTipText(Texts.format(tip, function));
			return button;
		}

		void show(Row row) {
			connection = row.connection().id();
			String now = row.attribute(attribute.apply(Serverless.ENDPOINT));
			if (!now.equals(endpoint) || answer.getText().isEmpty()) {
				asking.run();
				endpoint = now;
				say(now.isEmpty() ? Texts.format(Messages.Endpoint_none, function) : Texts.format(Messages.Endpoint_unasked, function), false);
			}
			String shown = Texts.plain(row.attribute(attribute.apply(Serverless.ENDPOINT_URL)));
			if (!url.getText().equals(shown)) {
				url.setText(shown);
			}
			Palette.enable(copy, !endpoint.isEmpty());
			Palette.enable(probe, !endpoint.isEmpty() && !answer.getText().equals(Messages.Endpoint_asking));
		}

		private void ask() {
			String asked = endpoint;
			say(Messages.Endpoint_asking, false);
			Palette.enable(probe, false);
			asking = Tasks.inBackground(Messages.Endpoint_asking, answer, () -> ((ServerlessSession) console.sessions().session(connection)).answer(asked),
					found -> done(Endpoints.words(found), !found.answers()), message -> done(message, true));
		}

		private void done(String text, boolean failed) {
			say(text, failed);
			Palette.enable(probe, true);
		}

		private void say(String text, boolean failed) {
			answer.setForeground(failed ? Palette.of(answer).error() : Palette.of(answer).faint());
			answer.setText(Texts.label(text));
			answer.getParent().requestLayout();
			resized.run();
		}
	}

	private final List<Line> lines = new ArrayList<>();
	private Console console;
	private Composite body;
	private Runnable resized = () -> {
	};

	@Override
	public void create(Composite parent, Console with) {
		console = with;
		body = parent;
		GridLayoutFactory.fillDefaults().numColumns(3).spacing(6, 2).applyTo(parent);
		resized = parent::requestLayout;
	}

	@Override
	public void show(Row row) {
		if (lines.isEmpty()) {
			lines.add(new Line(body, Messages.Faas, Serverless::faas));
		}
		if (lines.size() == 1 && !row.attribute(Serverless.daas(Serverless.FLAVOUR)).isEmpty()) {
			lines.add(new Line(body, Messages.Daas, Serverless::daas));
			body.requestLayout();
		}
		lines.forEach(l -> l.show(row));
	}

	@Override
	public void close() {
		lines.forEach(l -> l.asking.run());
	}
}
