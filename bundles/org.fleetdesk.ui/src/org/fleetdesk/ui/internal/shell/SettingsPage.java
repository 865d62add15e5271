package org.fleetdesk.ui.internal.shell;

import org.eclipse.core.runtime.preferences.InstanceScope;
import org.eclipse.e4.ui.css.swt.theme.IThemeEngine;
import org.eclipse.jface.preference.BooleanFieldEditor;
import org.eclipse.jface.preference.FieldEditorPreferencePage;
import org.eclipse.jface.preference.RadioGroupFieldEditor;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.IWorkbench;
import org.eclipse.ui.IWorkbenchPreferencePage;
import org.eclipse.ui.preferences.ScopedPreferenceStore;
import org.fleetdesk.ui.internal.Messages;

/** The preference page of the console: local fleet and theme. */
public final class SettingsPage extends FieldEditorPreferencePage implements IWorkbenchPreferencePage {

	private static final String LIGHT_THEME = "org.eclipse.e4.ui.css.theme.e4_default";
	private static final String DARK_THEME = "org.eclipse.e4.ui.css.theme.e4_dark";

	private IWorkbench workbench;

	public SettingsPage() {
		super(GRID);
	}

	@Override
	public void init(IWorkbench bench) {
		workbench = bench;
		setPreferenceStore(new ScopedPreferenceStore(InstanceScope.INSTANCE, Settings.NODE));
	}

	@Override
	protected void createFieldEditors() {
		var parent = getFieldEditorParent();
		addField(new BooleanFieldEditor(Settings.START_LOCAL, Messages.Settings_start_local, parent));
		addField(new BooleanFieldEditor(Settings.KEEP_RUNNING, Messages.Settings_keep_running, parent));
		addField(new RadioGroupFieldEditor(Settings.THEME, Messages.Settings_theme, 1, new String[][] { { Messages.Settings_theme_system, Settings.SYSTEM },
				{ Messages.Settings_theme_light, Settings.LIGHT }, { Messages.Settings_theme_dark, Settings.DARK } }, parent, true));
	}

	@Override
	public boolean performOk() {
		boolean ok = super.performOk();
		applyTheme(workbench);
		return ok;
	}

	/** Switches to the chosen theme. */
	static void applyTheme(IWorkbench workbench) {
		var engine = workbench.getService(IThemeEngine.class);
		String wanted = switch (Settings.theme()) {
			case Settings.LIGHT -> LIGHT_THEME;
			case Settings.DARK -> DARK_THEME;
			default -> Display.isSystemDarkTheme() ? DARK_THEME : LIGHT_THEME;
		};
		if (engine != null && (engine.getActiveTheme() == null || !engine.getActiveTheme().getId().equals(wanted))) {
			engine.setTheme(wanted, true);
		}
	}
}
