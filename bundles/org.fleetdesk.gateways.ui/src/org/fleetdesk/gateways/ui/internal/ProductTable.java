package org.fleetdesk.gateways.ui.internal;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.ui.Column;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** The table of products, to which gateways belong. */
public final class ProductTable extends Table {

	@Override
	public List<Column> columns() {
		return List.of(Column.number(Gateways.GATEWAYS, Messages.Gateways, 90), Column.attribute(Gateways.PRODUCT_ID, Messages.Id, 140), Column.number("packages", Messages.Packages, 90), GatewayTable.yes("whitelist", Messages.Whitelist, 110), Column.age("created", Messages.Created, 80));
	}

	@Override
	public String emptySentence() {
		return Messages.Products_empty;
	}

	@Override
	public Optional<Offer> offer() {
		return Optional.of(new Offer(Messages.Create_product_offer, Gateways.CREATE_PRODUCT));
	}

	@Override
	public String dropHint(List<Row> rows) {
		return rows.size() == 1 ? Texts.format(Messages.Drop_upload_product, rows.getFirst().name()) : Messages.Drop_upload;
	}
}
