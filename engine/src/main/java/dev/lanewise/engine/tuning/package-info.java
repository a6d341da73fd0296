/**
 * Choosing kernels by measuring them.
 *
 * <p><b>Concept.</b> Usually kernels are chosen by estimates. A {@link
 * dev.lanewise.engine.tuning.Tuning} that is given to {@link dev.lanewise.engine.Options#tuning}
 * lets the compiler time each candidate on each convolution instead, and keeps the times in a text
 * file, which later processes read. Who deletes the file, or a line of it, loses nothing but the
 * measuring.
 *
 * <p><b>Format.</b> UTF-8, one line per convolution, tabs between four fields: the kind of kernels
 * with the width of their vectors, the processor, the JVM, the problem, and the microseconds of
 * each kernel. Lines that begin with {@code #} are remarks. Lines of other machines are kept and
 * not looked at.
 *
 * <p><b>Determinism.</b> Kernels round differently, so the choice is part of a result: the same
 * file gives the same choice, whereas two measurements may not.
 *
 * <p><b>Threads.</b> A tuning is safe to share between threads.
 *
 * <p><b>Failure.</b> A line that is not understood is refused, with its number.
 */
package dev.lanewise.engine.tuning;
