package io.restartmonkey.launcher.config;

/**
 * The effective value of one setting, as text.
 *
 * @param text the value, checked; a path as it is from here; empty text = none
 * @param origin where it came from: {@code default}, a file with its line, a variable or a flag
 */
public record EffectiveValue(String text, String origin) {}
