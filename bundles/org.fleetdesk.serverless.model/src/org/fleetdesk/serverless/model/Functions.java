package org.fleetdesk.serverless.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The two functions of a runtime, and which role of a service runs which. */
public final class Functions {

	public static final String FAAS = "FAAS";
	public static final String DAAS = "DAAS";
	/** In the order in which they are looked for. */
	public static final List<String> NAMES = List.of(FAAS, DAAS);

	private Functions() {
	}

	/**
	 * The role that runs a function: that of its name, in capitals or not, else by position among those that have neither name, the FaaS first: templates
	 * of the first version call their roles as they like.
	 *
	 * @param roles in the order of the service
	 * @param name  of a role
	 */
	public static <R> Optional<R> role(String function, List<R> roles, Function<R, String> name) {
		var others = new ArrayList<R>();
		boolean faas = false;
		for (R role : roles) {
			if (name.apply(role).equalsIgnoreCase(function)) {
				return Optional.of(role);
			}
			faas |= name.apply(role).equalsIgnoreCase(FAAS);
			if (NAMES.stream().noneMatch(name.apply(role)::equalsIgnoreCase)) {
				others.add(role);
			}
		}
		int place = function.equals(FAAS) || faas ? 0 : 1;
		return place < others.size() ? Optional.of(others.get(place)) : Optional.empty();
	}
}
