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

	static {
		NLS.initializeMessages("org.fleetdesk.so3.ui.internal.messages", Messages.class);
	}

	private Messages() {
	}
}
