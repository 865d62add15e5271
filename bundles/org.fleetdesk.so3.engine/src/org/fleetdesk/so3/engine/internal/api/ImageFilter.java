package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.so3.engine.internal.images.ImageName;
import org.fleetdesk.so3.engine.internal.images.ImageStore;
import org.fleetdesk.so3.engine.internal.images.StoredImage;

/** The filters of a list of images. SO3 images have no labels, and none is without a name, so that none is dangling. */
final class ImageFilter {

	private static final Set<String> KNOWN = Set.of("reference", "label", "dangling", "before", "since", "until");
	private static final Set<String> KNOWN_OF_PRUNE = Set.of("dangling", "until", "label", "label!");
	private static final Pattern AGE_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|ms|s|m|h)");
	private static final Pattern AGE = Pattern.compile("(?:\\d+(?:\\.\\d+)?(?:ns|us|ms|s|m|h))+");

	private final Filters filters;
	private final boolean none;
	private final Instant after;
	private final Instant before;

	private ImageFilter(Filters filters, boolean none, Instant after, Instant before) {
		this.filters = filters;
		this.none = none;
		this.after = after;
		this.before = before;
	}

	/** @throws HttpError 400 for a filter that makes no sense, 404 for an image in one that does not exist */
	static ImageFilter of(Exchange exchange, ImageStore images) throws IOException {
		var filters = Filters.of(exchange, KNOWN);
		var after = Instant.MIN;
		var before = until(filters);
		for (String reference : values(filters, "since")) {
			var time = ImageApi.find(images, reference).modified();
			after = time.isAfter(after) ? time : after;
		}
		for (String reference : values(filters, "before")) {
			var time = ImageApi.find(images, reference).modified();
			before = time.isBefore(before) ? time : before;
		}
		return new ImageFilter(filters, dangling(filters, false) || !filters.labels(Map.of()), after, before);
	}

	/** As {@link #of}, for what to prune: by default dangling images only. */
	static ImageFilter ofPrune(Exchange exchange) {
		var filters = Filters.of(exchange, KNOWN_OF_PRUNE);
		return new ImageFilter(filters, dangling(filters, true) || !filters.labels(Map.of()), Instant.MIN, until(filters));
	}

	private static List<String> values(Filters filters, String key) {
		var values = new ArrayList<String>();
		filters.any(key, v -> !values.add(v));
		return values;
	}

	private static boolean dangling(Filters filters, boolean otherwise) {
		boolean wanted = otherwise;
		for (String value : values(filters, "dangling")) {
			wanted = switch (value) {
				case "1", "t", "T", "true", "TRUE", "True" -> true;
				case "0", "f", "F", "false", "FALSE", "False" -> false;
				default -> throw new HttpError(400, "invalid filter 'dangling=[" + value + "]'");
			};
		}
		return wanted;
	}

	private static Instant until(Filters filters) {
		var until = Instant.MAX;
		for (String value : values(filters, "until")) {
			until = time(value);
		}
		return until;
	}

	/** A time, or how long ago, such as {@code 1h30m}. */
	private static Instant time(String text) {
		if (!AGE.matcher(text).matches()) {
			return Times.instant(Times.nanos(text));
		}
		Matcher part = AGE_PART.matcher(text);
		double nanos = 0;
		while (part.find()) {
			nanos += Double.parseDouble(part.group(1)) * switch (part.group(2)) {
				case "h" -> 3600e9;
				case "m" -> 60e9;
				case "s" -> 1e9;
				case "ms" -> 1e6;
				case "us" -> 1e3;
				default -> 1;
			};
		}
		try {
			return Instant.now().minus(Duration.ofNanos((long) nanos));
		} catch (DateTimeException e) {
			throw new HttpError(400, "The time \"" + text + "\" is too long ago");
		}
	}

	/** The names under which an image passes; none when it does not. */
	List<String> references(StoredImage image) {
		return passes(image) ? image.references().stream().filter(r -> filters.any("reference", pattern -> matches(pattern, r))).toList() : List.of();
	}

	boolean passes(StoredImage image) {
		return !none && image.modified().isAfter(after) && image.modified().isBefore(before);
	}

	/** A pattern is for a repository or for repository and tag; {@code *} and {@code ?} stand for no slash. */
	private static boolean matches(String pattern, String reference) {
		var regex = new StringBuilder();
		for (int i = 0; i < pattern.length(); i++) {
			char c = pattern.charAt(i);
			int end = c == '[' ? pattern.indexOf(']', i + 2) : -1;
			if (c == '[' && end < 0 || c == '\\') {
				throw syntax();
			} else if (c == '[') {
				regex.append('[').append(pattern.substring(i + 1, end).replaceAll("[\\[&\\\\]", "\\\\$0")).append(']');
				i = end;
			} else {
				regex.append(switch (c) {
					case '*' -> "[^/]*";
					case '?' -> "[^/]";
					default -> Pattern.quote(String.valueOf(c));
				});
			}
		}
		try {
			var compiled = Pattern.compile(regex.toString());
			return compiled.matcher(reference).matches() || compiled.matcher(ImageName.repository(reference)).matches();
		} catch (PatternSyntaxException e) {
			throw syntax();
		}
	}

	private static HttpError syntax() {
		return new HttpError(400, "invalid filter 'reference': syntax error in pattern");
	}
}
