package org.fleetdesk.ui.internal.rollouts;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.ScrolledComposite;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.rollouts.WavesForm.Preset;

/** The sizes of waves: a preset, and an entry for each wave, of which the last one holds for all that follow. */
public final class SizeFields {

	private static final int SHOWN = 4;

	private final Runnable changed;
	private final Combo preset;
	private final ScrolledComposite scrolled;
	private final Composite list;
	private final List<Entry> entries = new ArrayList<>();
	private boolean putting;

	private record Entry(Label label, Text text, Button remove) {
		void dispose() {
			label.dispose();
			text.dispose();
			remove.dispose();
		}
	}

	/** @param area of three columns */
	public SizeFields(Composite area, Runnable changed) {
		this.changed = changed;
		new Label(area, SWT.NONE).setText(Messages.Waves_preset);
		preset = new Combo(area, SWT.READ_ONLY);
		preset.setItems(Messages.Waves_preset_usual, Messages.Waves_preset_halves, Messages.Waves_preset_single, Messages.Waves_preset_own);
		preset.addListener(SWT.Selection, e -> choose(preset.getSelectionIndex()));
		GridDataFactory.fillDefaults().span(2, 1).applyTo(preset);
		new Label(area, SWT.NONE);
		scrolled = new ScrolledComposite(area, SWT.V_SCROLL);
		scrolled.setExpandHorizontal(true);
		scrolled.setExpandVertical(true);
		scrolled.setShowFocusedControl(true);
		list = new Composite(scrolled, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(3).margins(2, 2).spacing(8, 4).applyTo(list);
		scrolled.setContent(list);
		new Label(area, SWT.NONE);
		var add = new Button(area, SWT.PUSH);
		add.setText(Messages.Waves_add);
		add.addListener(SWT.Selection, e -> add());
		GridDataFactory.fillDefaults().span(2, 1).align(SWT.BEGINNING, SWT.CENTER).applyTo(add);
	}

	/** What was typed, wave by wave. */
	public List<String> texts() {
		return entries.stream().map(e -> e.text().getText()).toList();
	}

	public void put(List<String> sizes) {
		putting = true;
		while (entries.size() > sizes.size()) {
			entries.removeLast().dispose();
		}
		while (entries.size() < sizes.size()) {
			make();
		}
		for (int i = 0; i < sizes.size(); i++) {
			entries.get(i).text().setText(sizes.get(i));
		}
		putting = false;
		name();
		modified();
	}

	private void choose(int index) {
		if (index < Preset.values().length) {
			put(Preset.values()[index].sizes());
		}
	}

	private void add() {
		var sizes = new ArrayList<>(texts());
		sizes.add(sizes.getLast());
		put(sizes);
		entries.getLast().text().setFocus();
		entries.getLast().text().selectAll();
	}

	private void remove(Entry entry) {
		int at = entries.indexOf(entry);
		var sizes = new ArrayList<>(texts());
		sizes.remove(at);
		put(sizes);
		entries.get(Math.min(at, entries.size() - 1)).text().setFocus();
	}

	private void make() {
		var label = new Label(list, SWT.NONE);
		var text = new Text(list, SWT.BORDER);
		text.setToolTipText(Messages.Waves_size_tip);
		text.addListener(SWT.Modify, e -> modified());
		GridDataFactory.fillDefaults().hint(60, SWT.DEFAULT).applyTo(text);
		var remove = new Button(list, SWT.PUSH);
		remove.setText(Messages.Waves_remove);
		var entry = new Entry(label, text, remove);
		remove.addListener(SWT.Selection, e -> remove(entry));
		Accessibles.describe(text, label::getText, () -> Messages.Waves_size_tip);
		Accessibles.describe(remove, remove::getToolTipText, () -> null);
		entries.add(entry);
	}

	/** Numbers the entries; the list shows some of them and scrolls to the others. */
	private void name() {
		for (int i = 0; i < entries.size(); i++) {
			var entry = entries.get(i);
			entry.label().setText(Texts.format(i == entries.size() - 1 ? Messages.Waves_rest : Messages.Waves_size, i + 1));
			entry.remove().setToolTipText(Texts.format(Messages.Waves_remove_tip, i + 1));
			entry.remove().setEnabled(entries.size() > 1);
		}
		list.layout(true, true);
		var size = list.computeSize(SWT.DEFAULT, SWT.DEFAULT);
		scrolled.setMinSize(size);
		int row = size.y / Math.max(1, entries.size());
		GridDataFactory.fillDefaults().span(2, 1).hint(size.x + 24, Math.min(SHOWN, entries.size()) * row + 4).applyTo(scrolled);
		scrolled.requestLayout();
	}

	private void modified() {
		if (!putting) {
			var form = new WavesForm(texts(), WavesForm.USUAL.success(), WavesForm.USUAL.error(), WavesForm.USUAL.soak(), WavesForm.USUAL.onFailure());
			preset.select(form.preset().map(Preset::ordinal).orElse(Preset.values().length));
			changed.run();
		}
	}
}
