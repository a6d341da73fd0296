/**
 * Who keeps native memory alive.
 *
 * <p><b>Concept.</b> Memory and threads are shared: packed weights by plans, a plan by its
 * sessions. {@link dev.lanewise.engine.lifetime.Holders} counts who uses them; the last one that
 * lets go frees them.
 *
 * <p><b>Threads.</b> Any thread may hold and let go.
 *
 * <p><b>Failure.</b> Who wants to hold what is already freed is told so by the result.
 */
package dev.lanewise.engine.lifetime;
