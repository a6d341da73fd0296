/**
 * Compiled networks: a {@link dev.lanewise.engine.plan.Plan} is what to do, a {@link
 * dev.lanewise.engine.plan.Session} does it.
 *
 * <p><b>Concept.</b> A plan holds kernel calls in order, each with its kernel chosen, its weights
 * packed, and its operands placed in one arena; it can be printed. A session adds the arena itself
 * and the buffers of inputs and outputs, and runs the calls.
 *
 * <p><b>Layout.</b> Inputs and outputs are dense float32 in this machine's byte order, {@code [N,
 * C, spatial...]}. Inside, activations are channels-last and share memory by lifetime: only inputs
 * and outputs have meaning after a run.
 *
 * <p><b>Threads.</b> A plan may be shared by any number of threads. A session serves one thread at
 * a time and says so if it is used by two; open one per thread.
 *
 * <p><b>Lifetime.</b> Both own native memory and are to be closed; closing twice is harmless. A
 * closed plan opens no more sessions, but its weights stay until its last session is closed.
 *
 * <p><b>Failure.</b> Use after close throws {@link java.lang.IllegalStateException}, wrong sizes
 * and names {@link dev.lanewise.engine.LanewiseException}. After any failure of a run the next run
 * is sound, since every value is computed anew.
 */
package dev.lanewise.engine.plan;
