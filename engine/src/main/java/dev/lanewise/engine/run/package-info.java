/**
 * Threads: the only package that knows them.
 *
 * <p><b>Concept.</b> A {@link dev.lanewise.engine.run.Workers} team is a few helper threads that,
 * together with the thread that calls, run the tiles of one {@link dev.lanewise.kernels.Step} after
 * the other. Each takes a contiguous range of tiles first and then helps the others. A {@link
 * dev.lanewise.engine.run.WorkerPool} lends teams to sessions: one that finds none free computes
 * alone, so many sessions neither wait for each other nor crowd the processors.
 *
 * <p><b>Determinism.</b> Tiles write disjoint outputs and do not depend on who computes them, so
 * results are bit-identical for any number of threads.
 *
 * <p><b>Waiting.</b> Helpers spin for some microseconds and then sleep; idle ones cost nothing.
 * They do not spin at all where there are more of them than processors.
 *
 * <p><b>Lifetime.</b> Helpers are daemon threads that end when their pool is closed.
 *
 * <p><b>Failure.</b> What a helper throws surfaces in the calling thread, after all have stopped.
 */
package dev.lanewise.engine.run;
