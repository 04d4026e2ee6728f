package io.restartmonkey.launcher.config;

/**
 * The effective value of one key.
 *
 * @param text the value, checked and in its plain spelling; empty text = none
 * @param origin where it came from
 */
public record Setting(String text, String origin) {}
