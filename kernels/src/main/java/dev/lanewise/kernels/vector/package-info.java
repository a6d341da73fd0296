/**
 * The kernels written with {@code jdk.incubator.vector}, and the only packages that import it.
 *
 * <p>{@link dev.lanewise.kernels.vector.Lanes} fixes the vector width for the whole process.
 * Species are constants, memory is native, loop counters are {@code int} and base offsets {@code
 * long}, because only then does the compiler turn each vector operation into one instruction.
 */
package dev.lanewise.kernels.vector;
