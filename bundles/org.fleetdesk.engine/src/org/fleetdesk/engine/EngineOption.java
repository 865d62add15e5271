package org.fleetdesk.engine;

/**
 * An option of one engine on the command line, beside those that all engines have ({@code --listen}, {@code --data}, {@code --token-file}, ...).
 *
 * @param name         with its dashes, such as {@code --slots}
 * @param label        of its value in the usage text, such as {@code LOW-HIGH}
 * @param description  one sentence for the usage text
 * @param defaultValue the value when the option is not given; null when there is none
 */
public record EngineOption(String name, String label, String description, String defaultValue) {
}
