package org.fleetdesk.ui;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.EngineView;

/** How one kind of resource is shown in its table, contributed by {@code org.fleetdesk.ui.kinds}. */
public interface KindUi {

	/** The columns after name, state and engine, in display order. */
	List<Column> columns();

	/** Further columns that only some resources fill, such as one for each network interface: offered where columns are chosen. @param rows that the table shows */
	default List<Column> furtherColumns(List<Row> rows) {
		return List.of();
	}

	/** One of {@link #furtherColumns} by its id, as a filter or a layout that was kept names it; empty when there can be none. */
	default Optional<Column> furtherColumn(String id) {
		return Optional.empty();
	}

	/** What the empty table says when an engine is connected, such as "No containers yet. Drop an image file here to make one." */
	String emptySentence();

	/** The same, where it depends on the engines, as when one of them cannot tell whether there are any. @param engines that are connected, at least one */
	default String emptySentence(List<EngineView> engines) {
		return emptySentence();
	}

	/**
	 * What an empty table offers beside new connections, when an engine is connected.
	 *
	 * @param label   of the button
	 * @param command that it runs
	 */
	record Offer(String label, String command) {
	}

	/** The first thing to do with an empty table, such as making a resource; empty where files are dropped. */
	default Optional<Offer> offer() {
		return Optional.empty();
	}

	/** The command that a double click or Enter runs, or empty for none. */
	default String openCommand() {
		return "";
	}

	/** What an action of this kind must ask before it starts, or empty when it needs nothing. */
	default Optional<ActionInput> input(String verb) {
		return Optional.empty();
	}

	/** What a destructive verb does to one resource beyond what its name says, for the question before it, such as "Its service goes too."; empty for nothing. */
	default String consequence(String verb, Row row) {
		return "";
	}

	/** What the status line says while files are over resources of this kind, such as "Drop to install on 2 gateways"; empty for the usual words. */
	default String dropHint(List<Row> rows) {
		return "";
	}

	/** The verb that takes a file which is dropped on selected resources, such as an update to the image in it; empty for none. */
	default Optional<String> fileVerb() {
		return Optional.empty();
	}
}
