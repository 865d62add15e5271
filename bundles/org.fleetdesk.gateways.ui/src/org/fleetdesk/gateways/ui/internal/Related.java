package org.fleetdesk.gateways.ui.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Fact;
import org.fleetdesk.ui.NaturalOrder;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** The ways between products, their packages and gateways, and the applications there. */
final class Related {

	/** A product of one device cloud. */
	record Product(String connection, String engine, String id) {

		/** With the cloud where there are several. */
		String label(boolean severalClouds) {
			return severalClouds ? Texts.format(Messages.Product_on, Texts.plain(id), engine) : Texts.plain(id);
		}
	}

	private Related() {
	}

	/** The applications of a gateway, by name. */
	static List<Resource> applications(Resource gateway, Snapshot engine) {
		return engine.resources().values().stream().filter(r -> r.id().kind().equals(Gateways.APPLICATION) && r.parent().filter(gateway.id()::equals).isPresent())
				.sorted(Comparator.comparing(Resource::name, NaturalOrder.INSTANCE)).toList();
	}

	/** Leads to a product. */
	static Fact product(String label, Row row, Snapshot engine) {
		String id = row.attribute(Gateways.PRODUCT_ID);
		var resource = new ResourceId(row.connection().id(), Gateways.PRODUCT, id);
		return engine.resources().containsKey(resource) ? Fact.link(label, Texts.plain(id), resource) : Fact.of(label, Texts.plain(id));
	}

	/** All products of the device clouds that answer, in the order of the connections. */
	static List<Product> products(Console console) {
		return clouds(console).flatMap(e -> e.snapshot().stream().flatMap(s -> s.ofKind(Gateways.PRODUCT).stream()).map(p -> new Product(e.connection().id(), e.connection().name(), p.id().key()))).toList();
	}

	/** The device clouds that answer. */
	static Stream<EngineView> clouds(Console console) {
		return console.fleet().engines().stream().filter(e -> e.connection().kind().equals(Gateways.KIND) && e.health().current());
	}

	/** A product's packages, by name. */
	static List<Resource> packages(Console console, String connection, String product) {
		return console.fleet().engine(connection).flatMap(EngineView::snapshot).stream().flatMap(s -> s.ofKind(Gateways.PACKAGE).stream())
				.filter(p -> p.id().key().startsWith(product + "/")).sorted(Comparator.comparing(Resource::name, NaturalOrder.INSTANCE)).toList();
	}

	/** The product of a gateway, from its key. */
	static String productOf(ResourceId gateway) {
		return gateway.key().substring(0, Math.max(0, gateway.key().indexOf('/')));
	}

	/** The serial number of a gateway, from its key. */
	static String serialOf(ResourceId gateway) {
		return gateway.key().substring(gateway.key().indexOf('/') + 1);
	}

	/** The state as its supervisor's word, or ours where it has none. */
	static String state(Resource resource) {
		var state = resource.state();
		return Texts.plain(state.nativeWord().isEmpty() ? state.word() : state.word() + " (" + state.nativeWord() + ")");
	}

	/** A product by a row that belongs to one, as all of the domain do. */
	static Optional<Product> of(Row row) {
		if (!row.connection().kind().equals(Gateways.KIND)) {
			return Optional.empty();
		}
		String product = row.id().kind().equals(Gateways.PRODUCT) ? row.id().key() : productOf(row.id());
		return Optional.of(new Product(row.connection().id(), row.connection().name(), product));
	}
}
