package org.fleetdesk.tasks;

/**
 * How many targets a wave takes.
 *
 * @param amount  1 or more; at most 100 when it is a percentage
 * @param percent whether it is a share of all targets of the rollout, rounded up, instead of a number
 */
public record WaveSize(int amount, boolean percent) {

	public WaveSize {
		if (amount < 1 || percent && amount > 100) {
			throw new IllegalArgumentException("A wave takes 1 target or more, or 1 % to 100 % of them");
		}
	}

	/**
	 * @param text such as {@code 3} or {@code 25%}
	 * @throws IllegalArgumentException with a sentence for the user
	 */
	public static WaveSize of(String text) {
		String digits = text.strip();
		boolean percent = digits.endsWith("%");
		try {
			return new WaveSize(Integer.parseInt(percent ? digits.substring(0, digits.length() - 1).strip() : digits), percent);
		} catch (NumberFormatException e) {
			throw new IllegalArgumentException("\"" + text + "\" is no size of a wave; say a number of targets, such as 3, or a share, such as 25%", e);
		}
	}

	/** Of so many targets in all, at least 1. */
	public int of(int targets) {
		return percent ? Math.max(1, (int) Math.ceil(targets * amount / 100.0)) : amount;
	}

	@Override
	public String toString() {
		return percent ? amount + "%" : Integer.toString(amount);
	}
}
