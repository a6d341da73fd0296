/**
 * Fuzzing: every reader of files gets bytes that nobody meant it to get.
 *
 * <p>{@code FuzzTarget} lists the readers and says what they must hold to. {@code FuzzTest} runs
 * each on mutations of the corpus in {@code src/test/resources/fuzz}, from a fixed seed, in every
 * build. {@code engine/fuzz} runs Jazzer, which looks for inputs that reach new code, for as long
 * as it is told; its entry points are the classes whose names end in {@code Fuzzer}.
 */
package dev.lanewise.engine.fuzz;
