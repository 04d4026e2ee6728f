package io.restartmonkey.cluster;

/**
 * A record from outside that was not believed. It is counted and shown, never used.
 *
 * @param record which one, safe to print
 * @param reason what is wrong with it, safe to print
 */
public record RefusedRecord(String record, String reason) {}
