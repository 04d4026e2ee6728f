package io.restartmonkey.health;

import java.time.Instant;

/**
 * A time in which nothing is done, because somebody said so.
 *
 * @param who who said so
 * @param why why
 * @param until when it is over
 */
public record Pause(String who, String why, Instant until) {}
