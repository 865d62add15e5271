package org.fleetdesk.tasks;

/**
 * A part of a run on one target. Steps of a target run in order; targets run beside each other.
 *
 * @param id         unique within the target, such as {@code upload}
 * @param title      for the user, such as "Upload ticker.itb"
 * @param idempotent whether doing it twice is the same as once
 * @param weight     its share of the target's progress, more than 0
 */
public record Step(String id, TaskTarget target, String title, boolean idempotent, double weight) {
}
