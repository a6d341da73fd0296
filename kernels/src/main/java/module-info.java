/**
 * One operation at a time on vectors and native memory: the reference in plain loops, and the same
 * operations on the Vector API.
 *
 * <p>The Vector API is required at compile time only. A program that uses it adds {@code
 * jdk.incubator.vector} itself; without it the reference runs.
 */
module dev.lanewise.kernels {
  requires static jdk.incubator.vector;

  exports dev.lanewise.kernels;
}
