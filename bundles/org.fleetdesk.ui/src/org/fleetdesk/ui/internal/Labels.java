package org.fleetdesk.ui.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Labels as one line of text: {@code site=lab owner=me}. */
public final class Labels {

	private Labels() {
	}

	/** A word without {@code =} is a label without value; one that begins with it is ignored. */
	public static Map<String, String> parse(String text) {
		var labels = new LinkedHashMap<String, String>();
		for (String word : text.strip().split("[\\s,]+")) {
			int equal = word.indexOf('=');
			if (!word.isEmpty() && equal != 0) {
				labels.put(equal < 0 ? word : word.substring(0, equal), equal < 0 ? "" : word.substring(equal + 1));
			}
		}
		return labels;
	}

	public static String format(Map<String, String> labels) {
		return labels.entrySet().stream().sorted(Map.Entry.comparingByKey()).map(e -> e.getValue().isEmpty() ? e.getKey() : e.getKey() + "=" + e.getValue())
				.collect(Collectors.joining(" "));
	}
}
