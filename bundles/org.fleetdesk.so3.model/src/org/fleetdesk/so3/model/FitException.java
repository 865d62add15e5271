package org.fleetdesk.so3.model;

/** A file is not a readable FIT image or device tree. The message says what is wrong, where, and what to do; it is fit to be shown. */
public final class FitException extends Exception {

	private static final long serialVersionUID = 1L;

	private final String where;

	/**
	 * @param where node path ({@code /images/so3}) or position ({@code offset 0x38}); empty when the whole file is meant
	 * @param what one sentence without the full stop
	 * @param advice one sentence that says what to do
	 */
	public FitException(String where, String what, String advice) {
		super(what + (where.isEmpty() ? "" : " (at " + where + ")") + ". " + advice);
		this.where = where;
	}

	/** Node path or offset; empty when the whole file is meant. */
	public String where() {
		return where;
	}
}
