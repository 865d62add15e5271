package org.fleetdesk.so3.ui.internal;

import org.eclipse.osgi.util.NLS;

/** The texts of the user interface, from {@code messages.properties}. */
final class Messages extends NLS {

	public static String Containers_empty;
	public static String Images_empty;
	public static String Slot;
	public static String Image;
	public static String Age;
	public static String Runtime;
	public static String Exit_code;
	public static String Log;
	public static String Image_id;
	public static String Id;
	public static String Species;
	public static String Description;
	public static String Type;
	public static String Architecture;
	public static String Size;
	public static String Containers;
	public static String Names;
	public static String Problem;
	public static String Created;
	public static String Create_title;
	public static String Create_heading;
	public static String Create_where;
	public static String Create_name;
	public static String Create_start;
	public static String Create_button;
	public static String Create_task;
	public static String Name_missing;
	public static String Name_wrong;
	public static String Reference_wrong;
	public static String Containers_number;
	public static String Ago;
	public static String Rename_title;
	public static String Rename_heading;
	public static String Rename_what;
	public static String Rename_button;
	public static String Rename_task;
	public static String Update_title;
	public static String Update_title_many;
	public static String Update_heading;
	public static String Update_what;
	public static String Update_what_many;
	public static String Update_button;
	public static String Update_button_many;
	public static String Update_one;
	public static String Update_many;
	public static String Update_image;
	public static String Update_file;
	public static String Update_file_hint;
	public static String Update_browse;
	public static String Update_reading;
	public static String Update_no_path;
	public static String Update_no_image;
	public static String Update_choose;
	public static String Update_task;
	public static String Labels_what;
	public static String Labels_task;
	public static String Checkpoint_title;
	public static String Checkpoint_heading;
	public static String Checkpoint_what;
	public static String Checkpoint_button;
	public static String Checkpoint_stop;
	public static String Checkpoint_task;
	public static String Checkpoints_reading;
	public static String Checkpoints_none;
	public static String Checkpoints_restore;
	public static String Checkpoints_remove;
	public static String Checkpoints_remove_title;
	public static String Checkpoints_remove_question;
	public static String Checkpoints_remove_button;
	public static String Checkpoints_remove_task;
	public static String Restore_title;
	public static String Restore_heading;
	public static String Restore_what;
	public static String Restore_button;
	public static String Restore_choose;
	public static String Restore_choose_one;
	public static String Restore_none;
	public static String Restore_task;
	public static String Tag_title;
	public static String Tag_heading;
	public static String Tag_what;
	public static String Tag_button;
	public static String Tag_task;
	public static String Used_by;
	public static String Usage_reading;
	public static String Usage_waiting;
	public static String Usage_stopped;
	public static String Usage_unreachable;
	public static String Usage_cpu;
	public static String Usage_memory;
	public static String Prune_images;
	public static String Prune_containers;
	public static String Prune_no_images;
	public static String Prune_no_containers;
	public static String Prune_images_button;
	public static String Prune_containers_button;
	public static String Prune_item;
	public static String Prune_more;
	public static String Prune_undone;
	public static String Contents_reading;
	public static String Contents_findings;
	public static String Contents_no_findings;
	public static String Contents_hash_matches;
	public static String Contents_hash_differs;
	public static String Contents_hash_unchecked;
	public static String Contents_load;
	public static String Contents_unknown;
	public static String Why;

	static {
		NLS.initializeMessages("org.fleetdesk.so3.ui.internal.messages", Messages.class);
	}

	private Messages() {
	}
}
