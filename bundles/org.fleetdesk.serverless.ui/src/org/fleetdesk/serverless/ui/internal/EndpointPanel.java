package org.fleetdesk.serverless.ui.internal;

import java.util.List;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.serverless.EndpointAnswer;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.DetailsPanel;
import org.fleetdesk.ui.Grids;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

/** The addresses of a runtime's functions: to copy, and to ask whether the FaaS function answers there. */
public final class EndpointPanel implements DetailsPanel {

	/** A function's address with a button that copies it. */
	private static final class Address {

		private final Text url;
		private final Button copy;

		/** @param columns that the address takes */
		Address(Composite parent, String function, int columns) {
			url = new Text(parent, SWT.READ_ONLY | SWT.SINGLE);
			url.setBackground(parent.getBackground());
			url.setFont(JFaceResources.getTextFont());
			Accessibles.name(url, Texts.format(Messages.Endpoint_of, function));
			GridDataFactory.fillDefaults().align(SWT.FILL, SWT.CENTER).grab(true, false).span(columns, 1).hint(60, SWT.DEFAULT).applyTo(url);
			copy = button(parent, Messages.Endpoint_copy, Texts.format(Messages.Endpoint_copy_tip, function));
			copy.addListener(SWT.Selection, e -> Endpoints.copy(copy.getDisplay(), List.of(url.getText())));
		}

		void show(String address) {
			if (!url.getText().equals(address)) {
				url.setText(address);
			}
			Palette.enable(copy, !address.isEmpty());
		}

		void show(boolean shown) {
			Grids.show(url, shown);
			Grids.show(copy, shown);
		}
	}

	private Console console;
	private Row row;
	private Address faas;
	private Address daas;
	private Button probe;
	private Label answer;
	/** What the answer is about; null before the first. */
	private String asked;
	private boolean waiting;
	private Runnable asking = () -> {
	};

	@Override
	public void create(Composite parent, Console with) {
		console = with;
		GridLayoutFactory.fillDefaults().numColumns(3).spacing(6, 3).applyTo(parent);
		faas = new Address(parent, Messages.Faas, 1);
		probe = button(parent, Messages.Endpoint_probe, Messages.Endpoint_probe_tip);
		probe.addListener(SWT.Selection, e -> ask());
		answer = new Label(parent, SWT.WRAP);
		GridDataFactory.fillDefaults().span(3, 1).grab(true, false).hint(60, SWT.DEFAULT).applyTo(answer);
		daas = new Address(parent, Messages.Daas, 2);
		daas.show(false);
	}

	private static Button button(Composite parent, String text, String tip) {
		var button = new Button(parent, SWT.PUSH);
		button.setText(text);
		button.setToolTipText(tip);
		return button;
	}

	@Override
	public void show(Row now) {
		row = now;
		faas.show(Endpoints.faas(now));
		String other = Endpoints.daas(now);
		if (daas.url.getVisible() == other.isEmpty()) {
			daas.show(!other.isEmpty());
			answer.requestLayout();
		}
		daas.show(other);
		String endpoint = now.attribute(Serverless.ENDPOINT);
		if (!endpoint.equals(asked)) { // what another address answered is no news of this one
			asking.run();
			waiting = false;
			asked = endpoint;
			say(endpoint.isEmpty() ? Messages.Endpoint_none : Messages.Endpoint_unasked, false);
		}
		Palette.enable(probe, !waiting && !endpoint.isEmpty());
	}

	private void ask() {
		String connection = row.connection().id();
		String endpoint = asked;
		waiting = true;
		say(Messages.Endpoint_asking, false);
		Palette.enable(probe, false);
		asking = Tasks.inBackground(Messages.Endpoint_asking, answer, () -> ((ServerlessSession) console.sessions().session(connection)).answer(endpoint),
				(EndpointAnswer found) -> done(endpoint, Endpoints.words(found), !found.answers()), message -> done(endpoint, message, true));
	}

	private void done(String endpoint, String text, boolean failed) {
		if (endpoint.equals(asked)) {
			waiting = false;
			say(text, failed);
			Palette.enable(probe, true);
		}
	}

	private void say(String text, boolean failed) {
		answer.setForeground(failed ? Palette.of(answer).error() : Palette.of(answer).faint());
		answer.setText(Texts.label(text));
		answer.requestLayout();
	}

	@Override
	public void close() {
		asking.run();
	}
}
