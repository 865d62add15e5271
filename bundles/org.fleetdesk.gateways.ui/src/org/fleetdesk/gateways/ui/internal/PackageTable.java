package org.fleetdesk.gateways.ui.internal;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.ui.Column;
import org.fleetdesk.ui.Row;

/** The shelf: the application packages in the content areas of products. */
public final class PackageTable extends Table {

	static final String UPLOAD_COMMAND = "gateways.package.upload";

	@Override
	public List<Column> columns() {
		return List.of(Column.attribute(Gateways.PRODUCT_ID, Messages.Product, 100), Column.size(Gateways.SIZE, Messages.Size, 80), Column.number(Gateways.GATEWAYS, Messages.Installed_on, 100),
				GatewayTable.yes(Gateways.SIGNED, Messages.Signed, 80), Column.age(Gateways.UPLOADED, Messages.Uploaded, 90), Column.attribute(Gateways.UPLOADED_BY, Messages.Uploaded_by, 100),
				Column.identifier(Gateways.SHA256, Messages.Digest, 150));
	}

	@Override
	public String emptySentence() {
		return Messages.Shelf_empty;
	}

	@Override
	public Optional<Offer> offer() {
		return Optional.of(new Offer(Messages.Upload_offer, UPLOAD_COMMAND));
	}

	@Override
	public String dropHint(List<Row> rows) {
		return Messages.Drop_upload;
	}
}
