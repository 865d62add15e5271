package org.fleetdesk.ui.logviewer;

import org.eclipse.osgi.util.NLS;

/** The log viewer's words. */
final class Messages extends NLS {

	public static String all;
	public static String copied;
	public static String copy;
	public static String emptyFilter;
	public static String emptyLog;
	public static String errors;
	public static String filter;
	public static String filterTip;
	public static String find;
	public static String findCount;
	public static String findNext;
	public static String findNothing;
	public static String findPrevious;
	public static String findTip;
	public static String follow;
	public static String followTip;
	public static String goTo;
	public static String goToHint;
	public static String goToWrong;
	public static String logOf;
	public static String noLog;
	public static String save;
	public static String saveTip;
	public static String selectAll;
	public static String severity;
	public static String time;
	public static String timeOfArrival;
	public static String timeTip;
	public static String tooMuchToCopy;
	public static String warnings;
	public static String wrap;
	public static String wrapTip;
	public static String wrongExpression;

	static {
		NLS.initializeMessages(Messages.class.getPackageName() + ".messages", Messages.class);
	}

	private Messages() {
	}
}
