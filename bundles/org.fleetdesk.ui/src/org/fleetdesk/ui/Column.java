package org.fleetdesk.ui;

import java.util.Comparator;
import java.util.function.Function;


/**
 * A column of a table.
 *
 * @param id      also the word for the filter, such as {@code slot:3}
 * @param title   the header
 * @param width   at first, in points
 * @param text    of the cell; called often, for visible rows only
 * @param tip     the whole value as tooltip, or empty
 * @param order   how the column sorts
 * @param style   how it looks
 * @param visible whether it is shown before the user chooses
 */
public record Column(String id, String title, int width, Function<Row, String> text, Function<Row, String> tip, Comparator<Row> order, Style style,
		boolean visible) {

	/** How the cells of a column look. */
	public enum Style {
		PLAIN, RIGHT, MONOSPACE
	}

	/** An attribute as it is. */
	public static Column attribute(String id, String title, int width) {
		Function<Row, String> text = row -> Texts.plain(row.attribute(id));
		return new Column(id, title, width, text, row -> "", Comparator.comparing(text, NaturalOrder.INSTANCE), Style.PLAIN, true);
	}

	/** A whole number. */
	public static Column number(String id, String title, int width) {
		return new Column(id, title, width, row -> Texts.plain(row.attribute(id)), row -> "", byNumber(id), Style.RIGHT, true);
	}

	/** A number of bytes, in binary units. */
	public static Column size(String id, String title, int width) {
		return new Column(id, title, width, row -> Texts.number(row.attribute(id)).map(Texts::size).orElse(Texts.plain(row.attribute(id))),
				row -> Texts.number(row.attribute(id)).map(n -> n + " bytes").orElse(""), byNumber(id), Style.RIGHT, true);
	}

	/** A moment, shown as its age, sorted youngest first. */
	public static Column age(String id, String title, int width) {
		return new Column(id, title, width, row -> Texts.instant(row.attribute(id)).map(Texts::age).orElse(""),
				row -> Texts.instant(row.attribute(id)).map(Texts::dateTime).orElse(""),
				Comparator.comparing((Row row) -> row.attribute(id)).reversed(), Style.PLAIN, true);
	}

	/** An identifier, shortened to 12 digits. */
	public static Column identifier(String id, String title, int width) {
		return new Column(id, title, width, row -> Texts.plain(Texts.shortId(row.attribute(id))), row -> Texts.plain(row.attribute(id)),
				Comparator.comparing(row -> row.attribute(id)), Style.MONOSPACE, true);
	}

	/** The same, but hidden until the user chooses it. */
	public Column hidden() {
		return new Column(id, title, width, text, tip, order, style, false);
	}

	private static Comparator<Row> byNumber(String id) {
		return Comparator.comparing(row -> Texts.number(row.attribute(id)).orElse(Long.MIN_VALUE));
	}
}
