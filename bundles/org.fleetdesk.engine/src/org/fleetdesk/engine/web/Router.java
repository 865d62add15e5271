package org.fleetdesk.engine.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the handler of a path. Patterns consist of literal text, {@code {name}} for one segment, and {@code {name...}} for one or more segments
 * (a name with slashes in it). They are tried in the order in which they were added. Built once, then only read.
 */
public final class Router {

	private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)(\\.\\.\\.)?\\}");

	private record Route(String method, Pattern pattern, List<String> names, Handler handler) {
	}

	/** What was found. */
	public sealed interface Match {

		/** A handler and the decoded values of the pattern's names. */
		record Found(Handler handler, Map<String, String> values) implements Match {
		}

		/** The path exists, but not with this method. */
		record WrongMethod(Set<String> allowed) implements Match {
		}

		/** There is no such path. */
		record Nothing() implements Match {
		}
	}

	private final List<Route> routes = new ArrayList<>();

	/** Adds a route; a route for GET answers HEAD too, unless HEAD has one of its own. */
	public Router add(String method, String pattern, Handler handler) {
		var names = new ArrayList<String>();
		var regex = new StringBuilder();
		Matcher variables = VARIABLE.matcher(pattern);
		int end = 0;
		while (variables.find()) {
			regex.append(Pattern.quote(pattern.substring(end, variables.start()))).append(variables.group(2) == null ? "([^/]+)" : "(.+)");
			names.add(variables.group(1));
			end = variables.end();
		}
		routes.add(new Route(method, Pattern.compile(regex.append(Pattern.quote(pattern.substring(end))).toString()), names, handler));
		return this;
	}

	/**
	 * Hands a request to the handler of its path.
	 *
	 * @param path the path to look for, which may differ from the exchange's own (a version prefix cut off)
	 * @throws HttpError 404 or 405 when there is no handler
	 */
	public void dispatch(Exchange exchange, String path) throws Exception {
		switch (find(exchange.method(), path)) {
			case Match.Found(var handler, var values) -> handler.handle(exchange.with(values));
			case Match.WrongMethod(var allowed) -> {
				exchange.setHeader("Allow", String.join(", ", allowed));
				throw new HttpError(405, "The method " + exchange.method() + " is not allowed here; " + String.join(", ", allowed) + " is");
			}
			case Match.Nothing() -> throw new HttpError(404, "page not found");
		}
	}

	/**
	 * @param path as it came over the wire, still percent-encoded
	 * @throws HttpError 400 when a value cannot be decoded
	 */
	public Match find(String method, String path) {
		var allowed = new LinkedHashSet<String>();
		Route get = null;
		for (Route route : routes) {
			if (route.pattern.matcher(path).matches()) {
				if (route.method.equals(method)) {
					return found(route, path);
				}
				if (route.method.equals("GET") && get == null) {
					get = route;
				}
				allowed.add(route.method);
			}
		}
		if (get != null && method.equals("HEAD")) {
			return found(get, path);
		}
		return allowed.isEmpty() ? new Match.Nothing() : new Match.WrongMethod(allowed);
	}

	private static Match found(Route route, String path) {
		Matcher matcher = route.pattern.matcher(path);
		matcher.matches();
		var values = new LinkedHashMap<String, String>();
		for (int i = 0; i < route.names.size(); i++) {
			values.put(route.names.get(i), decode(matcher.group(i + 1)));
		}
		return new Match.Found(route.handler, values);
	}

	private static String decode(String value) {
		try {
			return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
		} catch (IllegalArgumentException e) {
			throw new HttpError(400, "The path cannot be decoded");
		}
	}
}
