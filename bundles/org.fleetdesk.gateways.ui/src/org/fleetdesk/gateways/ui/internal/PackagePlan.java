package org.fleetdesk.gateways.ui.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.tasks.Artifact;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.FilePlan;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** From package files to the content area of a product. */
public final class PackagePlan implements FilePlan {

	@Override
	public void open(Shell shell, Console console, Dropped dropped) {
		var meant = dropped.rows().stream().flatMap(r -> Related.of(r).stream()).findFirst();
		open(shell, console, dropped.files().stream().map(Artifact::file).toList(), dropped.refused(), dropped.targets(), meant);
	}

	/**
	 * Shows what is in the files, and uploads those that can be used when the user agrees.
	 *
	 * @param refused why other files are of no use
	 * @param targets the device clouds that are meant; empty for all
	 * @param meant   the product that is meant
	 */
	static void open(Shell shell, Console console, List<Path> files, List<String> refused, List<Connection> targets, Optional<Related.Product> meant) {
		var clouds = targets.stream().map(Connection::id).toList();
		var products = Related.products(console).stream().filter(p -> clouds.isEmpty() || clouds.contains(p.connection())).toList();
		var dialog = new UploadDialog(shell, files, refused, products, meant);
		if (dialog.ask()) {
			dialog.chosen().forEach(file -> Tasks.start(shell, request(dialog.product(), file, dialog.key())));
		}
	}

	/** @param key a file with the private key that signs it */
	static TaskRequest request(Related.Product product, Path file, Optional<Path> key) {
		var parameters = JsonNodeFactory.instance.objectNode().put("product", product.id()).put("file", file.toString());
		key.ifPresent(k -> parameters.put("signer", k.toString()));
		return new TaskRequest(1, Gateways.UPLOAD, Texts.format(Messages.Upload_task, Texts.plain(file.getFileName().toString()), Texts.plain(product.id())),
				List.of(new TaskTarget(ResourceId.engine(product.connection()), product.engine())), parameters);
	}
}
