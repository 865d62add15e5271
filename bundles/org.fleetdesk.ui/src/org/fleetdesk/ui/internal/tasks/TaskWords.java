package org.fleetdesk.ui.internal.tasks;

import org.eclipse.osgi.util.NLS;

/** The words of the Tasks view and what belongs to it. */
public final class TaskWords extends NLS {

	public static String group_all;
	public static String group_active;
	public static String group_attention;
	public static String group_history;
	public static String group_name;
	public static String column_task;
	public static String column_progress;
	public static String column_rate;
	public static String column_left;
	public static String column_message;
	public static String column_who;
	public static String column_started;
	public static String column_took;
	public static String left_tip;
	public static String state_queued;
	public static String state_running;
	public static String state_running_attempt;
	public static String state_waiting;
	public static String state_waiting_attempt;
	public static String state_done;
	public static String state_failed;
	public static String state_cancelled;
	public static String state_interrupted;
	public static String state_discarded;
	public static String severity_info;
	public static String severity_warning;
	public static String severity_error;
	public static String progress_of;
	public static String message_of_targets;
	public static String message_and;
	public static String view;
	public static String view_running;
	public static String empty;
	public static String empty_active;
	public static String empty_attention;
	public static String empty_history;
	public static String empty_show_all;
	public static String filter_hint;
	public static String filter_tip;
	public static String nothing_matches;
	public static String nothing_matches_key;
	public static String counted;
	public static String resume_all;
	public static String resume_all_tip;
	public static String cancelling;
	public static String resuming;
	public static String retrying;
	public static String discarding;
	public static String undoing;
	public static String log_hint;
	public static String log_of;
	public static String log_gone;
	public static String reading;
	public static String cancel;
	public static String resume;
	public static String retry;
	public static String discard;
	public static String undo;
	public static String undo_latest;
	public static String show_target;
	public static String open_log;
	public static String export;
	public static String export_title;
	public static String export_json;
	public static String export_csv;
	public static String exporting;
	public static String target_gone;
	public static String no_ended;
	public static String no_active;
	public static String no_rollout;
	public static String no_undone;
	public static String no_undo;
	public static String no_retried;
	public static String no_interrupted;
	public static String no_failed;
	public static String no_single;
	public static String notice_interrupted;
	public static String notice_failed;
	public static String notice_done;
	public static String notice_more;
	public static String notice_resume;
	public static String notice_show;

	static {
		NLS.initializeMessages("org.fleetdesk.ui.internal.tasks.words", TaskWords.class);
	}

	private TaskWords() {
	}
}
