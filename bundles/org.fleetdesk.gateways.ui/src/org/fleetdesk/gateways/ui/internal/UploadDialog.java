package org.fleetdesk.gateways.ui.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.LocalResourceManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.fleetdesk.files.Severity;
import org.fleetdesk.gateways.model.ApplicationPackage;
import org.fleetdesk.gateways.model.PackageInspector;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.AskDialog;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Shape;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

/** Shows what is in package files before they go to a product's content area; those with errors stay here. */
final class UploadDialog extends AskDialog {

	private static final int VIEW = 210;

	/** @param content what was found in it */
	record Looked(Path file, ApplicationPackage content) {
	}

	private final List<Path> files;
	private final List<String> refused;
	private final List<Related.Product> products;
	private final Optional<Related.Product> meant;
	private final List<Looked> looked = new ArrayList<>();
	private LocalResourceManager images;
	private Table list;
	private PackageView view;
	private Combo combo;
	private PathField key;
	private boolean reading = true;
	private String failure = "";
	private int chosen = -1;

	UploadDialog(Shell shell, List<Path> files, List<String> refused, List<Related.Product> products, Optional<Related.Product> meant) {
		super(shell, Messages.Upload_title, files.size() == 1 ? Texts.format(Messages.Upload_heading, files.getFirst().getFileName()) : Texts.format(Messages.Upload_heading_many, files.size()),
				Messages.Upload_what, Messages.Upload_button);
		this.files = files;
		this.refused = new ArrayList<>(refused);
		this.products = products;
		this.meant = meant;
	}

	@Override
	protected void createFields(Composite area) {
		images = new LocalResourceManager(JFaceResources.getResources(), area);
		label(area, Messages.Product);
		combo = new Combo(area, SWT.READ_ONLY);
		boolean several = products.stream().map(Related.Product::connection).distinct().count() > 1;
		combo.setItems(products.stream().map(p -> p.label(several)).toArray(String[]::new));
		Accessibles.name(combo, Messages.Product);
		GridDataFactory.fillDefaults().grab(true, false).applyTo(combo);
		chosen = products.size() == 1 ? 0 : meant.map(products::indexOf).orElse(-1);
		combo.select(chosen);
		combo.addListener(SWT.Selection, e -> {
			chosen = combo.getSelectionIndex();
			changed();
		});
		if (files.size() + refused.size() > 1) {
			list = new Table(area, SWT.BORDER | SWT.SINGLE | SWT.FULL_SELECTION);
			Accessibles.name(list, Messages.Upload_files);
			GridDataFactory.fillDefaults().span(2, 1).grab(true, false).hint(SWT.DEFAULT, list.getItemHeight() * Math.min(6, files.size() + refused.size()) + 4).applyTo(list);
			list.addListener(SWT.Selection, e -> show(list.getSelectionIndex()));
		}
		view = new PackageView(area, VIEW);
		GridDataFactory.fillDefaults().span(2, 1).grab(true, true).applyTo(view);
		view.clear(Messages.File_reading);
		var signer = textField(area, Messages.Upload_key, "");
		signer.setMessage(Messages.Upload_key_hint);
		key = new PathField(signer, PathField.Kind.FILE, this::check);
		var work = Tasks.inBackground(Messages.File_reading, view, () -> Looks.at(files), found -> {
			looked.addAll(found.looked());
			refused.addAll(found.unreadable());
			reading = false;
			fill();
		}, message -> {
			failure = message;
			reading = false;
			view.clear(message);
			changed();
		});
		view.addListener(SWT.Dispose, e -> work.run());
	}

	/** What was found in the files, and why others cannot be read. One file's fault is not another's. */
	record Looks(List<Looked> looked, List<String> unreadable) {

		static Looks at(List<Path> files) throws InterruptedException {
			var looks = new Looks(new ArrayList<>(), new ArrayList<>());
			for (var file : files) {
				if (Thread.interrupted()) {
					throw new InterruptedException();
				}
				try {
					looks.looked.add(new Looked(file, PackageInspector.ofShipments().inspect(file)));
				} catch (IOException e) {
					looks.unreadable.add(Texts.format(Messages.Upload_unreadable, file.getFileName()));
				}
			}
			return looks;
		}
	}

	private void fill() {
		if (list != null) {
			for (var each : looked) {
				row(each.file().getFileName() + (each.content().usable() ? "" : ": " + Shelf.refusal(each.content())), each.content().findings().stream().findFirst().map(f -> f.severity()));
			}
			refused.forEach(sentence -> row(sentence, Optional.of(Severity.ERROR)));
			list.select(0);
		}
		show(0);
		if (chosen < 0) {
			check();
		} else {
			changed();
		}
	}

	private void row(String text, Optional<Severity> severity) {
		var item = new TableItem(list, SWT.NONE);
		item.setText(Texts.plain(text));
		severity.ifPresent(s -> item.setImage(images.create(Shape.of(s).image(Palette.of(list).severity(s)))));
	}

	private void show(int index) {
		if (index >= 0 && index < looked.size()) {
			view.show(looked.get(index).content());
		} else if (index >= 0) {
			view.clear(refused.get(index - looked.size()));
		}
	}

	@Override
	protected Optional<String> problem() {
		if (reading) {
			return Optional.of(Messages.File_reading);
		}
		if (!failure.isEmpty()) {
			return Optional.of(failure);
		}
		if (chosen().isEmpty()) {
			return Optional.of(looked.size() == 1 ? Shelf.refusal(looked.getFirst().content()) : refused.size() == 1 ? refused.getFirst() : Messages.Upload_none);
		}
		if (products.isEmpty()) {
			return Optional.of(Messages.Upload_no_product);
		}
		return chosen < 0 ? Optional.of(Messages.Upload_choose) : key.problem();
	}

	@Override
	protected boolean incomplete() {
		return reading || failure.isEmpty() && !chosen().isEmpty() && (chosen < 0 || key.looking());
	}

	@Override
	protected void checked() {
		if (chosen >= 0) {
			verb(Texts.format(Messages.Upload_button_to, chosen().size(), products.get(chosen).id()));
		}
	}

	/** The files that can be used. */
	List<Path> chosen() {
		return looked.stream().filter(l -> l.content().usable()).map(Looked::file).toList();
	}

	Related.Product product() {
		return products.get(chosen);
	}

	/** The private key that signs them. */
	Optional<Path> key() {
		return key.path();
	}

	@Override
	protected Point getInitialSize() {
		var size = super.getInitialSize();
		return new Point(Math.max(size.x, 720), size.y);
	}
}
