/**
 * Where the time of a network goes.
 *
 * <p><b>Concept.</b> A {@link dev.lanewise.engine.profile.Profile} is the time of every step over
 * some runs of a session, as a {@link dev.lanewise.engine.plan.RunListener} hears of them; {@link
 * dev.lanewise.engine.profile.ChromeTrace} writes single runs for a viewer of traces.
 *
 * <p><b>Units.</b> Nanoseconds; GFLOP/s with two operations for each multiply-accumulate of direct
 * summation, so faster algorithms may exceed a machine's peak.
 *
 * <p><b>Threads.</b> Profiles are immutable. A session is profiled by the thread that may use it.
 */
package dev.lanewise.engine.profile;
