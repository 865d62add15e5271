package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
		var before = filters.until();
		for (String reference : filters.values("since")) {
			var time = ImageApi.find(images, reference).modified();
			after = time.isAfter(after) ? time : after;
		}
		for (String reference : filters.values("before")) {
			var time = ImageApi.find(images, reference).modified();
			before = time.isBefore(before) ? time : before;
		}
		return new ImageFilter(filters, dangling(filters, false) || !filters.labels(Map.of()), after, before);
	}

	/** As {@link #of}, for what to prune: by default dangling images only. */
	static ImageFilter ofPrune(Exchange exchange) {
		var filters = Filters.of(exchange, KNOWN_OF_PRUNE);
		return new ImageFilter(filters, dangling(filters, true) || !filters.labels(Map.of()), Instant.MIN, filters.until());
	}

	private static boolean dangling(Filters filters, boolean otherwise) {
		boolean wanted = otherwise;
		for (String value : filters.values("dangling")) {
			wanted = switch (value) {
				case "1", "t", "T", "true", "TRUE", "True" -> true;
				case "0", "f", "F", "false", "FALSE", "False" -> false;
				default -> throw new HttpError(400, "invalid filter 'dangling=[" + value + "]'");
			};
		}
		return wanted;
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
