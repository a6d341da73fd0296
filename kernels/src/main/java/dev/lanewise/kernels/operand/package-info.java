/**
 * What every implementation checks when it binds.
 *
 * <p>A step is bound once and run often, and a run must not fail halfway: so the memory that its
 * shapes need is compared with the memory that it got when it is bound, whichever provider binds
 * it. A refusal is an {@link java.lang.IllegalArgumentException} that names the operand, what was
 * wanted and what came. The checks hold nothing and may be called from any thread.
 */
package dev.lanewise.kernels.operand;
