package org.fleetdesk.gateways.ui.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.ui.Column;
import org.fleetdesk.ui.NaturalOrder;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** The table of gateways. */
public final class GatewayTable extends Table {

	/** Names of interfaces come from gateways: no more than can be chosen from. */
	private static final int MOST_INTERFACES = 20;
	/** Most gateways have the same ones: there may be very many. */
	private static final int ASKED = 5_000;

	@Override
	public List<Column> columns() {
		return List.of(Column.attribute(Gateways.PRODUCT_ID, Messages.Product, 90), Waiting.column(), Column.attribute(Gateways.APPLICATIONS, Messages.Applications, 220),
				Column.attribute(Gateways.INSTALLING, Messages.Installing, 150), Column.attribute(Gateways.DRIFT, Messages.Drift, 120), percent(Gateways.DISK, Messages.Disk, 60),
				Column.size(Gateways.DISK_FREE, Messages.Disk_free, 80), traffic(Gateways.RECEIVED, Messages.Received, Gateways::received),
				traffic(Gateways.SENT, Messages.Sent, Gateways::sent), Column.attribute(Gateways.PROBLEM, Messages.Problem, 200), Column.attribute(Gateways.OS, Messages.Os, 140),
				Column.attribute(Gateways.KERNEL, Messages.Kernel, 120), Column.attribute(Gateways.ADDRESS, Messages.Address, 120), yes(Gateways.LISTENING, Messages.Listening, 80), labels(),
				yes(Gateways.LOCKED, Messages.Locked, 70).hidden(), Column.attribute(Gateways.ACTIVATION, Messages.Activation, 90).hidden(),
				Column.number(Gateways.UPDATE_INTERVAL, Messages.Interval, 80).hidden());
	}

	@Override
	public List<Column> furtherColumns(List<Row> rows) {
		var names = rows.stream().limit(ASKED).flatMap(row -> names(row).stream()).distinct().sorted(NaturalOrder.INSTANCE).limit(MOST_INTERFACES).toList();
		return Stream.of(Gateways.received(""), Gateways.sent("")).flatMap(prefix -> names.stream().map(name -> prefix + name)).flatMap(id -> furtherColumn(id).stream()).toList();
	}

	/** Bytes of one network interface. */
	@Override
	public Optional<Column> furtherColumn(String id) {
		return Stream.of(Gateways.received(""), Gateways.sent("")).filter(prefix -> id.startsWith(prefix) && id.length() > prefix.length()).findFirst().map(prefix -> {
			String title = Texts.format(prefix.equals(Gateways.received("")) ? Messages.Received_by : Messages.Sent_by, Texts.plain(id.substring(prefix.length())));
			Function<Row, Optional<Long>> bytes = row -> Texts.number(ofInterface(row, id));
			return new Column(id, title, 110, row -> bytes.apply(row).map(Texts::size).orElse(""), row -> bytes.apply(row).map(n -> Texts.format(Messages.Bytes, n)).orElse(""),
					Comparator.comparing(row -> bytes.apply(row).orElse(Long.MIN_VALUE)), Column.Style.RIGHT, false);
		});
	}

	/** Filters do not know capital letters, as in {@code enP2p1s0}. */
	private static String ofInterface(Row row, String id) {
		String value = row.attribute(id);
		return !value.isEmpty() ? value : row.resource().attributes().entrySet().stream().filter(e -> e.getKey().equalsIgnoreCase(id)).map(Map.Entry::getValue).findFirst().orElse("");
	}

	static Column percent(String id, String title, int width) {
		return new Column(id, title, width, row -> row.attribute(id).isEmpty() ? "" : Texts.plain(row.attribute(id)) + " %", row -> "", byNumber(id), Column.Style.RIGHT, true);
	}

	/** Bytes of all interfaces together, each of them in the tooltip: which there are differs from gateway to gateway. */
	private static Column traffic(String id, String title, UnaryOperator<String> ofInterface) {
		return new Column(id, title, 85, row -> Texts.number(row.attribute(id)).map(Texts::size).orElse(""), row -> interfaces(row, ofInterface, ": "), byNumber(id), Column.Style.RIGHT, true);
	}

	/** Such as {@code eth0: 1.20 MiB}, a line each. */
	static String interfaces(Row row, UnaryOperator<String> attribute, String between) {
		return names(row).stream().map(name -> Texts.plain(name) + between + Texts.number(row.attribute(attribute.apply(name))).map(Texts::size).orElse("")).collect(Collectors.joining("\n"));
	}

	/** The network interfaces that a gateway told of. */
	static List<String> names(Row row) {
		var names = new TreeSet<>(NaturalOrder.INSTANCE);
		for (String prefix : List.of(Gateways.received(""), Gateways.sent(""))) {
			row.resource().attributes().keySet().stream().filter(k -> k.startsWith(prefix)).forEach(k -> names.add(k.substring(prefix.length())));
		}
		return List.copyOf(names);
	}

	static Column yes(String id, String title, int width) {
		Function<Row, String> text = row -> row.attribute(id).equals("true") ? Messages.Yes : row.attribute(id).isEmpty() ? "" : Messages.No;
		return new Column(id, title, width, text, row -> "", Comparator.comparing(text).reversed(), Column.Style.PLAIN, true);
	}

	private static Column labels() {
		Function<Row, String> text = row -> row.resource().labels().entrySet().stream().sorted(Map.Entry.comparingByKey()).map(e -> Texts.plain(e.getKey() + "=" + e.getValue()))
				.collect(Collectors.joining(" "));
		return new Column("labels", Messages.Labels, 140, text, text, Comparator.comparing(text, NaturalOrder.INSTANCE), Column.Style.PLAIN, true);
	}

	private static Comparator<Row> byNumber(String id) {
		return Comparator.comparing(row -> Texts.number(row.attribute(id)).orElse(Long.MIN_VALUE));
	}

	@Override
	public String emptySentence() {
		return Messages.Gateways_empty;
	}

	@Override
	public Optional<Offer> offer() {
		return Optional.of(new Offer(Messages.Start_local_offer, Gateways.START_LOCAL));
	}

	@Override
	public Optional<String> fileVerb() {
		return Optional.of(Gateways.INSTALL);
	}

	@Override
	public String dropHint(List<Row> rows) {
		return Texts.format(Messages.Drop_install, rows.size() == 1 ? rows.getFirst().name() : Texts.format(Messages.Gateways_number, rows.size()));
	}
}
