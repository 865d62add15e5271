package org.fleetdesk.gateways.ui.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.fleetdesk.core.Resource;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.gateways.model.ApplicationPackage;
import org.fleetdesk.gateways.model.PackageInspector;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Texts;

/** What is in a package on the shelf: it is fetched once, and inspected as before its upload. */
public final class ContentsPanel extends ReadPanel<ApplicationPackage> {

	private static final Duration ONCE = Duration.ofDays(1);
	private static final long MOST = 32L << 20;
	private static final int HEIGHT = 150;

	private PackageView view;

	public ContentsPanel() {
		super(Messages.Contents_reading, ONCE);
	}

	@Override
	void make(Composite area) {
		view = new PackageView(area, HEIGHT);
		GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(view);
	}

	@Override
	String refusal(Row about) {
		return Texts.number(about.attribute(Gateways.SIZE)).filter(s -> s > MOST).map(s -> Texts.format(Messages.Contents_large, Texts.size(s))).orElse("");
	}

	@Override
	boolean same(Resource before, Resource now) {
		return now.attribute(Gateways.SHA256).equals(before.attribute(Gateways.SHA256));
	}

	@Override
	ApplicationPackage read(GatewaysSession session, Row about) throws Exception {
		Path folder = Files.createTempDirectory("fleetdesk-package");
		Path file = folder.resolve(safe(about.resource().name()));
		try (var in = session.download(Related.productOf(about.id()), about.resource().name())) {
			Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
			return PackageInspector.ofShipments().inspect(file);
		} finally {
			Files.deleteIfExists(file);
			Files.deleteIfExists(folder);
		}
	}

	/** The name comes from the cloud: it must not lead out of the folder. */
	private static Path safe(String name) throws IOException {
		if (name.isEmpty() || name.startsWith(".") || name.contains("/") || name.indexOf('\0') >= 0) {
			throw new IOException(Messages.Contents_no_name);
		}
		return Path.of(name);
	}

	@Override
	String fill(ApplicationPackage content) {
		view.show(content);
		resized();
		return "";
	}
}
