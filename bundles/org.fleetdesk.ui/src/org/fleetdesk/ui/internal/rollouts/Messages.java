package org.fleetdesk.ui.internal.rollouts;

import org.eclipse.osgi.util.NLS;

/** The texts of rollouts, from {@code messages.properties}. */
public final class Messages extends NLS {

	public static String Waves_start;
	public static String Waves_at_once;
	public static String Waves_in_waves;
	public static String Waves_preset;
	public static String Waves_preset_usual;
	public static String Waves_preset_halves;
	public static String Waves_preset_single;
	public static String Waves_preset_own;
	public static String Waves_size;
	public static String Waves_rest;
	public static String Waves_size_tip;
	public static String Waves_add;
	public static String Waves_remove;
	public static String Waves_remove_tip;
	public static String Waves_size_wrong;
	public static String Waves_success;
	public static String Waves_success_unit;
	public static String Waves_error;
	public static String Waves_error_unit;
	public static String Waves_soak;
	public static String Waves_soak_unit;
	public static String Waves_failure;
	public static String Waves_halt;
	public static String Waves_roll_back_wave;
	public static String Waves_roll_back_all;
	public static String Waves_preview;
	public static String Waves_preview_name;
	public static String Waves_preview_bar;
	public static String Waves_preview_wave;
	public static String Waves_button;

	public static String State_running;
	public static String State_soaking;
	public static String State_paused;
	public static String State_halted;
	public static String State_rolling_back;
	public static String State_interrupted;
	public static String State_succeeded;
	public static String State_rolled_back;
	public static String State_failed;
	public static String Wave_pending;
	public static String Wave_running;
	public static String Wave_soaking;
	public static String Wave_succeeded;
	public static String Wave_failed;
	public static String Wave_rolling_back;
	public static String Wave_rolled_back;

	public static String Fare_healthy;
	public static String Fare_done;
	public static String Fare_running;
	public static String Fare_waiting;
	public static String Fare_pending;
	public static String Fare_rolled_back;
	public static String Fare_not_done;
	public static String Fare_unhealthy;
	public static String Fare_failed;
	public static String Fare_count;

	public static String Row_wave;
	public static String Row_waves;
	public static String Row_soak;
	public static String Row_targets;

	public static String Chart_name;
	public static String Chart_description;
	public static String Chart_wave;
	public static String Chart_success_mark;
	public static String Chart_error_mark;
	public static String Chart_copy;
	public static String Chart_column_wave;
	public static String Chart_column_state;
	public static String Chart_column_targets;

	public static String Pane_health;
	public static String Pane_plan;
	public static String Pane_soak;
	public static String Pane_no_soak;
	public static String Pane_state;
	public static String Pane_log_reading;
	public static String Pane_log_name;

	public static String Verb_pause;
	public static String Verb_resume;
	public static String Verb_halt;
	public static String Verb_retry;
	public static String Verb_roll_back;
	public static String Verb_acknowledge;
	public static String Verb_task_pause;
	public static String Verb_task_resume;
	public static String Verb_task_halt;
	public static String Verb_task_retry;
	public static String Verb_task_roll_back;
	public static String Verb_task_acknowledge;
	public static String Halt_title;
	public static String Halt_question;
	public static String Halt_running;
	public static String Halt_none;
	public static String Halt_then;
	public static String Halt_button;
	public static String Roll_back_title;
	public static String Roll_back_question;
	public static String Roll_back_targets;
	public static String Roll_back_none;
	public static String Roll_back_then;
	public static String Roll_back_button;
	public static String More;

	public static String Notice_halted;
	public static String Notice_rolling_back;
	public static String Notice_rolled_back;
	public static String Notice_failed;

	static {
		NLS.initializeMessages("org.fleetdesk.ui.internal.rollouts.messages", Messages.class);
	}

	private Messages() {
	}
}
