package org.fleetdesk.gateways.ui.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.LocalResourceManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.TabFolder;
import org.eclipse.swt.widgets.TabItem;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.files.Finding;
import org.fleetdesk.files.Severity;
import org.fleetdesk.gateways.model.ApplicationPackage;
import org.fleetdesk.gateways.model.SupervisorProgram;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Shape;
import org.fleetdesk.ui.Texts;

/** What is in an application package: what is wrong with it, its files, its install script and what the supervisor is told. All of it is untrusted text. */
final class PackageView extends Composite {

	/** More files than these are counted only. */
	private static final int MOST = 2000;

	private final Label facts;
	private final TabFolder tabs;
	private final TabItem findingsTab;
	private final TabItem filesTab;
	private final Table findings;
	private final Table files;
	private final Text script;
	private final Table supervisor;
	private final LocalResourceManager images;

	PackageView(Composite parent, int height) {
		super(parent, SWT.NONE);
		images = new LocalResourceManager(JFaceResources.getResources(), this);
		GridLayoutFactory.fillDefaults().spacing(0, 4).applyTo(this);
		facts = new Label(this, SWT.WRAP);
		GridDataFactory.fillDefaults().grab(true, false).hint(60, SWT.DEFAULT).applyTo(facts);
		tabs = new TabFolder(this, SWT.NONE);
		GridDataFactory.fillDefaults().grab(true, true).hint(SWT.DEFAULT, height).applyTo(tabs);
		findings = Grid.table(tabs, SWT.NONE, Messages.Package_findings, new String[] { Messages.Package_where, Messages.Package_finding }, 110, 580);
		findingsTab = tab(Messages.Package_findings, findings);
		files = Grid.table(tabs, SWT.NONE, Messages.Package_files, new String[] { Messages.Package_path, Messages.Size, Messages.Package_mode }, 420, 90, 80);
		filesTab = tab(Messages.Package_files, files);
		script = new Text(tabs, SWT.READ_ONLY | SWT.MULTI | SWT.V_SCROLL | SWT.H_SCROLL);
		script.setFont(JFaceResources.getTextFont());
		Accessibles.name(script, Messages.Package_script);
		tab(Messages.Package_script, script);
		supervisor = Grid.table(tabs, SWT.NONE, Messages.Package_supervisor, new String[] { Messages.Package_setting, Messages.Value, Messages.Package_from }, 190, 300, 160);
		tab(Messages.Package_supervisor, supervisor);
		clear("");
	}

	private TabItem tab(String title, Control content) {
		var tab = new TabItem(tabs, SWT.NONE);
		tab.setText(title);
		tab.setControl(content);
		return tab;
	}

	/** Shows no package, but why. */
	void clear(String why) {
		empty();
		words(why);
		facts.setToolTipText(null);
		facts.setForeground(Palette.of(facts).faint());
	}

	private void empty() {
		findings.removeAll();
		files.removeAll();
		script.setText("");
		supervisor.removeAll();
		findingsTab.setText(Messages.Package_findings);
		filesTab.setText(Messages.Package_files);
	}

	private void words(String text) {
		facts.setText(Texts.label(text));
		facts.requestLayout();
	}

	/** Shows only what is wrong, as with a folder of which no package can be made. */
	void show(List<Finding> wrong, String words) {
		empty();
		words(words);
		facts.setForeground(null);
		fill(wrong);
	}

	void show(ApplicationPackage content) {
		empty();
		long count = content.members().stream().filter(m -> !m.directory()).count();
		String called = content.name().map(n -> Texts.format(Messages.Package_called, n.name(), n.version())).orElse(Messages.Package_nameless);
		words(Texts.format(Messages.Package_facts, called, Texts.size(content.size()), count, Texts.size(content.unpackedSize()), content.sha256().substring(0, 12)));
		facts.setToolTipText("sha256 " + content.sha256());
		facts.setForeground(null);
		fill(content.findings());
		filesTab.setText(Texts.format(Messages.Package_counted, Messages.Package_files, count));
		content.members().stream().filter(m -> !m.directory()).limit(MOST).forEach(m -> new TableItem(files, SWT.NONE)
				.setText(new String[] { Texts.plain(m.path()), Texts.size(m.size()), String.format("%04o", m.mode()) }));
		if (count > MOST) {
			new TableItem(files, SWT.NONE).setText(0, Texts.format(Messages.More, count - MOST));
		}
		script.setText(Texts.plainLines(content.script().orElse(Messages.Package_no_script).replace("\t", "    ")));
		fill(content.program());
	}

	private void fill(List<Finding> wrong) {
		findingsTab.setText(wrong.isEmpty() ? Messages.Package_findings : Texts.format(Messages.Package_counted, Messages.Package_findings, wrong.size()));
		for (var finding : wrong) {
			var item = new TableItem(findings, SWT.NONE);
			item.setText(new String[] { Texts.plain(finding.where()), Texts.format(Messages.Package_severity, severity(finding.severity()), Texts.plain(finding.message())) });
			item.setImage(images.create(Shape.of(finding.severity()).image(Palette.of(findings).severity(finding.severity()))));
		}
		if (wrong.isEmpty()) {
			new TableItem(findings, SWT.NONE).setText(1, Messages.Package_no_findings);
		}
		findings.getColumn(1).pack(); // a scrollbar shows the rest
		tabs.setSelection(0);
	}

	private static String severity(Severity severity) {
		return switch (severity) {
			case ERROR -> Messages.Severity_error;
			case WARNING -> Messages.Severity_warning;
			case INFO -> Messages.Severity_info;
		};
	}

	/** A setting with where it comes from: the package, or Gateway Engine's defaults. */
	record Setting(String name, String value, boolean usual) {
	}

	/** All settings that count, in their order. */
	static List<Setting> settings(SupervisorProgram program) {
		var all = new LinkedHashMap<>(program.options());
		return all.entrySet().stream().map(e -> new Setting(e.getKey(), e.getValue(), !program.given().containsKey(e.getKey()))).toList();
	}

	private void fill(Optional<SupervisorProgram> program) {
		if (program.isEmpty()) {
			new TableItem(supervisor, SWT.NONE).setText(0, Messages.Package_no_supervisor);
			return;
		}
		for (var setting : settings(program.get())) {
			var item = new TableItem(supervisor, SWT.NONE);
			item.setText(new String[] { Texts.plain(setting.name()), Texts.plain(setting.value()), setting.usual() ? Messages.Package_default : Messages.Package_own });
			if (setting.usual()) {
				item.setForeground(Palette.of(supervisor).faint());
			}
		}
	}

}
