package org.fleetdesk.serverless.ui.internal;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.ui.Texts;

/**
 * Which flavours a runtime can have. An engine looks for a service template whose name is the flavour of the FaaS function, followed by {@code -} and that of the
 * DaaS function where there is one.
 */
final class Flavours {

	static final String PROPERTY = "FLAVOUR";

	private Flavours() {
	}

	/** The flavours of a DaaS function that go with one of a FaaS function. */
	static List<String> daas(List<String> templates, String faas) {
		return templates.stream().filter(t -> !faas.isEmpty() && t.startsWith(faas + "-")).map(t -> t.substring(faas.length() + 1)).filter(f -> !f.isEmpty()).toList();
	}

	/**
	 * Why an engine will hardly find a template, as a sentence; it may know better by its configuration.
	 *
	 * @param templates names of the service templates; empty when they are not known
	 */
	static Optional<String> doubt(List<String> templates, String faas, String daas) {
		String name = daas.isEmpty() ? faas : faas + "-" + daas;
		return templates.isEmpty() || faas.isEmpty() || templates.contains(name) ? Optional.empty() : Optional.of(Texts.format(Messages.Form_no_template, name));
	}
}
