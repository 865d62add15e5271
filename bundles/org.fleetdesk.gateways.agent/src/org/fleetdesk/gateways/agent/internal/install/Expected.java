package org.fleetdesk.gateways.agent.internal.install;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.fleetdesk.gateways.model.Ini;

/**
 * How a program behaves when all is well.
 *
 * @param startsecs seconds after which it counts as up
 * @param exitcodes with which it may end by itself
 * @param autostart whether it is started by itself
 * @param restarted whether it is started again whatever its exit code, so that it should never end
 */
record Expected(int startsecs, List<Integer> exitcodes, boolean autostart, boolean restarted) {

	private static final int MOST_SECONDS = 3600;

	/** @param options of the supervisor's; what is wrong with them, the supervisor says */
	static Expected of(Map<String, String> options) {
		var codes = new ArrayList<Integer>();
		for (String code : options.getOrDefault("exitcodes", "0").split(",")) {
			codes.add(number(code, 0));
		}
		return new Expected(Math.clamp(number(options.getOrDefault("startsecs", "1"), 1), 0, MOST_SECONDS), List.copyOf(codes),
				!List.of("false", "no", "off", "0").contains(options.getOrDefault("autostart", "true").strip().toLowerCase(Locale.ROOT)),
				List.of("true", "yes", "on", "1").contains(options.getOrDefault("autorestart", "unexpected").strip().toLowerCase(Locale.ROOT)));
	}

	/** @param file of the supervisor, as it is in its folder */
	static Expected of(String name, String file) {
		try {
			return of(Ini.parse(file).sections().getOrDefault("program:" + name, Map.of()));
		} catch (IllegalArgumentException e) {
			return of(Map.of());
		}
	}

	private static int number(String text, int otherwise) {
		try {
			return Integer.parseInt(text.strip());
		} catch (NumberFormatException e) {
			return otherwise;
		}
	}
}
