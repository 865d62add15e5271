package org.fleetdesk.core;

import java.util.Map;

/**
 * What an engine says of itself.
 *
 * @param product such as "EMISO Engine"
 * @param version the engine's own version text
 * @param name    the engine's or its host's name
 * @param facts   more, in display order, such as "Runtime" → "simulated"
 */
public record EngineInfo(String product, String version, String name, Map<String, String> facts) {
}
