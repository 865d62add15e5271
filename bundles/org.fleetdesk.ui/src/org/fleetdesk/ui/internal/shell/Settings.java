package org.fleetdesk.ui.internal.shell;

import java.util.Optional;

import org.eclipse.core.runtime.Platform;
import org.eclipse.core.runtime.preferences.AbstractPreferenceInitializer;
import org.eclipse.core.runtime.preferences.DefaultScope;
import org.eclipse.core.runtime.preferences.InstanceScope;

/** The console's preferences. */
public final class Settings extends AbstractPreferenceInitializer {

	static final String NODE = "org.fleetdesk.ui";
	static final String START_LOCAL = "startLocalFleet";
	static final String KEEP_RUNNING = "keepLocalFleetRunning";
	static final String THEME = "theme";
	static final String CONNECTION_KIND = "connectionKind";
	static final String SYSTEM = "system";
	static final String LIGHT = "light";
	static final String DARK = "dark";

	@Override
	public void initializeDefaultPreferences() {
		var defaults = DefaultScope.INSTANCE.getNode(NODE);
		defaults.putBoolean(START_LOCAL, true);
		defaults.putBoolean(KEEP_RUNNING, false);
		defaults.put(THEME, SYSTEM);
	}

	/** Whether the engines on this machine are started with the console. */
	static boolean startLocal() {
		return Platform.getPreferencesService().getBoolean(NODE, START_LOCAL, true, null);
	}

	/** Whether they go on when the console is closed. */
	static boolean keepRunning() {
		return Platform.getPreferencesService().getBoolean(NODE, KEEP_RUNNING, false, null);
	}

	/** The kind of the connection that was added last. */
	public static Optional<String> connectionKind() {
		return Optional.ofNullable(InstanceScope.INSTANCE.getNode(NODE).get(CONNECTION_KIND, null));
	}

	public static void connectionKind(String kind) {
		InstanceScope.INSTANCE.getNode(NODE).put(CONNECTION_KIND, kind);
	}

	/** {@link #SYSTEM}, {@link #LIGHT} or {@link #DARK}. */
	static String theme() {
		return Platform.getPreferencesService().getString(NODE, THEME, SYSTEM, null);
	}

	/** Whether the user chose a theme; otherwise the platform follows the system. */
	static boolean themeChosen() {
		return InstanceScope.INSTANCE.getNode(NODE).get(THEME, null) != null;
	}
}
